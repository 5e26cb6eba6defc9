// While the page's line is down it asks why: the server may be away, the login may have been ended somewhere else, or this
// tab may still bear the name of an earlier sign-in, which the server takes from nobody else; then it gets a new one.
import { useEffect } from "react";
import { forgetPageToken } from "./page_token.js";
const EVERY = 5000;
const TRIED = "page-renewed";
export function LoginWatch({ down, question, signIn }) {
  useEffect(() => {
    if (!down) return;
    let live = true, answers = 0;
    const renew = () => {
      // Once: where it does not help, the line is down for another reason, and the strip says so.
      if (sessionStorage.getItem(TRIED)) return;
      sessionStorage.setItem(TRIED, "1");
      forgetPageToken();
      location.reload();
    };
    const ask = async () => {
      try {
        const answer = await fetch(question, { credentials: "same-origin", cache: "no-store" });
        if (!live) return;
        if (answer.status === 401) location.assign(`${signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
        else if (answer.ok && (answers += 1) > 1) renew();
      } catch { /* the server is away: the strip says so */ }
    };
    ask();
    const soon = setTimeout(ask, 1500), timer = setInterval(ask, EVERY);
    return () => { live = false; clearTimeout(soon); clearInterval(timer); };
  }, [down, question, signIn]);
  useEffect(() => {
    if (down) return;
    // A line that holds for a while was not saved by the new name alone.
    const timer = setTimeout(() => sessionStorage.removeItem(TRIED), EVERY);
    return () => clearTimeout(timer);
  }, [down]);
  return null;
}
