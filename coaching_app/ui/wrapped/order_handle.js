// The grip of a list row: drag it, or press the arrow keys while it has the focus. The rows move at once; where the
// row was dropped is told once.
import { createElement as h, useRef } from "react";
import { announce } from "./announce.js";
export function OrderHandle({ label, place, words, onMove, ref, ...rest }) {
  const drag = useRef(null);
  const rows = (el) => { const row = el.closest("li"); return [row, [...row.parentNode.children].filter((one) => one.tagName === "LI")]; };
  const go = (to, all) => { if (to !== place && to >= 0 && to < all.length) { announce(words.moved.replace("{place}", to + 1).replace("{count}", all.length)); onMove?.(to); } };
  const onKeyDown = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const button = event.currentTarget;
    go(place + step, rows(button)[1]);
    setTimeout(() => button.focus(), 60);
  };
  const onPointerDown = (event) => {
    if (event.button) return;
    const [row, all] = rows(event.currentTarget);
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { row, all, y: event.clientY, middles: all.map((one) => { const box = one.getBoundingClientRect(); return (box.top + box.bottom) / 2; }), to: place };
    row.dataset.dragged = "";
  };
  const onPointerMove = (event) => {
    const now = drag.current;
    if (!now) return;
    const by = event.clientY - now.y, at = now.middles[place] + by, height = now.row.offsetHeight;
    now.to = now.middles.filter((middle, n) => n !== place && middle < at).length;
    now.all.forEach((one, n) => { one.style.translate = n === place ? `0 ${by}px` : `0 ${n > place && n <= now.to ? -height : n < place && n >= now.to ? height : 0}px`; });
  };
  const end = (isDone) => () => {
    const now = drag.current;
    if (!now) return;
    drag.current = null;
    now.all.forEach((one) => { one.style.translate = ""; });
    delete now.row.dataset.dragged;
    if (isDone) go(now.to, now.all);
  };
  return h("button", { ...rest, ref, type: "button", className: "btn grip", "data-variant": "text", "data-icon-only": "", "aria-label": label, title: words.how,
    onKeyDown, onPointerDown, onPointerMove, onPointerUp: end(true), onPointerCancel: end(false) },
    h("svg", { className: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01" })));
}
