// Shows HTML our own renderer made and cleaned. Links within the product navigate without a page load; lines can be marked.
import { createElement as h, useEffect, useMemo, useRef } from "react";
import { useNavigate } from "react-router";
function overlaps(value, from, to) {
  const [a, b = a] = String(value).split("-").map(Number);
  return a <= to && b >= from;
}
export function SafeHtml({ html = "", highlightLines = "", className = "", ref, onClick, ...rest }) {
  const el = useRef(null), navigate = useNavigate();
  useEffect(() => {
    const box = el.current;
    for (const old of box.querySelectorAll("[data-marked]")) old.removeAttribute("data-marked");
    const wanted = /^(\d+)(?:\D+(\d+))?$/.exec(highlightLines.trim());
    if (!wanted) return;
    const from = Number(wanted[1]), to = Number(wanted[2] || wanted[1]);
    // The innermost elements only: marking a list would mark all of it.
    const all = [...box.querySelectorAll("[data-line]")].filter((e) => overlaps(e.dataset.line, from, to));
    const marked = all.filter((e) => !all.some((other) => other !== e && e.contains(other)));
    for (const e of marked) e.setAttribute("data-marked", "");
    if (marked[0]) {
      marked[0].setAttribute("tabindex", "-1");
      marked[0].focus({ preventScroll: true });
      marked[0].scrollIntoView({ block: "center" });
    }
  }, [html, highlightLines]);
  const follow = (event) => {
    onClick?.(event);
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.hasAttribute("download")) return;
    const href = link.getAttribute("href");
    if (!/^\/(?![/\\])/.test(href) || href.startsWith("/api/")) return;
    event.preventDefault();
    navigate(href);
  };
  const inner = useMemo(() => ({ __html: html }), [html]); // the same object: React then leaves our marks alone
  return h("div", { ...rest, ref: el, className: `prose ${className}`.trim(), onClick: follow, dangerouslySetInnerHTML: inner });
}
