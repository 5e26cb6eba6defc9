// A popover beside its button. The browser closes it on Escape and on a press outside; here it is placed and, as a
// menu, walked with the arrow keys.
import { createElement as h, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
export function Popover({ id, trigger, label, look = "menu", lazy = false, children, ref, className, ...rest }) {
  const el = useRef(null), opener = useRef(null), [drawn, setDrawn] = useState(!lazy);
  useEffect(() => {
    const box = el.current;
    const place = () => {
      const at = opener.current.getBoundingClientRect(), w = box.offsetWidth, ht = box.offsetHeight;
      const rtl = getComputedStyle(opener.current).direction === "rtl";
      let x = (at.left + at.right) / 2 > innerWidth / 2 ? at.right - w : at.left;
      if (rtl && (at.left + at.right) / 2 > innerWidth / 2) x = at.right - w;
      const y = at.bottom + ht + 8 > innerHeight && at.top - ht - 4 > 0 ? at.top - ht - 4 : at.bottom + 4;
      box.style.left = `${Math.max(8, Math.min(x, innerWidth - w - 8))}px`;
      box.style.top = `${Math.max(8, Math.min(y, innerHeight - ht - 8))}px`;
    };
    const toggled = (event) => {
      const open = event.newState === "open";
      opener.current.setAttribute("aria-expanded", String(open));
      if (!open) return removeEventListener("resize", place);
      place(); addEventListener("resize", place);
      if (look === "menu") items()[0]?.focus();
    };
    // A list of a hundred rows has a hundred menus; what is in one is drawn when it is first opened.
    const opening = (event) => { if (event.newState === "open") flushSync(() => setDrawn(true)); };
    box.addEventListener("beforetoggle", opening);
    box.addEventListener("toggle", toggled);
    return () => { box.removeEventListener("beforetoggle", opening); box.removeEventListener("toggle", toggled); removeEventListener("resize", place); };
  }, [look]);
  const items = () => [...el.current.querySelectorAll(".menu-item:not(:disabled)")];
  const onKeyDown = (event) => {
    if (look !== "menu") return;
    const all = items(), at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  };
  const onClick = (event) => { if (event.target.closest(".menu-item:not([data-stays]), [data-closes]")) el.current.hidePopover(); };
  return h("span", { className: "menu-host" },
    h("button", { ...rest, ref: opener, type: "button", className, popoverTarget: id, "aria-haspopup": look === "menu" ? "true" : "dialog", "aria-expanded": "false", "aria-label": label || undefined }, trigger),
    h("div", { ref: el, id, popover: "auto", className: "menu", "data-look": look, role: look === "menu" ? undefined : "dialog", "aria-label": label || undefined, onKeyDown, onClick }, drawn ? children : null));
}
