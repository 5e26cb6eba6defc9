// A form for pages without state: posts JSON to REST, goes where the answer says, or tells what to change and loses nothing.
import { createElement as h, useEffect, useRef, useState } from "react";
import { forgetPageToken, pageToken } from "./page_token.js";
const read = (form, carries) => {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || field.type === "submit") continue;
    if (field.type === "checkbox") values[field.name] = field.checked;
    else if (field.type !== "radio" || field.checked) values[field.name] = field.value;
  }
  const wanted = new URLSearchParams(location.search).get("next");
  if (carries.next && wanted) values.next = wanted;
  if (carries.invitation) values.code = sessionStorage.getItem("invitation") ?? "";
  if (carries.page) values.page = pageToken();
  if (carries.token) values.token = decodeURIComponent(location.hash.slice(1));
  return values;
};
export function RestForm({ action, contextUrl, carriesNext, carriesInvitation, carriesToken, offlineText, onDone, children, ref, ...rest }) {
  const form = useRef(null), [problem, setProblem] = useState(""), [sending, setSending] = useState(false);
  const alert = useRef(null);
  useEffect(() => {
    const again = () => setSending(false); // shown again from the back-forward cache
    addEventListener("pageshow", again);
    if (contextUrl && !window.isSecureContext) {
      fetch(contextUrl).then((answer) => answer.json()).then((context) => setProblem(context.connection_problem)).catch(() => {});
    }
    return () => removeEventListener("pageshow", again);
  }, [contextUrl]);
  useEffect(() => { if (problem) alert.current?.focus(); }, [problem]);
  const refuse = (body) => {
    setProblem(body.title);
    const named = body.detail?.field ?? body.detail?.fields?.[0]?.field?.split(".").pop();
    for (const field of form.current.elements) field.removeAttribute("aria-invalid");
    form.current.elements.namedItem(named ?? "")?.setAttribute("aria-invalid", "true");
  };
  const onSubmit = async (event) => {
    event.preventDefault();
    if (sending) return;
    setSending(true); setProblem("");
    try {
      const answer = await fetch(action, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(read(form.current, { next: carriesNext, invitation: carriesInvitation, token: carriesToken, page: Boolean(onDone) })) });
      const body = answer.status === 204 ? {} : await answer.json();
      if (answer.ok && onDone) { setSending(false); return onDone(); }
      if (answer.ok) { forgetPageToken(); return location.assign(body.next); }
      refuse(body);
    } catch { setProblem(offlineText); }
    setSending(false);
  };
  return h("form", { ...rest, ref: form, onSubmit, method: "post", action, "aria-busy": sending || undefined },
    h("div", { ref: alert, tabIndex: -1, role: "alert" }, problem ? h("div", { className: "callout", "data-tone": "rose" }, h("div", null, h("p", null, problem))) : null),
    children);
}
