// Tells the person's other tabs that something changed, and hears it from them; looks again when the tab comes back.
import { useEffect, useRef } from "react";
// Coming back says nothing about what happened meanwhile, so it asks, but not at every click between two windows.
const PAUSE = 5000;
// What the others know of this tab. It outlives the component: the first question of a conversation leads to another page.
const told = {};
export function OtherTabs({ topic, mark, onNews }) {
  const latest = useRef({}), channel = useRef(null);
  latest.current = { mark, onNews };
  useEffect(() => {
    const line = channel.current = new BroadcastChannel(`coaching.${topic}`);
    line.onmessage = ({ data }) => { if (data !== latest.current.mark) latest.current.onNews?.(); };
    let looked = Date.now();
    const back = () => {
      if (document.visibilityState !== "visible" || Date.now() - looked < PAUSE) return;
      looked = Date.now();
      latest.current.onNews?.();
    };
    addEventListener("focus", back);
    document.addEventListener("visibilitychange", back);
    return () => { line.close(); removeEventListener("focus", back); document.removeEventListener("visibilitychange", back); };
  }, [topic]);
  useEffect(() => {
    if (!mark || told[topic] === mark) return;
    if (told[topic]) channel.current?.postMessage(mark);
    told[topic] = mark;
  }, [topic, mark]);
  return null;
}
