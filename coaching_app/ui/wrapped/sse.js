// Reads a server-sent event stream over fetch: resumes with Last-Event-ID after a dropped line, never delivers an id twice.
const WAITS = [400, 800, 1600, 3200, 6400, 10000, 10000, 10000];
class Refused extends Error {}

function frame(block) {
  const event = { kind: "message", id: "", data: "" };
  for (const line of block.split("\n")) {
    if (line.startsWith("data:")) event.data += (event.data && "\n") + line.slice(line[5] === " " ? 6 : 5);
    else if (line.startsWith("event:")) event.kind = line.slice(6).trim();
    else if (line.startsWith("id:")) event.id = line.slice(3).trim();
  }
  return event;
}

async function* frames(body) {
  // Decoded here: a stream of text behind the stream of bytes would hand each piece on one turn later.
  const reader = body.getReader(), decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value: bytes, done } = await reader.read();
    if (done) return;
    const value = decoder.decode(bytes, { stream: true });
    rest += value.includes("\r") ? value.replaceAll("\r", "") : value;
    let end;
    while ((end = rest.indexOf("\n\n")) >= 0) {
      const block = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (block && block[0] !== ":") yield frame(block);
    }
  }
}

async function open(url, lastId, signal) {
  const headers = { Accept: "text/event-stream", ...(lastId && { "Last-Event-ID": lastId }) };
  const answer = await fetch(url, { headers, signal, credentials: "same-origin", cache: "no-store" });
  if (answer.ok && answer.status !== 204) return answer.body;
  if (answer.status === 204) return null;
  if (answer.status === 429 || answer.status >= 500) {
    const wait = Number(answer.headers.get("Retry-After"));
    throw Object.assign(new Error(String(answer.status)), { wait: wait > 0 && wait < 60 ? wait * 1000 : 0 });
  }
  const problem = await answer.json().catch(() => ({}));
  throw new Refused((typeof problem.detail === "string" && problem.detail) || problem.title || String(answer.status));
}

function fresh(id, lastId) {
  return !id || !lastId || !/^\d+$/.test(id + lastId) || Number(id) > Number(lastId);
}

const pause = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
});

// Calls on.event(kind, data) for each new frame until one returns true (the stream is over); on.line(up) when the
// line drops or returns; on.refused(message) when the server says no; on.lost() when it stays away.
export async function follow(url, signal, on) {
  let lastId = "", failures = 0;
  while (!signal.aborted) {
    let wait = 0;
    try {
      const body = await open(url, lastId, signal);
      if (!body) return on.event("done", {});
      on.line(true);
      for await (const { kind, id, data } of frames(body)) {
        if (!fresh(id, lastId)) continue;
        if (id) lastId = id;
        failures = 0;
        let parsed = {};
        try { parsed = data ? JSON.parse(data) : {}; } catch { parsed = { t: data }; }
        if (on.event(kind, parsed)) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused) return on.refused(error.message);
      wait = error.wait || 0;
    }
    if (signal.aborted) return;
    if (failures >= WAITS.length) return on.lost();
    on.line(false);
    await pause(wait || WAITS[failures] * (0.75 + Math.random() / 2), signal);
    failures += 1;
  }
}
