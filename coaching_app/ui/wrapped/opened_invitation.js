// Opens an invitation whose secret stands behind the # of the address, says what it is, and shows the form that fits.
import { createElement as h, useEffect, useState } from "react";
const KEPT = "invitation";
const take = () => {
  const code = location.hash.slice(1);
  if (code) {
    sessionStorage.setItem(KEPT, code); // this tab alone keeps it, also over a sign-in
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return sessionStorage.getItem(KEPT) ?? "";
};
const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
export function OpenedInvitation({ url, roles, words, boundWords, otherWords, waiting, whenNew, whenBound, whenJoin, whenAccept, whenOther, whenClosed, whenOffline }) {
  const [opened, setOpened] = useState(null);
  useEffect(() => {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    fetch(url, { method: "POST", headers, body: JSON.stringify({ code: take() }) })
      .then(async (answer) => setOpened(answer.ok ? await answer.json() : { way: answer.status === 404 ? "closed" : "offline" }))
      .catch(() => setOpened({ way: "offline" }));
  }, [url]);
  if (!opened) return waiting;
  if (opened.way === "closed") return whenClosed;
  if (opened.way === "offline") return whenOffline;
  const facts = { ...opened, role: roles[opened.role] ?? "" };
  const forms = { new: opened.email ? whenBound : whenNew, join: whenJoin, accept: whenAccept, other_person: whenOther };
  const second = opened.way === "other_person" ? otherWords : opened.email ? boundWords : "";
  return h("div", { className: "stack", "data-gap": "l" },
    h("div", { className: "stack", "data-gap": "xs" },
      h("p", { className: "text", "data-size": "l" }, fill(words, facts)),
      second ? h("p", { className: "text", "data-tone": "soft" }, fill(second, facts)) : null),
    forms[opened.way]);
}
