// Shows its children only while the address says so: pages without State say different things after different links.
import { createElement as h, useEffect, useState } from "react";
export function ByQuery({ name, values = [], children }) {
  const [given, setGiven] = useState(null);
  useEffect(() => setGiven(new URLSearchParams(location.search).get(name) ?? ""), [name]);
  return given !== null && values.includes(given) ? h("div", { className: "stack", "data-gap": "m" }, children) : null;
}
