// Rows (`data-task`) that are dragged to another day: by mouse after a few pixels, by finger after a long press. While
// one is held a strip of days stands at the lower edge; what carries `data-drop-day` inside takes a row too, an empty
// day being no day. Where it was dropped is told once. Keyboards use the row's own menu.
import { createElement as h, useEffect, useRef, useState } from "react";
import { announce } from "./announce.js";

const FAR = 6, HOLD = 350;
const BUSY = "input, select, textarea, dialog, [role=menu], .task-end, .tick";

export function DayDrop({ days, words, onMove, children, ref, className = "", ...rest }) {
  const root = useRef(null), latest = useRef(null), [isHeld, setHeld] = useState(false);
  latest.current = { words, onMove };
  useEffect(() => {
    const el = root.current;
    let held = null, timer = 0;
    const begin = (event, touch) => {
      const row = event.target.closest?.("[data-task]");
      if (!row || event.target.closest(BUSY)) return;
      held = { row, id: row.dataset.task, x: (touch || event).clientX, y: (touch || event).clientY, on: false, over: null };
      if (touch) timer = setTimeout(lift, HOLD);
    };
    const lift = () => {
      if (!held) return;
      held.on = true;
      held.row.dataset.dragged = "";
      navigator.vibrate?.(10);
      setHeld(true);
    };
    const point = (over) => {
      if (held.over === over) return;
      if (held.over) delete held.over.dataset.over;
      held.over = over;
      if (over) over.dataset.over = "";
    };
    const follow = (at) => {
      if (!held.row.isConnected) {
        held.row = [...el.querySelectorAll("[data-task]")].find((one) => one.dataset.task === held.id) || held.row;
        held.row.dataset.dragged = "";
      }
      // Above the pointer, so that the day beneath can be read.
      held.row.style.translate = `${at.clientX - held.x}px ${at.clientY - held.y - held.row.offsetHeight}px`;
      const places = document.elementsFromPoint(at.clientX, at.clientY).map((one) => one.closest("[data-drop-day]"));
      point(places.find((one) => one && el.contains(one)) || null);
    };
    const end = (isDone) => {
      clearTimeout(timer);
      if (!held) return;
      const { row, id, on, over, leave } = held;
      leave?.();
      if (on) {
        point(null);
        row.style.translate = "";
        delete row.dataset.dragged;
        setHeld(false);
        if (isDone) swallow();
        if (isDone && over) {
          announce(latest.current.words.moved.replace("{day}", over.dataset.dropLabel || over.textContent));
          latest.current.onMove?.(id, over.dataset.dropDay);
        }
      }
      held = null;
    };
    // The press that ended the drag opens nothing.
    const swallow = () => {
      const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
      addEventListener("click", stop, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", stop, { capture: true }), 50);
    };
    const mouseDown = (event) => { if (!event.button) begin(event); };
    const mouseMove = (event) => {
      if (!held) return;
      if (!held.on && Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR) lift();
      if (held.on) { event.preventDefault(); follow(event); }
    };
    const mouseUp = () => end(true);
    const touchStart = (event) => {
      if (event.touches.length !== 1) return end(false);
      begin(event, event.touches[0]);
      if (held) listen(event.target);
    };
    const touchMove = (event) => {
      if (!held) return;
      const at = event.touches[0];
      if (held.on) { event.preventDefault(); follow(at); } else if (Math.hypot(at.clientX - held.x, at.clientY - held.y) > FAR) end(false);
    };
    // On what was touched itself: a row that is drawn anew meanwhile leaves the page, and its touches reach nothing else.
    const listen = (spot) => {
      const about = [["touchmove", touchMove, { passive: false }], ["touchend", touchEnd], ["touchcancel", cancel]];
      for (const [name, run, how] of about) spot.addEventListener(name, run, how);
      held.leave = () => { for (const [name, run, how] of about) spot.removeEventListener(name, run, how); };
    };
    const touchEnd = (event) => { if (held?.on) event.preventDefault(); end(true); };
    const cancel = () => end(false);
    const key = (event) => { if (held?.on && event.key === "Escape") end(false); };
    // A long press would open the browser's own menu, and a mouse would drag the link or mark the text.
    const quiet = (event) => { if (held) event.preventDefault(); };
    const inside = [["mousedown", mouseDown], ["touchstart", touchStart, { passive: true }], ["contextmenu", quiet], ["dragstart", quiet]];
    const outside = [["mousemove", mouseMove], ["mouseup", mouseUp], ["keydown", key], ["blur", cancel]];
    for (const [name, run, how] of inside) el.addEventListener(name, run, how);
    for (const [name, run] of outside) window.addEventListener(name, run);
    return () => {
      clearTimeout(timer);
      for (const [name, run, how] of inside) el.removeEventListener(name, run, how);
      for (const [name, run] of outside) window.removeEventListener(name, run);
    };
  }, []);
  const strip = h("div", { className: "day-strip", hidden: !isHeld, "aria-hidden": true },
    h("p", null, words.where),
    h("ul", null, (days || []).map(([day, label]) => h("li", { key: day, "data-drop-day": day }, label))));
  return h("div", { ...rest, ref: root, className: `day-drop ${className}`.trim(), "data-held": isHeld ? "" : undefined }, children, strip);
}
