// A month, a week or a list. The view and the day come from the page; what is dragged or resized is told to it, and
// whatever it answers with is what is shown. Every entry is a button: Enter opens it, and there it can be moved too.
import { createElement as h, useEffect, useMemo, useRef, useState } from "react";
import { announce } from "./announce.js";

const VIEWS = { month: "dayGridMonth", week: "timeGridWeek", list: "listMonth" };
const NARROW = "(max-width: 40rem)";
const hour = (number) => `${String(number).padStart(2, "0")}:00:00`;
const clock = (text) => (text || "").slice(0, 16);

const tone = (item) => (item.is_conflict ? "conflict" : item.is_done || item.is_later ? "quiet" : item.layer);

function entry(item, words) {
  const marks = [item.is_done && words.done, item.is_later && words.later, item.is_conflict && words.conflict].filter(Boolean);
  return {
    id: item.is_later ? `${item.id}~${item.start}` : item.id,
    title: item.title,
    start: item.start,
    end: item.end || undefined,
    allDay: item.is_whole_day,
    editable: item.is_movable,
    interactive: item.layer === "task",
    color: `var(--layer-${tone(item)})`,
    contrastColor: `var(--layer-${tone(item)}-ink)`,
    extendedProps: { layer: item.layer, item: item.id, marks: marks.join(", ") },
  };
}

export function Calendar({ items, view = "month", day, language, firstDay = 1, words, onMove, onOpen, onDay, onNarrow, ref, ...rest }) {
  const [parts, setParts] = useState(null), [again, setAgain] = useState(0), told = useRef(false);
  useEffect(() => {
    let here = true;
    import("./calendar_parts.js").then((found) => here && setParts(found));
    if (!told.current && matchMedia(NARROW).matches) { told.current = true; onNarrow?.(); }
    return () => { here = false; };
  }, []);
  const events = useMemo(() => (items || []).map((item) => entry(item, words)), [items, again]);
  // The night is shown only when something stands in it.
  const timed = (items || []).filter((item) => !item.is_whole_day), starts = timed.map((item) => Number(item.start.slice(11, 13)));
  const ends = timed.map((item) => (item.end.slice(0, 10) > item.start.slice(0, 10) ? 24 : Number(item.end.slice(11, 13)) + 1));
  const moved = (info) => {
    const { event } = info;
    if (!event.start) return info.revert();
    announce(words.moved.replace("{title}", event.title).replace("{day}", event.start.toLocaleDateString(language)));
    const minutes = event.end && !event.allDay ? Math.round((event.end - event.start) / 60000) : 0;
    onMove?.(event.extendedProps.item, clock(event.startStr), minutes, event.allDay);
    setAgain((count) => count + 1);
  };
  if (!parts) return h("div", { ref, ...rest, className: "calendar", "aria-busy": true });
  return h("div", { ref, ...rest, className: "calendar" }, h(parts.FullCalendar, {
    key: `${view} ${day}`,
    plugins: parts.plugins,
    initialView: VIEWS[view] || VIEWS.month,
    initialDate: day,
    headerToolbar: false,
    height: "auto",
    locale: language,
    firstDay: Number(firstDay),
    events,
    editable: true,
    eventInteractive: true,
    dayMaxEvents: 4,
    longPressDelay: 350,
    nowIndicator: true,
    slotMinTime: hour(Math.min(6, ...starts)),
    slotMaxTime: hour(Math.max(22, ...ends)),
    eventDrop: moved,
    eventResize: moved,
    dateClick: (info) => onDay?.(info.dateStr.slice(0, 16)),
    eventClick: (info) => { info.jsEvent.preventDefault(); if (info.event.extendedProps.layer === "task") onOpen?.(info.event.extendedProps.item); },
    eventDidMount: (info) => { if (info.event.extendedProps.marks) info.el.title = info.event.extendedProps.marks; },
  }));
}
