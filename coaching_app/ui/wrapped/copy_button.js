// Puts a text on the clipboard and says so.
import { createElement as h, useEffect, useRef, useState } from "react";
// Browsers keep the clipboard from pages that came over plain HTTP; the old way works there too.
const theOldWay = (text) => {
  const before = document.activeElement, field = document.createElement("textarea");
  // In an open dialog everything outside of it is inert.
  const host = before?.closest("dialog") ?? document.body;
  field.value = text; field.readOnly = true; field.className = "sr-only";
  host.append(field); field.select();
  try { return document.execCommand("copy"); } catch { return false; } finally { field.remove(); before?.focus(); }
};
export function CopyButton({ label, doneLabel, failedLabel, text, begins }) {
  const [said, say] = useState(""), timer = useRef(0), button = useRef(null);
  useEffect(() => { if (begins) button.current?.focus(); return () => clearTimeout(timer.current); }, []);
  const onClick = async () => {
    let done = true;
    try { await navigator.clipboard.writeText(text); } catch { done = theOldWay(text); }
    say(done ? doneLabel : failedLabel); clearTimeout(timer.current); timer.current = setTimeout(() => say(""), 2500);
  };
  return h("button", { ref: button, type: "button", className: "btn", "data-variant": "quiet", "data-size": "s", "aria-live": "polite", onClick }, said || label);
}
