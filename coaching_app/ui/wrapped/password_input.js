// A password field with show and hide; with `scoreUrl` it also asks the server how strong the password is.
import { createElement as h, useEffect, useRef, useState } from "react";
export function PasswordInput({ showLabel = "Show", hideLabel = "Hide", scoreUrl, onScore, ref, ...rest }) {
  const [shown, setShown] = useState(false), [result, setResult] = useState({ score: 0, words: "" });
  const timer = useRef(0), asked = useRef(null);
  useEffect(() => () => { clearTimeout(timer.current); asked.current?.abort(); }, []);
  const ask = (event) => {
    if (!scoreUrl) return;
    const password = event.target.value;
    clearTimeout(timer.current); asked.current?.abort();
    if (!password) return setResult({ score: 0, words: "" });
    timer.current = setTimeout(async () => {
      asked.current = new AbortController();
      try {
        const answer = await fetch(scoreUrl, { method: "POST", signal: asked.current.signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ password }) });
        if (answer.ok) { const body = await answer.json(); setResult(body); onScore?.(body.score); }
      } catch { /* the meter is a courtesy; the server judges again on submit */ }
    }, 250);
  };
  const field = h("div", { className: "input-box" },
    h("input", { ...rest, ref, type: shown ? "text" : "password", className: "input", onInput: ask, autoCapitalize: "none", spellCheck: false }),
    h("button", { type: "button", className: "btn", "data-variant": "text", "data-size": "s", "aria-pressed": shown, "aria-controls": rest.id, onClick: () => setShown(!shown) }, shown ? hideLabel : showLabel));
  if (!scoreUrl) return field;
  return h("div", { className: "stack", "data-gap": "s" }, field,
    h("div", { className: "meter", "data-score": result.score, "aria-hidden": "true" }, [0, 1, 2, 3].map((n) => h("i", { key: n }))),
    h("p", { className: "hint", "aria-live": "polite" }, result.words));
}
