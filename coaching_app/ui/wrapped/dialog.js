// A native <dialog>: the browser keeps focus inside, Escape closes, focus returns. Opens by prop, or by any element
// with data-opens="<id>" without asking the server; data-closes inside it closes.
import { createElement as h, useEffect, useRef } from "react";
// It begins at what is marked data-starts; one that is a form and nothing else begins at its first field, unless a
// finger holds it: nobody is to look past a keyboard they did not ask for.
function show(d) {
  d.showModal();
  const form = d.querySelector(".dialog-body")?.firstElementChild;
  const isTyped = form?.tagName === "FORM" && matchMedia("(pointer: fine)").matches;
  const first = isTyped ? form.querySelector(":is(input, textarea, select):not([type=hidden], :disabled)") : null;
  (d.querySelector("[data-starts]") ?? first)?.focus({ preventScroll: true });
}
export function Dialog({ open, onClose, id, size, label, labelledBy, children, ref, className = "", ...rest }) {
  const el = useRef(null);
  useEffect(() => {
    const d = el.current;
    if (open === true && !d.open) show(d);
    if (open === false && d.open) d.close();
  }, [open]);
  useEffect(() => {
    const press = (event) => {
      const opener = event.target.closest?.("[data-opens]");
      if (opener && opener.dataset.opens === id && !el.current.open) show(el.current);
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
