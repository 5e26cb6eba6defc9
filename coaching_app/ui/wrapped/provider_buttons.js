// One button for each place elsewhere where this installation lets people sign in; which those are only the server knows.
import { createElement as h, useEffect, useState } from "react";
import { forgetPageToken } from "./page_token.js";
export function ProviderButtons({ contextUrl, startUrl, wordsBefore = "", label, without = [], dividerText, offlineText, emptyText }) {
  const [places, setPlaces] = useState(null), [problem, setProblem] = useState(""), [busy, setBusy] = useState("");
  useEffect(() => {
    let gone = false;
    fetch(contextUrl).then((answer) => answer.json()).then((context) => { if (!gone) setPlaces(context.providers ?? []); }).catch(() => { if (!gone) setPlaces([]); });
    return () => { gone = true; };
  }, [contextUrl]);
  const start = async (key) => {
    setBusy(key); setProblem("");
    try {
      const next = new URLSearchParams(location.search).get("next") ?? "";
      const answer = await fetch(startUrl + key, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify({ next }) });
      const body = await answer.json();
      if (answer.ok) { forgetPageToken(); return location.assign(body.next); }
      setProblem(body.title);
    } catch { setProblem(offlineText); }
    setBusy("");
  };
  const shown = (places ?? []).filter((place) => !without.includes(place.key));
  if (!shown.length) return places && emptyText ? h("p", { className: "hint" }, emptyText) : null;
  return h("div", { className: "stack", "data-gap": "s" },
    dividerText ? h("p", { className: "hint or-line" }, h("span", null, dividerText)) : null,
    h("div", { role: "alert" }, problem ? h("div", { className: "callout", "data-tone": "rose" }, h("div", null, h("p", null, problem))) : null),
    h("ul", { className: "stack", "data-gap": "s", role: "list", "aria-label": label }, shown.map((place) =>
      h("li", { key: place.key }, h("button", { type: "button", className: "btn", "data-variant": "quiet", "data-wide": "", disabled: busy !== "", "aria-busy": busy === place.key || undefined, onClick: () => start(place.key) }, wordsBefore.replace("{name}", place.name))))));
}
