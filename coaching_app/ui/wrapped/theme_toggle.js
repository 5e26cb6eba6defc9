// Light, dark, or as the system has it; kept in this browser under the key "theme" that theme.js reads before first paint.
import { createElement as h, useEffect, useState } from "react";
const NEXT = { system: "light", light: "dark", dark: "system" };
const PATHS = {
  light: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  system: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18M12 7h4.5M12 12h7M12 17h4.5",
};
const read = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
export function ThemeToggle({ labels, className = "menu-item", ref, ...rest }) {
  const [theme, setTheme] = useState("system");
  useEffect(() => { const saved = read(); setTheme(saved === "light" || saved === "dark" ? saved : "system"); }, []);
  const press = () => {
    const next = NEXT[theme];
    setTheme(next);
    const root = document.documentElement;
    if (next === "system") delete root.dataset.theme; else root.dataset.theme = next;
    root.style.colorScheme = next === "system" ? "" : next; // Reflex writes this property too, from the same key, on load
    try { localStorage.setItem("theme", next); } catch { /* the choice then lasts as long as the page */ }
  };
  return h("button", { ...rest, ref, type: "button", className, "data-stays": "", onClick: press },
    h("svg", { className: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: PATHS[theme] })),
    h("span", null, labels[theme]));
}
