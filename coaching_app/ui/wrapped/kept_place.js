// Brings a page back to where it stood, after a reload and on the way back, once it is long enough for that.
import { useEffect } from "react";
const KEPT = "coaching.places", MOST = 40, PATIENCE = 15000;
const key = () => `${history.state?.key ?? "first"} ${location.pathname}`;
const read = () => { try { return JSON.parse(sessionStorage.getItem(KEPT) || "[]"); } catch { return []; } };
const keep = (name, y) => {
  const others = read().filter(([other]) => other !== name);
  try { sessionStorage.setItem(KEPT, JSON.stringify([...others, [name, y]].slice(-MOST))); } catch { /* no storage: the top */ }
};
function watch() {
  let trying = null, patience = 0, asked = 0;
  const stop = () => { trying?.disconnect(); trying = null; clearTimeout(patience); };
  const back = () => {
    stop();
    const wanted = read().find(([name]) => name === key())?.[1] ?? 0;
    if (wanted <= 0) return;
    // The page left is still there for a moment, and the next one is drawn, emptied and drawn again while its answers
    // arrive: each time it has become long enough it is put back, but what stays long may scroll as it likes.
    let isShort = true;
    const step = () => {
      const wasShort = isShort;
      isShort = document.documentElement.scrollHeight - innerHeight < wanted;
      if (!isShort && (wasShort || scrollY === 0)) scrollTo({ top: wanted, behavior: "instant" });
    };
    trying = new ResizeObserver(step); trying.observe(document.body);
    patience = setTimeout(stop, PATIENCE);
  };
  const note = () => { clearTimeout(asked); asked = 0; if (!trying) keep(key(), scrollY); };
  const scrolled = () => { if (!trying && !asked) asked = setTimeout(note, 100); };
  // Whoever scrolls by hand has chosen another place.
  const listeners = [["scroll", scrolled], ["pagehide", note], ["popstate", back], ["wheel", stop], ["touchmove", stop], ["pointerdown", stop], ["keydown", stop]];
  for (const [name, heard] of listeners) addEventListener(name, heard, { passive: true });
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") back();
}
// Once for the whole visit: the frame is drawn anew with every page.
let watching = false;
export function KeptPlace() {
  useEffect(() => { if (!watching) { watching = true; watch(); } }, []);
  return null;
}
