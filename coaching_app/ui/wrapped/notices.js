// One place for notices. Each leaves by itself, except errors; hovering or focusing holds all of them.
import { createElement as h, useEffect, useRef, useState } from "react";
const STAY = { info: 6000, done: 6000, undo: 12000 };
// After a hand was on it, long enough to read on.
const AFTER_HOLD = 2500;
const SHOWN = "coaching.notices-shown";
// Since when it has been up, over reloads too.
function shownAt(id) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(SHOWN) || "[]"), known = kept.find(([other]) => other === id);
    if (known) return known[1];
    sessionStorage.setItem(SHOWN, JSON.stringify([...kept, [id, Date.now()]].slice(-20)));
  } catch { /* no storage: the clock starts now */ }
  return Date.now();
}
function Notice({ notice, held, onUndo, onDismiss, dismissLabel }) {
  const stay = notice.kind === "error" ? 0 : notice.undo_label ? STAY.undo : STAY.info;
  const latest = useRef(onDismiss), wasHeld = useRef(false);
  latest.current = onDismiss;
  useEffect(() => {
    if (held) wasHeld.current = true;
    if (!stay || held) return;
    const left = stay - (Date.now() - shownAt(notice.id));
    const timer = setTimeout(() => latest.current?.(notice.id), Math.max(left, wasHeld.current ? AFTER_HOLD : 0));
    return () => clearTimeout(timer);
  }, [notice.id, stay, held]);
  return h("div", { className: "notice", "data-kind": notice.kind, role: notice.kind === "error" ? "alert" : undefined },
    h("span", { className: "notice-text" }, notice.text),
    notice.undo_label ? h("button", { type: "button", className: "undo", onClick: () => onUndo?.(notice.id) }, notice.undo_label) : null,
    h("button", { type: "button", "aria-label": dismissLabel, onClick: () => onDismiss?.(notice.id) },
      h("svg", { className: "icon", "data-size": "s", viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: "M6 6l12 12M18 6L6 18" }))));
}
export function Notices({ items, onUndo, onDismiss, label, dismissLabel, ref, ...rest }) {
  const [held, setHeld] = useState(false), [gone, setGone] = useState([]), el = useRef(null);
  const shown = (items || []).filter((n) => !gone.includes(n.id));
  const leave = (act) => (id) => { setGone((ids) => [...ids, id].slice(-50)); setHeld(false); act?.(id); };
  useEffect(() => {
    // The top layer: a notice must be seen and pressed even while a dialog is open.
    const box = el.current;
    if (!box?.showPopover) return;
    if (shown.length && !box.matches(":popover-open")) box.showPopover();
    if (!shown.length && box.matches(":popover-open")) box.hidePopover();
  });
  const hold = { onMouseEnter: () => setHeld(true), onMouseLeave: () => setHeld(false), onFocus: () => setHeld(true), onBlur: () => setHeld(false) };
  return h("section", { "aria-label": label, ...rest, ref },
    h("div", { ref: el, popover: "manual", className: "notices", "aria-live": "polite", ...hold },
      shown.map((n) => h(Notice, { key: n.id, notice: n, held, onUndo: leave(onUndo), onDismiss: leave(onDismiss), dismissLabel }))));
}
