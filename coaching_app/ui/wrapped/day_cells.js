// The last days of one habit as buttons. A press shows at once what the day will be and tells the server; what the
// server says then wins. Arrow keys walk through days and habits; a long press, the context menu or "e" opens a day.
import { createElement as h, useEffect, useRef, useState } from "react";
const SIGNS = { y: "M5.5 12.5l4.2 4.2L18.5 8", s: "M7 12h10", c: "M12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2z", r: "M19 14A7.5 7.5 0 0 1 10 5a7.5 7.5 0 1 0 9 9z" };
const PATIENCE = 8000, LONG = 550;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
function walk(event, [across, down]) {
  const rows = [...document.querySelectorAll(".cells")], row = event.currentTarget.parentNode;
  const place = [...row.children].indexOf(event.currentTarget) + across * (getComputedStyle(row).direction === "rtl" ? -1 : 1);
  const target = rows[rows.indexOf(row) + down]?.children[place];
  if (target) { event.preventDefault(); target.focus(); }
}
export function DayCells({ cells, heads, habit, name, unit, measured, words, last, onToggle, onOpen, ref, ...rest }) {
  const [pending, setPending] = useState({}), press = useRef({});
  const known = (cells || "").split("|"), all = heads.map((head, n) => ({ ...head, cell: pending[head.day] ?? known[n] ?? "-" }));
  const shown = all.slice(-(last || all.length));
  const expect = (day, cell) => {
    setPending((now) => ({ ...now, [day]: cell }));
    setTimeout(() => setPending((now) => (now[day] === cell ? without(now, day) : now)), PATIENCE);
  };
  useEffect(() => setPending((now) => Object.fromEntries(Object.entries(now).filter(([day, cell]) => {
    const n = heads.findIndex((head) => head.day === day);
    return n >= 0 && (known[n] || "-")[0] !== cell[0];
  }))), [cells]);
  useEffect(() => {
    const saved = (event) => { if (event.detail.habit === habit) expect(event.detail.day, event.detail.cell); };
    addEventListener("number-pad-saved", saved);
    return () => removeEventListener("number-pad-saved", saved);
  }, [habit]);
  const choose = (day) => {
    if (press.current.isLong) { press.current.isLong = false; return; }
    if (measured) {
      const value = /[\d.]/.test(day.cell[1] || "") && !/[kM]$/.test(day.cell) ? day.cell.slice(1) : "";
      dispatchEvent(new CustomEvent("number-pad", { detail: { habit, name, unit, day: day.day, label: day.label, value } }));
      return;
    }
    const done = day.cell[0] !== "y";
    expect(day.day, done ? "y" : "-");
    onToggle?.(day.day, done ? "yes" : "none");
  };
  const hold = (day) => ({
    onPointerDown: (event) => { if (event.pointerType === "touch") press.current.timer = setTimeout(() => { press.current.isLong = true; onOpen?.(day.day); }, LONG); },
    onPointerUp: () => clearTimeout(press.current.timer), onPointerCancel: () => clearTimeout(press.current.timer), onPointerLeave: () => clearTimeout(press.current.timer),
    onContextMenu: (event) => { event.preventDefault(); if (!press.current.isLong) onOpen?.(day.day); },
  });
  const onKeyDown = (day) => (event) => {
    if (KEYS[event.key]) walk(event, KEYS[event.key]);
    else if (event.key === "e" && !event.ctrlKey && !event.metaKey) { event.preventDefault(); event.stopPropagation(); onOpen?.(day.day); }
  };
  return h("div", { ...rest, ref, className: "cells", role: "group", "aria-label": name, "data-count": shown.length }, shown.map((day, n) => {
    const sign = day.cell[0], number = day.cell.slice(1), isToggle = !measured;
    const state = number ? `${number} ${unit}`.trim() : words[sign];
    return h("button", { key: day.day, type: "button", className: "cell", "data-sign": sign, "data-today": n === shown.length - 1 ? "" : undefined, tabIndex: n === shown.length - 1 ? 0 : -1,
      "aria-pressed": isToggle ? sign === "y" : undefined, "aria-label": isToggle && "y-n".includes(sign) ? `${name}, ${day.label}` : `${name}, ${day.label}: ${state}`,
      onClick: () => choose(day), onKeyDown: onKeyDown(day), ...hold(day) },
    number ? h("span", { "data-long": number.length > 4 ? "" : undefined }, number) : SIGNS[sign] ? h("svg", { className: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: SIGNS[sign] })) : null);
  }));
}
function without(all, key) { const { [key]: _gone, ...others } = all; return others; }
