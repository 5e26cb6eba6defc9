// Tabs whose panels are all on the page: choosing one asks nobody.
import { Children, createElement as h, useRef, useState } from "react";
export function Panels({ id, label, labels, children, ref, ...rest }) {
  const [now, setNow] = useState(0), row = useRef(null), all = Children.toArray(children);
  const go = (n) => { const to = (n + labels.length) % labels.length; setNow(to); row.current.children[to].focus(); };
  const onKeyDown = (event) => {
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: labels.length - 1 }[event.key];
    if (to !== undefined) { event.preventDefault(); go(to); }
  };
  return h("div", { ...rest, ref, id },
    h("div", { ref: row, role: "tablist", "aria-label": label, className: "tabs", onKeyDown }, labels.map((words, n) =>
      h("button", { key: n, type: "button", role: "tab", id: `${id}-tab-${n}`, "aria-controls": `${id}-panel-${n}`, "aria-selected": n === now, tabIndex: n === now ? 0 : -1, className: "tab", onClick: () => setNow(n) }, words))),
    all.map((panel, n) => h("div", { key: n, role: "tabpanel", id: `${id}-panel-${n}`, "aria-labelledby": `${id}-tab-${n}`, className: "panel", hidden: n !== now, tabIndex: 0 }, panel)));
}
