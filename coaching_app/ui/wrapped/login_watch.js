// While the page's line is down it asks why: the server may be away, or the login may have been ended somewhere else.
import { useEffect } from "react";
const EVERY = 5000;
export function LoginWatch({ down, question, signIn }) {
  useEffect(() => {
    if (!down) return;
    let live = true;
    const ask = async () => {
      try {
        const answer = await fetch(question, { credentials: "same-origin", cache: "no-store" });
        if (live && answer.status === 401) location.assign(`${signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
      } catch { /* the server is away: the strip says so */ }
    };
    ask();
    const timer = setInterval(ask, EVERY);
    return () => { live = false; clearInterval(timer); };
  }, [down, question, signIn]);
  return null;
}
