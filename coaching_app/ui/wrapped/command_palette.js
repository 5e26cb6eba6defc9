// Ctrl/⌘ K: go, add, ask. `?` shows the shortcuts. Filters in the browser; a native dialog keeps the focus inside.
import { createElement as h, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { dialogIsOpen, isPlain, isTyping } from "./keyboard.js";
import { score } from "./fuzzy.js";
const MOST = 40;

function rank(items, query) {
  return items
    .map((item, n) => ({ item, n, points: Math.max(score(query, item.title), score(query, item.keywords || "") * 0.7) }))
    .filter((x) => x.points > 0)
    .sort((a, b) => b.points - a.points || a.n - b.n)
    .slice(0, MOST).map((x) => x.item);
}

function Shortcuts({ words, shortcuts, box }) {
  return h("dialog", { ref: box, className: "dialog", "aria-label": words.shortcuts, onClick: (e) => { if (e.target === box.current) box.current.close(); } },
    h("div", { className: "dialog-head" }, h("h2", { className: "title", "data-size": "section" }, words.shortcuts),
      h("button", { type: "button", className: "btn", "data-variant": "text", onClick: () => box.current.close() }, words.close)),
    h("div", { className: "dialog-body" }, h("dl", { className: "keys" }, shortcuts.map((s) => [
      h("dt", { key: s.keys + "t" }, s.label), h("dd", { key: s.keys + "d" }, s.keys.split(" ").map((k) => h("kbd", { key: k }, k)))]))));
}

export function CommandPalette({ items = [], shortcuts = [], words, onAsk, onCapture, onRun, ref, ...rest }) {
  const box = useRef(null), keys = useRef(null), list = useRef(null), input = useRef(null);
  const [query, setQuery] = useState(""), [at, setAt] = useState(0);
  const navigate = useNavigate();
  const found = useMemo(() => {
    const typed = query.trim(), extra = [];
    if (typed && onAsk) extra.push({ id: "ask", kind: "ask", title: words.ask.replace("{text}", typed) });
    if (typed && onCapture) extra.push({ id: "capture", kind: "capture", title: words.capture.replace("{text}", typed) });
    return [...rank(items, query), ...extra];
  }, [items, query, !!onAsk, !!onCapture]);
  const show = () => { setQuery(""); setAt(0); if (!box.current.open) box.current.showModal(); input.current.focus(); };
  useEffect(() => {
    const key = (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        if (box.current.open) box.current.close(); else show();
      } else if (event.key === "?" && isPlain(event) && !isTyping(event.target) && !dialogIsOpen()) { event.preventDefault(); keys.current.showModal(); }
    };
    const press = (event) => {
      if (event.target.closest?.("[data-palette]")) show();
      if (event.target.closest?.("[data-shortcuts]")) keys.current.showModal();
    };
    document.addEventListener("keydown", key);
    document.addEventListener("click", press);
    return () => { document.removeEventListener("keydown", key); document.removeEventListener("click", press); };
  }, []);
  useEffect(() => { list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }); }, [at, query]);
  const run = (item) => {
    if (!item) return;
    box.current.close();
    if (item.id === "ask" && item.kind === "ask") onAsk(query.trim());
    else if (item.id === "capture" && item.kind === "capture") onCapture(query.trim());
    else if (item.opens) document.getElementById(item.opens)?.showModal?.();
    else if (item.href?.startsWith("/") && !item.href.startsWith("//")) navigate(item.href);
    else onRun?.(item.id);
  };
  const onKeyDown = (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && found.length) { event.preventDefault(); setAt((at + move + found.length) % found.length); }
    if (event.key === "Enter" && !event.nativeEvent.isComposing) { event.preventDefault(); run(found[at]); }
  };
  const rows = [];
  let kind = null;
  found.forEach((item, n) => {
    if (!query && item.kind !== kind && words.kinds[item.kind]) rows.push(h("li", { key: "k" + item.kind + n, className: "palette-group", role: "presentation" }, words.kinds[item.kind]));
    kind = item.kind;
    rows.push(h("li", { key: item.kind + item.id, id: `palette-${n}`, role: "option", "aria-selected": n === at, className: "palette-item", onClick: () => run(item), onMouseMove: () => at !== n && setAt(n) },
      h("span", null, item.title), item.hint ? h("small", null, item.hint) : null));
  });
  return h("div", { ...rest, ref },
    h("dialog", { ref: box, className: "dialog palette", "aria-label": words.title, onClick: (e) => { if (e.target === box.current) box.current.close(); } },
      h("input", { ref: input, className: "palette-input", value: query, placeholder: words.placeholder, role: "combobox", "aria-label": words.title, "aria-expanded": found.length > 0, "aria-controls": "palette-list", "aria-activedescendant": found.length ? `palette-${at}` : undefined, autoComplete: "off", spellCheck: false,
        onChange: (e) => { setQuery(e.target.value); setAt(0); }, onKeyDown }),
      found.length ? h("ul", { ref: list, id: "palette-list", role: "listbox", "aria-label": words.title, className: "palette-list" }, rows)
        : h("div", { id: "palette-list", className: "palette-empty", role: "status" }, words.nothing),
      h("div", { className: "palette-foot" }, h("span", null, h("kbd", null, "↑"), " ", h("kbd", null, "↓"), " ", words.move), h("span", null, h("kbd", null, "Enter"), " ", words.choose), h("span", null, h("kbd", null, "Esc"), " ", words.leave))),
    h(Shortcuts, { words, shortcuts, box: keys }));
}
