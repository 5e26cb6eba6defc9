// Makes a passkey, or signs with one: asks the server for a challenge, the device for an answer, the server whether it is right.
import { createElement as h, useEffect, useRef, useState } from "react";
import { forgetPageToken, pageToken } from "./page_token.js";
const post = async (url, body) => {
  const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body) });
  const read = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(read.title), { isOurs: true });
  return read;
};
const ask = async (mode, options) => mode === "create"
  ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
  : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
export function PasskeyButton({ label, mode = "get", optionsUrl, url, nameLabel, suggestedName = "", cancelledText, failedText, knownText, missingText, variant = "quiet", wide, onDone }) {
  const [can, setCan] = useState(null), [busy, setBusy] = useState(false), [problem, setProblem] = useState(""), name = useRef(null), alert = useRef(null);
  useEffect(() => setCan(Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials)), []);
  useEffect(() => { if (problem) alert.current?.focus(); }, [problem]);
  const onClick = async () => {
    setBusy(true); setProblem("");
    try {
      const begun = await post(optionsUrl, {});
      const made = await ask(mode, begun.options);
      const next = new URLSearchParams(location.search).get("next") ?? "";
      const sent = { credential: made.toJSON(), secret: begun.secret ?? "", next, page: onDone ? pageToken() : "" };
      const done = await post(url, mode === "create" ? { ...sent, name: name.current?.value || suggestedName } : sent);
      if (done.next) { forgetPageToken(); return location.assign(done.next); }
      onDone?.();
    } catch (error) {
      const told = { NotAllowedError: cancelledText, AbortError: cancelledText, InvalidStateError: knownText };
      setProblem(error.isOurs ? error.message : told[error.name] ?? failedText);
    }
    setBusy(false);
  };
  if (can === false) return missingText ? h("p", { className: "hint" }, missingText) : null;
  const field = nameLabel ? h("div", { className: "field" },
    h("label", { className: "label", htmlFor: "passkey-name" }, nameLabel),
    h("input", { id: "passkey-name", ref: name, className: "input", maxLength: 120, defaultValue: suggestedName, autoComplete: "off" })) : null;
  return h("div", { className: "stack", "data-gap": "s" },
    h("div", { ref: alert, tabIndex: -1, role: "alert" }, problem ? h("div", { className: "callout", "data-tone": "rose" }, h("div", null, h("p", null, problem))) : null),
    field,
    h("div", { className: "row" }, h("button", { type: "button", className: "btn", "data-variant": variant, ...(wide ? { "data-wide": "" } : {}), "aria-busy": busy || undefined, disabled: busy || can === null, onClick }, label)));
}
