// A native <dialog>: the browser keeps focus inside, Escape closes, focus returns. Opens by prop, or by any element
// with data-opens="<id>" without asking the server; data-closes inside it closes.
import { createElement as h, useEffect, useRef } from "react";
export function Dialog({ open, onClose, id, size, label, labelledBy, children, ref, className = "", ...rest }) {
  const el = useRef(null);
  useEffect(() => {
    const d = el.current;
    // Where there is but one thing to type, it is typed at once: data-starts.
    if (open === true && !d.open) { d.showModal(); d.querySelector("[data-starts]")?.focus(); }
    if (open === false && d.open) d.close();
  }, [open]);
  useEffect(() => {
    const press = (event) => {
      const opener = event.target.closest?.("[data-opens]");
      if (opener && opener.dataset.opens === id && !el.current.open) el.current.showModal();
    };
    document.addEventListener("click", press);
    return () => document.removeEventListener("click", press);
  }, [id]);
  const onClick = (event) => {
    const d = el.current;
    if (event.target.closest("[data-closes]") && event.target.closest("dialog") === d) d.close();
    if (event.target !== d) return; // a press on the backdrop lands on the dialog itself
    const box = d.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail) d.close();
  };
  return h("dialog", { ...rest, ref: el, id, className: `dialog ${className}`.trim(), "data-size": size, "aria-label": label, "aria-labelledby": label ? undefined : labelledBy,
    onClick, onClose: (event) => { if (event.target === el.current) onClose?.(); } }, children);
}
