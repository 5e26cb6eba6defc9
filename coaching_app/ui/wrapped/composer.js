// Where a message is written: grows with the text, Enter sends, the draft stays in the browser until it was taken.
import { createElement as h, useEffect, useRef, useState } from "react";

const store = {
  read: (key) => { try { return localStorage.getItem(key) || ""; } catch { return ""; } },
  keep: (key, text) => { try { text ? localStorage.setItem(key, text) : localStorage.removeItem(key); } catch { /* no storage, no draft */ } },
};
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(15)), (n) => n.toString(16).padStart(2, "0")).join("");
// Without an answer by then the same post, with the same key, may be tried again.
const PATIENCE = 8000;

// The post under way. It outlives the component: the first question of a conversation leads to another page.
const sent = { key: "", draftKey: "", text: "" };

export function Composer({ words, draftKey, suggestion = "", busy = false, taken = "", refused = "", maxLength = 20000, onSend, onStop, ref, ...rest }) {
  const field = useRef(null);
  const [text, setText] = useState(""), [sending, setSending] = useState(false);
  const settle = () => { sent.key = ""; setSending(false); };
  useEffect(() => {
    if (!taken || taken !== sent.key) return;
    store.keep(sent.draftKey, "");
    settle();
    setText("");
    if (document.activeElement === document.body) field.current?.focus();
  }, [taken]);
  useEffect(() => { if (refused && refused === sent.key) settle(); }, [refused]);
  useEffect(() => { setText(suggestion || store.read(draftKey)); if (suggestion) field.current?.focus(); }, [draftKey, suggestion]);
  useEffect(() => { if (!sending) return; const timer = setTimeout(() => setSending(false), PATIENCE); return () => clearTimeout(timer); }, [sending]);
  // Whoever opens an old conversation wants its last turn, not its first.
  useEffect(() => {
    if (draftKey.endsWith(".") || busy || sent.key || scrollY > 0) return;
    const frame = requestAnimationFrame(() => {
      const said = document.querySelectorAll(".messages > *");
      if (said.length > 2) said[said.length - 2].scrollIntoView({ block: "start" });
    });
    return () => cancelAnimationFrame(frame);
  }, [draftKey]);
  const write = (value) => { sent.key = ""; setText(value); store.keep(draftKey, value); };
  const ready = text.trim() !== "" && !busy && !sending;
  const send = () => {
    if (!ready) return;
    if (sent.key === "" || sent.text !== text) Object.assign(sent, { key: newKey(), draftKey, text });
    setSending(true);
    onSend?.(text, sent.key);
    field.current?.focus();
  };
  const onKeyDown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) { event.preventDefault(); send(); } };
  return h("form", { ...rest, className: "composer", onSubmit: (event) => { event.preventDefault(); send(); } },
    h("label", { htmlFor: "composer-text", className: "sr-only" }, words.label),
    h("textarea", { ref: field, id: "composer-text", className: "input", rows: 1, value: text, maxLength, placeholder: words.placeholder, "aria-describedby": "composer-hint", enterKeyHint: "send", onChange: (event) => write(event.target.value), onKeyDown }),
    busy
      ? h("button", { type: "button", className: "btn", "data-variant": "quiet", onClick: () => onStop?.() }, words.stop)
      : h("button", { type: "submit", className: "btn", "data-variant": "primary", disabled: !ready, "aria-busy": sending || undefined }, words.send),
    h("p", { id: "composer-hint", className: "hint" }, words.hint));
}
