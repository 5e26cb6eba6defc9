// A form for pages without state: posts JSON to REST, goes where the answer says, or tells what to change and loses nothing.
import { createElement as h, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
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
  const form = useRef(null), [problem, setProblem] = useState(null), [sending, setSending] = useState(false);
  const alert = useRef(null);
  useEffect(() => {
    const again = () => setSending(false); // shown again from the back-forward cache
    addEventListener("pageshow", again);
    if (contextUrl && !window.isSecureContext) {
      fetch(contextUrl).then((answer) => answer.json()).then((context) => context.connection_problem && setProblem({ words: context.connection_problem })).catch(() => {});
    }
    return () => removeEventListener("pageshow", again);
  }, [contextUrl]);
  useEffect(() => {
    if (!problem) return;
    if (!problem.field) return alert.current?.focus();
    const before = problem.field.getAttribute("aria-describedby");
    problem.field.setAttribute("aria-invalid", "true");
    problem.field.setAttribute("aria-describedby", [before, `${problem.field.id}-refused`].filter(Boolean).join(" "));
    problem.field.focus(); problem.field.select?.();
    return () => {
      problem.field.removeAttribute("aria-invalid");
      if (before) problem.field.setAttribute("aria-describedby", before); else problem.field.removeAttribute("aria-describedby");
    };
  }, [problem]);
  // The field that the answer names; where there is but one, that one.
  const blamed = (body, status) => {
    const named = form.current.elements.namedItem(body.detail?.field ?? body.detail?.fields?.[0]?.field?.split(".").pop() ?? "");
    const typed = [...form.current.elements].filter((field) => field.matches("input:not([type=checkbox], [type=radio], [type=hidden])"));
    const field = named instanceof HTMLElement ? named : typed.length === 1 && [401, 422, 429].includes(status) ? typed[0] : null;
    return field?.closest(".field") ? field : null;
  };
  const onSubmit = async (event) => {
    event.preventDefault();
    if (sending) return;
    setSending(true); setProblem(null);
    try {
      const answer = await fetch(action, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(read(form.current, { next: carriesNext, invitation: carriesInvitation, token: carriesToken, page: Boolean(onDone) })) });
      const body = answer.status === 204 ? {} : await answer.json();
      if (answer.ok && onDone) { setSending(false); return onDone(); }
      if (answer.ok) { forgetPageToken(); return location.assign(body.next); }
      setProblem({ words: body.title, field: blamed(body, answer.status) });
    } catch { setProblem({ words: offlineText }); }
    setSending(false);
  };
  const beside = problem?.field && createPortal(h("div", { id: `${problem.field.id}-refused`, role: "alert" }, h("p", { className: "error" }, problem.words)), problem.field.closest(".field"));
  const above = problem && !problem.field && h("div", { className: "callout", "data-tone": "rose" }, h("div", null, h("p", null, problem.words)));
  return h("form", { ...rest, ref: form, onSubmit, method: "post", action, "aria-busy": sending || undefined },
    h("div", { ref: alert, tabIndex: -1, role: "alert" }, above || null), children, beside || null);
}
