// All time zones the browser knows, with the person's own chosen to begin with.
import { createElement as h, useEffect, useState } from "react";
export function TimeZoneSelect({ value, onChange, ref, ...rest }) {
  const [zones, setZones] = useState(["UTC"]), [own, setOwn] = useState("UTC");
  useEffect(() => {
    const mine = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
    setZones([...new Set(["UTC", mine, ...(Intl.supportedValuesOf?.("timeZone") ?? [])])].sort());
    setOwn(mine);
  }, []);
  const chosen = value || own;
  const listed = zones.includes(chosen) ? zones : [chosen, ...zones];
  const change = (event) => { setOwn(event.target.value); onChange?.(event.target.value); };
  return h("select", { ...rest, ref, className: "input", value: chosen, onChange: change }, listed.map((zone) => h("option", { key: zone, value: zone }, zone.replaceAll("_", " "))));
}
