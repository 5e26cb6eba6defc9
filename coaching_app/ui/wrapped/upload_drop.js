// Choose or drop a file or a whole folder and send it, with progress and cancel. A folder goes as many parts whose
// names are the paths inside it.
import { createElement as h, useEffect, useRef, useState } from "react";
import { announce } from "./announce.js";

async function walk(entry, into, path) {
  if (entry.isFile) {
    const file = await new Promise((yes, no) => entry.file(yes, no));
    into.push({ file, path: path + file.name });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const batch = await new Promise((yes, no) => reader.readEntries(yes, no));
    if (!batch.length) return;
    for (const child of batch) await walk(child, into, `${path}${entry.name}/`);
  }
}
async function dropped(transfer) {
  const entries = [...transfer.items].map((i) => i.webkitGetAsEntry?.()).filter(Boolean), found = [];
  if (!entries.length) return [...transfer.files].map((file) => ({ file, path: file.name }));
  for (const entry of entries) await walk(entry, found, "");
  return found;
}
const chosen = (list) => [...list].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
const mega = (bytes) => (bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0);

export function UploadDrop({ url, field = "files", accept = "", folder = true, fields, words, onDone, onError, onStart, disabled, ref, ...rest }) {
  const [over, setOver] = useState(false), [sent, setSent] = useState(null);
  const request = useRef(null), file = useRef(null), dir = useRef(null), depth = useRef(0);
  useEffect(() => () => request.current?.abort(), []);
  const fail = (message) => { setSent(null); request.current = null; onError?.(message); };
  const send = (list) => {
    if (!list.length || request.current || disabled) return;
    const body = new FormData(), call = new XMLHttpRequest();
    for (const [name, value] of Object.entries(fields || {})) body.append(name, value);
    for (const { file: one, path } of list) body.append(field, one, path);
    request.current = call;
    call.upload.onprogress = (e) => setSent({ now: e.loaded, all: e.total, files: list.length });
    call.onload = () => {
      let answer = {};
      try { answer = JSON.parse(call.responseText); } catch { /* not JSON: the status says enough */ }
      if (call.status < 200 || call.status > 299) return fail(typeof answer.detail === "string" ? answer.detail : answer.title || words.failed);
      setSent(null); request.current = null; announce(words.sent); onDone?.(answer);
    };
    call.onerror = () => fail(words.failed);
    call.onabort = () => { setSent(null); request.current = null; announce(words.cancelled); };
    call.open("POST", url);
    call.setRequestHeader("Accept", "application/json");
    setSent({ now: 0, all: 0, files: list.length });
    onStart?.();
    call.send(body);
  };
  const take = async (event) => {
    event.preventDefault(); depth.current = 0; setOver(false);
    const list = await dropped(event.dataTransfer).catch(() => null);
    if (list) send(list); else fail(words.unreadable);
  };
  const pick = (event) => { send(chosen(event.target.files)); event.target.value = ""; };
  const drag = disabled ? {} : { onDragOver: (e) => e.preventDefault(), onDrop: take,
    onDragEnter: (e) => { e.preventDefault(); depth.current += 1; setOver(true); }, onDragLeave: () => { depth.current -= 1; if (depth.current <= 0) setOver(false); } };
  const button = (label, variant, act) => h("button", { type: "button", className: "btn", "data-variant": variant, disabled: !!disabled, onClick: act }, label);
  const rest2 = { ...rest, ref, className: "drop", "data-over": over, "aria-busy": !!sent, ...drag };
  if (sent) {
    const whole = sent.all && sent.now >= sent.all;
    return h("div", rest2, h("strong", null, whole ? words.checking : words.sending),
      h("div", { className: "drop-progress" }, h("progress", { "aria-label": words.sending, ...(sent.all && !whole ? { value: sent.now, max: sent.all } : {}) }),
        h("span", { className: "hint num" }, sent.all ? words.counts.replace("{now}", mega(sent.now)).replace("{all}", mega(sent.all)).replace("{files}", sent.files) : words.preparing)),
      button(words.cancel, "quiet", () => request.current?.abort()));
  }
  return h("div", rest2,
    h("svg", { className: "icon", "data-size": "l", viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: "M12 16V4M7 9l5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3" })),
    h("strong", null, words.title), h("span", { className: "hint" }, words.hint),
    h("div", { className: "drop-actions" }, button(words.choose_file, "primary", () => file.current.click()), folder ? button(words.choose_folder, "quiet", () => dir.current.click()) : null),
    h("input", { ref: file, type: "file", accept, multiple: !accept.includes("zip"), hidden: true, tabIndex: -1, "aria-hidden": "true", onChange: pick }),
    folder ? h("input", { ref: dir, type: "file", webkitdirectory: "", hidden: true, tabIndex: -1, "aria-hidden": "true", onChange: pick }) : null);
}
