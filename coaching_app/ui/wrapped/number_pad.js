// A pad for one number, opened by any "number-pad" event on the window. Keys of the keyboard work too; on a phone the
// system's own keyboard stays away, because ours is there.
import { createElement as h, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "⌫"];
const isNumber = (text) => /^\d{0,10}([.,]\d{0,3})?$/.test(text);
export function NumberPad({ id, words, onSave, onSkip, onOpen, ref, className, ...rest }) {
  const el = useRef(null), [about, setAbout] = useState({}), [text, setText] = useState(""), [fresh, setFresh] = useState(true);
  useEffect(() => {
    const open = (event) => {
      // Ready before the next key arrives: whoever types at once loses no digit.
      flushSync(() => { setAbout(event.detail); setText(event.detail.value || ""); setFresh(true); });
      const field = el.current.querySelector("input");
      field.inputMode = matchMedia("(pointer: coarse)").matches ? "none" : "decimal";
      el.current.showModal(); field.focus(); field.select();
    };
    addEventListener("number-pad", open);
    return () => removeEventListener("number-pad", open);
  }, []);
  const put = (next) => { if (isNumber(next)) { setText(next); setFresh(false); } };
  const press = (key) => put(key === "⌫" ? (fresh ? "" : text.slice(0, -1)) : (fresh ? "" : text) + key);
  const step = (by) => put(String(Math.max(0, Math.round(((parseFloat(text.replace(",", ".")) || 0) + by) * 1000) / 1000)));
  const close = () => el.current.close();
  const tell = (cell) => dispatchEvent(new CustomEvent("number-pad-saved", { detail: { habit: about.habit, day: about.day, cell } }));
  const save = (event) => {
    event.preventDefault(); event.stopPropagation();
    const value = text.replace(",", ".").replace(/\.$/, "");
    tell(value === "" ? "-" : `p${value}`);
    onSave?.(about.habit, about.day, value);
    close();
  };
  const press_on = (event) => { if (event.target === el.current && event.detail) close(); };
  const button = (key, words_, onClick, look = "quiet", more = {}) => h("button", { key, type: "button", className: "btn", "data-variant": look, onClick, ...more }, words_);
  return h("dialog", { ...rest, ref: el, id, className: "dialog", "data-size": "s", "aria-labelledby": `${id}-title`, onClick: press_on },
    h("div", { className: "dialog-head" }, h("h2", { id: `${id}-title`, className: "title", "data-size": "section" }, about.name),
      button("close", h("svg", { className: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: "M6 6l12 12M18 6L6 18" })), close, "text", { "aria-label": words.close, "data-icon-only": "" })),
    h("form", { className: "dialog-body pad", onSubmit: save },
      h("label", { className: "field" }, h("span", { className: "label" }, about.label),
        h("span", { className: "pad-field" },
          button("less", "−", () => step(-1), "quiet", { "aria-label": words.less, "data-icon-only": "" }),
          h("input", { className: "input", type: "text", autoComplete: "off", value: text, onChange: (event) => put(event.target.value), "aria-label": `${about.label}${about.unit ? `, ${about.unit}` : ""}` }),
          button("more", "+", () => step(1), "quiet", { "aria-label": words.more, "data-icon-only": "" }),
          about.unit ? h("span", { className: "hint" }, about.unit) : null)),
      h("div", { className: "pad-keys" }, KEYS.map((key) => button(key, key, () => press(key), "quiet", key === "⌫" ? { "aria-label": words.back } : {}))),
      h("div", { className: "row", "data-justify": "between", "data-gap": "s" },
        h("div", { className: "row", "data-gap": "none" },
          button("skip", words.skip, () => { tell("s"); onSkip?.(about.habit, about.day); close(); }, "text"),
          button("note", words.note, () => { close(); onOpen?.(about.habit, about.day); }, "text")),
        h("button", { type: "submit", className: "btn", "data-variant": "primary" }, words.save))));
}
