// Shows its fields only while another field of the same form has a certain value; hidden ones are not sent.
import { createElement as h, useEffect, useRef, useState } from "react";
export function ShownWhen({ name, values, children, ref, ...rest }) {
  const el = useRef(null), [isShown, setShown] = useState(false);
  useEffect(() => {
    const form = el.current.closest("form");
    const look = () => setShown(values.includes(form.elements[name]?.value ?? ""));
    look();
    form.addEventListener("change", look);
    return () => form.removeEventListener("change", look);
  }, [name]);
  return h("fieldset", { ...rest, ref: el, className: "field", hidden: !isShown, disabled: !isShown }, children);
}
