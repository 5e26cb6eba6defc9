// One line that becomes a task. What was understood is shown while it is typed, asked from the server without any page
// state; the text stays until the page says that it was kept.
import { createElement as h, useEffect, useRef, useState } from "react";
import { dialogIsOpen, isPlain, isTyping } from "./keyboard.js";

const WAIT = 300;
// Only such lines can hold anything to understand; others are not asked about.
const MAY_MEAN = /[@!#+\d]|\b(today|tomorrow|next|in|\w+day)\b/i;

function step(event, by) {
  const boxes = [...document.querySelectorAll(".task .check")], now = boxes.indexOf(document.activeElement);
  const next = boxes[now < 0 ? (by > 0 ? 0 : boxes.length - 1) : now + by];
  if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: "nearest" }); }
}

export function LineField({ id, url, kept = 0, problem, longest = 500, words, onAdd, ref, ...rest }) {
  const [text, setText] = useState(""), [found, setFound] = useState(null), [refused, setRefused] = useState("");
  const field = useRef(null), asked = useRef(null);
  useEffect(() => { if (kept) { setText(""); setFound(null); setRefused(""); field.current?.focus(); } }, [kept]);
  useEffect(() => {
    asked.current?.abort();
    if (!text.trim() || text.length > longest * 4 || !MAY_MEAN.test(text)) { setFound(null); return undefined; }
    const call = (asked.current = new AbortController());
    const timer = setTimeout(() => {
      fetch(url, { method: "POST", signal: call.signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text }) })
        .then((answer) => (answer.ok ? answer.json() : null)).then((parsed) => setFound(parsed && parsed.spans.length ? parsed : null)).catch(() => {});
    }, WAIT);
    return () => { clearTimeout(timer); call.abort(); };
  }, [text]);
  useEffect(() => {
    const key = (event) => {
      if (!isPlain(event) || isTyping(event.target) && !event.target.matches?.(".check") || dialogIsOpen()) return;
      if (event.key === "n") { event.preventDefault(); field.current?.focus(); }
      if (event.key === "j") step(event, 1);
      if (event.key === "k") step(event, -1);
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);
  const add = (event) => {
    event.preventDefault();
    if (!text.trim()) return field.current.focus();
    if (text.length > longest * 4) return setRefused(words.long.replace("{count}", text.length.toLocaleString()).replace("{limit}", longest));
    setRefused("");
    return onAdd?.(text);
  };
  const wrong = refused || problem;
  const days = found?.next_days?.length > 1 ? `${words.next} ${found.next_days.map((day) => new Date(`${day}T12:00`).toLocaleDateString(document.documentElement.lang || undefined, { day: "numeric", month: "short" })).join(" · ")}` : "";
  return h("form", { ...rest, ref, className: "line", onSubmit: add },
    h("label", { htmlFor: id, className: "label" }, words.label),
    h("div", { className: "line-row" },
      h("input", { id, ref: field, className: "input", value: text, placeholder: words.placeholder, autoComplete: "off", "aria-describedby": `${id}-found ${id}-error`, "aria-invalid": wrong ? true : undefined, onChange: (e) => { setText(e.target.value); setRefused(""); } }),
      h("button", { type: "submit", className: "btn", "data-variant": "primary" }, words.add)),
    h("div", { id: `${id}-found`, className: "line-found", "aria-live": "polite" },
      found ? [h("span", { key: "title", className: "line-title" }, found.title), ...found.spans.map((span) => h("span", { key: span.start, className: "pill", "data-tone": span.kind === "due" || span.kind === "repeats" ? "green" : undefined, title: span.text }, span.words)), days && h("span", { key: "days", className: "line-days" }, days)]
        : h("span", { className: "line-days" }, words.hint)),
    h("div", { id: `${id}-error`, "aria-live": "polite" }, wrong && h("p", { className: "error" }, wrong)));
}
