// A form the browser itself submits: a full page load, so that the server can set cookies. Guards against a second press.
import { createElement as h, useEffect, useState } from "react";
export function NativeForm({ children, ref, ...rest }) {
  const [sending, setSending] = useState(false);
  useEffect(() => {
    const again = () => setSending(false); // shown again from the back-forward cache
    addEventListener("pageshow", again);
    return () => removeEventListener("pageshow", again);
  }, []);
  const onSubmit = (event) => { if (sending) event.preventDefault(); else setTimeout(() => setSending(true)); };
  return h("form", { ...rest, ref, onSubmit, "aria-busy": sending || undefined }, children);
}
