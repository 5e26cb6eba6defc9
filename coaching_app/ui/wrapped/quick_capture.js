// The `c` key, or anything with data-capture: write a thought down without leaving the page.
import { createElement as h, useEffect, useRef, useState } from "react";
import { dialogIsOpen, isPlain, isTyping } from "./keyboard.js";
const DRAFT = "coaching.capture-draft";
const draft = { read: () => { try { return sessionStorage.getItem(DRAFT) || ""; } catch { return ""; } }, keep: (text) => { try { sessionStorage.setItem(DRAFT, text); } catch { /* no storage, no draft */ } } };
export function QuickCapture({ words, onCapture, ref, ...rest }) {
  const box = useRef(null), field = useRef(null);
  const [text, setText] = useState("");
  const write = (value) => { setText(value); draft.keep(value); };
  useEffect(() => {
    const show = () => { setText(draft.read()); box.current.showModal(); };
    const key = (event) => { if (event.key.toLowerCase() === "c" && isPlain(event) && !event.shiftKey && !isTyping(event.target) && !dialogIsOpen()) { event.preventDefault(); show(); } };
    const press = (event) => { if (event.target.closest?.("[data-capture]") && !box.current.open) show(); };
    document.addEventListener("keydown", key);
    document.addEventListener("click", press);
    return () => { document.removeEventListener("keydown", key); document.removeEventListener("click", press); };
  }, []);
  const save = () => { const kept = text.trim(); if (!kept) return field.current.focus(); onCapture?.(kept); write(""); box.current.close(); };
  const onKeyDown = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); } };
  return h("dialog", { ...rest, ref: box, className: "dialog", "aria-labelledby": "capture-title", onClick: (e) => { if (e.target === box.current) box.current.close(); } },
    h("div", { className: "dialog-head" }, h("h2", { id: "capture-title", className: "title", "data-size": "section" }, words.title)),
    h("div", { className: "dialog-body" },
      h("div", { className: "field" },
        h("label", { htmlFor: "capture-text", className: "label" }, words.label),
        h("textarea", { ref: field, id: "capture-text", className: "input", rows: 4, value: text, maxLength: 10000, placeholder: words.placeholder, "aria-describedby": "capture-hint", onChange: (e) => write(e.target.value), onKeyDown }),
        h("p", { id: "capture-hint", className: "hint" }, words.hint)),
      h("div", { className: "dialog-foot" },
        h("button", { type: "button", className: "btn", "data-variant": "text", onClick: () => box.current.close() }, words.close),
        h("button", { type: "button", className: "btn", "data-variant": "primary", onClick: save }, words.save))));
}
