// Shows a reply while it arrives. Tokens go straight into the page as text, without React, one block per paragraph.
import { createElement as h, useEffect, useRef } from "react";
import { announce } from "./announce.js";
import { follow } from "./sse.js";

function writer(box) {
  let block = null, breaks = 0;
  return (text) => {
    for (const piece of text.split(/(\n+)/)) {
      if (!piece) continue;
      if (piece[0] === "\n") { breaks += piece.length; continue; }
      if (!block || breaks > 1) { block = document.createElement("p"); box.append(block); }
      else if (breaks) block.append("\n");
      breaks = 0;
      block.append(piece);
    }
  };
}

// The end of the reply, not of the page: beside or below a conversation other things may stand.
function keepInView(box) {
  let asked = 0;
  const composer = () => document.getElementById("composer-text")?.closest("form");
  const hidden = () => box.getBoundingClientRect().bottom + 16 - Math.min(innerHeight, composer()?.getBoundingClientRect().top ?? innerHeight);
  // Who has just asked wants to see the answer, wherever the page stood while they wrote.
  let pinned = hidden() < 160 || document.activeElement?.id === "composer-text";
  const scrolled = () => { pinned = hidden() < 160; };
  const show = () => { asked = 0; const over = hidden(); if (over > 0) scrollBy({ top: over }); };
  addEventListener("scroll", scrolled, { passive: true });
  return {
    touch() { if (pinned && !asked) asked = requestAnimationFrame(show); },
    end() { removeEventListener("scroll", scrolled); if (asked) { cancelAnimationFrame(asked); show(); } },
  };
}

export function StreamText({ url, follow: keep = true, reconnecting = "", lost = "", ready = "", onDone, onError, onEvent, ref, className = "", ...rest }) {
  const el = useRef(null), handlers = useRef({});
  handlers.current = { onDone, onError, onEvent };
  useEffect(() => {
    if (!url) return;
    const box = el.current, stop = new AbortController();
    box.replaceChildren();
    box.setAttribute("aria-busy", "true");
    const write = writer(box), view = keep ? keepInView(box) : null;
    view?.touch();
    const end = () => { box.removeAttribute("aria-busy"); delete box.dataset.note; view?.end(); };
    const event = (kind, data) => {
      if (kind === "delta" || kind === "message") { write(data.t ?? ""); view?.touch(); return false; }
      if (kind === "done") { end(); announce(`${ready} ${box.textContent}`.trim()); handlers.current.onDone?.(String(data.id ?? "")); return true; }
      if (kind === "error") { end(); handlers.current.onError?.(String(data.message ?? lost)); return true; }
      if (kind === "reset") { box.replaceChildren(); return false; }
      handlers.current.onEvent?.(kind, data);
      return false;
    };
    follow(url, stop.signal, {
      event,
      line: (up) => { if (up) delete box.dataset.note; else box.dataset.note = reconnecting; },
      refused: (message) => { end(); handlers.current.onError?.(message); },
      lost: () => { end(); handlers.current.onError?.(lost); },
    });
    return () => { stop.abort(); view?.end(); };
  }, [url]);
  return h("div", { ...rest, ref: el, className: `stream ${className}`.trim(), suppressHydrationWarning: true });
}
