// Puts a text on the clipboard and says so.
import { createElement as h, useEffect, useRef, useState } from "react";
export function CopyButton({ label, doneLabel, text }) {
  const [done, setDone] = useState(false), timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onClick = async () => {
    try { await navigator.clipboard.writeText(text); } catch { return; }
    setDone(true); clearTimeout(timer.current); timer.current = setTimeout(() => setDone(false), 2500);
  };
  return h("button", { type: "button", className: "btn", "data-variant": "quiet", "data-size": "s", "aria-live": "polite", onClick }, done ? doneLabel : label);
}
