"""Measures a streamed answer from the AI's socket to the page, beside a bare SSE page fed by the same clock.

Both sides have the same stages: a feed on a socket, a server that relays it, Chromium. Times are wall-clock times of
one machine, taken when the feed writes a token and when a MutationObserver sees it in the page.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import BrowserContext, Page, async_playwright

from benchmarks.row import Row

HISTORIES = (0, 100, 500)
SHORT, SHORT_EVERY = 200, 0.02
LONG, LONG_EVERY = 2_000, 0.01
REPEATS = 3

_OBSERVE = """() => {
  window.seenTokens = {};
  window.tokenWatch?.disconnect();
  window.tokenWatch = new MutationObserver((records) => {
    const moment = performance.timeOrigin + performance.now();
    for (const record of records) for (const node of record.addedNodes) {
      if (!node.parentElement?.closest('.stream')) continue;
      for (const [, n] of node.textContent.matchAll(/t(\\d+)x/g)) window.seenTokens[n] ??= moment;
    }
  });
  window.tokenWatch.observe(document.body, { childList: true, subtree: true });
}"""
_BARE_PAGE = """<!doctype html><meta charset=utf-8><title>bare</title><div class=stream></div><script>
window.begin = () => { const box = document.querySelector('.stream'); box.replaceChildren();
  const source = new EventSource('/stream');
  source.onmessage = (event) => { const text = JSON.parse(event.data);
    if (text === null) { source.close(); window.isOver = true; } else box.append(text); }; };
</script>"""


@dataclass
class Feed:
    """Speaks tokens at a steady pace and remembers when."""

    count: int = SHORT
    every: float = SHORT_EVERY
    sent: dict[int, float] = field(default_factory=dict)

    async def speak(self, write) -> None:
        self.sent = {}
        start = time.perf_counter()
        for number in range(self.count):
            await asyncio.sleep(max(0.0, start + number * self.every - time.perf_counter()))
            self.sent[number] = time.time() * 1000
            await write(f"t{number}x ")


@dataclass
class Heard:
    """One streamed answer as the page saw it."""

    delays: list[float]
    stream_bytes: int = 0
    socket_bytes: int = 0
    count: int = 0
    # The stored answer, as State sent it when the stream was over.
    last_delta: int = 0

    def at(self, share: float) -> float:
        return sorted(self.delays)[min(len(self.delays) - 1, int(len(self.delays) * share))]


async def bare(scope, _receive, send) -> None:
    """The smallest thing that does it: an ASGI app that relays lines of a socket as events."""
    if scope["type"] != "http":
        return
    headers = [(b"content-type", b"text/html" if scope["path"] == "/" else b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if scope["path"] == "/":
        await send({"type": "http.response.body", "body": _BARE_PAGE.encode()})
        return
    reader, writer = await asyncio.open_connection("127.0.0.1", int(os.environ["FEED_PORT"]))
    while line := await reader.readline():
        body = b"data: " + json.dumps(line.decode()[:-1]).encode() + b"\n\n"
        await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b"data: null\n\n"})
    writer.close()


@asynccontextmanager
async def bare_site(feed: Feed):
    from tests.support.live_server import free_port

    async def serve(_reader, writer) -> None:
        async def write(token: str) -> None:
            writer.write(token.encode() + b"\n")
            await writer.drain()

        await feed.speak(write)
        writer.close()

    source = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--port",
        str(port),
        "benchmarks.chat:bare",
    ]
    environment = {**os.environ, "FEED_PORT": str(source.sockets[0].getsockname()[1])}
    quiet = asyncio.subprocess.DEVNULL
    look = {"env": environment, "stdout": quiet, "stderr": quiet, "start_new_session": True}
    process = await asyncio.create_subprocess_exec(*command, **look)
    try:
        yield f"http://127.0.0.1:{port}/", process.pid
    finally:
        process.terminate()
        await process.wait()
        source.close()


async def hear_bare(page: Page, feed: Feed) -> Heard:
    weigh = await _scales(page)
    await page.evaluate("() => { window.isOver = false; }")
    await page.evaluate(_OBSERVE)
    await page.evaluate("() => window.begin()")
    await _until(page, "window.isOver === true", feed.count * feed.every + 20)
    return await _heard(page, feed, weigh)


def vendor_scenario(feed: Feed):
    from tests.support import anthropic_fake as fake

    async def play(exchange) -> None:
        async def write(token: str) -> None:
            delta = {"type": "text_delta", "text": token}
            await exchange.send(fake.event("content_block_delta", index=0, delta=delta))

        await exchange.begin()
        start = fake.event("content_block_start", index=0, content_block={"type": "text", "text": ""})
        for piece in (*fake.opening(), start):
            await exchange.send(piece)
        await asyncio.sleep(0.3)  # the page attaches before the first token
        await feed.speak(write)
        for piece in (fake.event("content_block_stop", index=0), *fake.closing()):
            await exchange.send(piece)
        await exchange.end()

    return play


async def seed(data: Path, history: int) -> str:
    """A conversation with that many messages of 300 characters; its id."""
    os.environ["DATA_DIR"] = str(data)
    from sqlalchemy import select

    from coaching_app.core.settings import get_settings
    from coaching_app.db.engine import open_database
    from coaching_app.db.sealed import seal
    from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work, use_database
    from coaching_app.models import Conversation, Membership, Message

    get_settings.cache_clear()
    database = open_database(get_settings().database)
    use_database(database)
    async with unit_of_work(ALL_TENANTS) as db:
        owner = (await db.scalars(select(Membership))).one()
        talk = Conversation(tenant_id=owner.tenant_id, owner_id=owner.user_id, title="")
        talk.title = seal(talk, "title", f"History of {history}")
        db.add(talk)
        await db.flush()
        for number in range(history):
            message = Message(
                tenant_id=owner.tenant_id, conversation_id=talk.id, text="",
                role="person" if number % 2 == 0 else "coach",
            )  # fmt: skip
            message.text = seal(message, "text", f"Message {number}. " + "and so on and on " * 17)
            db.add(message)
            await db.flush()
        talk_id = talk.id
    use_database(None)
    await database.dispose()
    return talk_id


async def hear_product(page: Page, url: str, feed: Feed) -> Heard:
    if page.url != url:
        await page.goto(url)
        await page.wait_for_selector("#composer-text")
        await page.wait_for_timeout(700)
    weigh = await _scales(page)
    await page.evaluate(_OBSERVE)
    await page.fill("#composer-text", "Go on")
    await page.keyboard.press("Enter")
    await _until(page, f"window.seenTokens[{feed.count - 1}]", feed.count * feed.every + 20)
    heard = await _heard(page, feed, weigh)
    await _until(page, "!document.querySelector('.stream')", 20)
    await page.wait_for_timeout(200)
    heard.last_delta = weigh.socket_bytes(feed.sent[feed.count - 1], float("inf"))
    return heard


@dataclass
class Scales:
    """What came over the wire, by kind."""

    streams: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    kinds: dict[str, str] = field(default_factory=dict)
    socket: list[tuple[float, int]] = field(default_factory=list)

    def socket_bytes(self, start: float, end: float) -> int:
        return sum(size for moment, size in self.socket if start <= moment <= end)


async def _scales(page: Page) -> Scales:
    scales = Scales()
    session = await page.context.new_cdp_session(page)

    def response(event) -> None:
        scales.kinds[event["requestId"]] = event["response"].get("mimeType", "")

    def data(event) -> None:
        scales.streams[event["requestId"]] += event["dataLength"]

    def socket_frame(event) -> None:
        scales.socket.append((time.time() * 1000, len(event["response"]["payloadData"])))

    session.on("Network.responseReceived", response)
    session.on("Network.dataReceived", data)
    session.on("Network.webSocketFrameReceived", socket_frame)
    await session.send("Network.enable")
    return scales


async def _heard(page: Page, feed: Feed, scales: Scales) -> Heard:
    seen = {
        int(number): moment for number, moment in (await page.evaluate("() => window.seenTokens")).items()
    }
    missing = set(feed.sent) - set(seen)
    assert not missing, f"{len(missing)} tokens never came"
    streamed = [
        n for request, n in scales.streams.items() if scales.kinds.get(request) == "text/event-stream"
    ]
    delays = [seen[number] - feed.sent[number] for number in feed.sent]
    # The question before the first token and the stored answer after the last one are one delta each, shown apart.
    return Heard(
        delays, sum(streamed), scales.socket_bytes(feed.sent[0], feed.sent[feed.count - 1]), feed.count
    )


async def _until(page: Page, condition: str, seconds: float) -> None:
    # Not wait_for_function: the product's content security policy allows no eval.
    limit = time.monotonic() + seconds
    while not await page.evaluate(f"() => Boolean({condition})"):
        if time.monotonic() > limit:
            raise TimeoutError(condition)
        await asyncio.sleep(0.1)


def _cpu_seconds(group: int) -> float:
    """User and system time of a process group."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parts[2]) == group:
            total += int(parts[11]) + int(parts[12])
    return total / os.sysconf("SC_CLK_TCK")


async def _signed_in(context: BrowserContext, url: str) -> None:
    from tests.support.live_server import ADMIN

    answer = await context.request.post(
        f"{url}/api/v1/auth/browser/setup", data=ADMIN, headers={"Origin": url}
    )
    assert answer.ok, await answer.text()


def _median(heard: list[Heard], share: float) -> float:
    return statistics.median(one.at(share) for one in heard)


async def measure(context: BrowserContext, server, feed: Feed, fake) -> list[Row]:
    url, group, data = server.url, server.process.pid, server.folder / "data"
    fake.otherwise = vendor_scenario(feed)
    short: dict[int, list[Heard]] = {}
    page = await context.new_page()
    async with bare_site(feed) as (bare_url, bare_group):
        floor_page = await context.new_page()
        await asyncio.sleep(2)
        await floor_page.goto(bare_url)
        floors: list[Heard] = []
        for history in HISTORIES:
            talk = f"{url}/coach/{await seed(data, history)}"
            for _round in range(REPEATS):
                await floor_page.bring_to_front()
                floors.append(await hear_bare(floor_page, feed))
                await page.bring_to_front()
                short.setdefault(history, []).append(await hear_product(page, talk, feed))
        feed.count, feed.every = LONG, LONG_EVERY
        await floor_page.bring_to_front()
        bare_spent = _cpu_seconds(bare_group)
        floor_long = await hear_bare(floor_page, feed)
        bare_spent = (_cpu_seconds(bare_group) - bare_spent) * 1e6 / LONG
        await page.bring_to_front()
        spent = _cpu_seconds(group)
        long = await hear_product(page, page.url, feed)
        spent = (_cpu_seconds(group) - spent) * 1e6 / LONG
    cpu = Row("server CPU per 1,000 tokens", spent, bare_spent, 2.5, "ms")
    return [*_rows(short, floors, long, floor_long), cpu]


def _rows(short: dict[int, list[Heard]], floors: list[Heard], long: Heard, floor_long: Heard) -> list[Row]:
    rows: list[Row] = []
    floor_bytes = statistics.median(one.stream_bytes / one.count for one in floors)
    for history, heard in short.items():
        weights = [(one.stream_bytes + one.socket_bytes) / one.count for one in heard]
        rows += [
            Row(f"token to DOM, {history} messages, p50", _median(heard, 0.5), _median(floors, 0.5), 1.5, "ms"),
            Row(f"token to DOM, {history} messages, p95", _median(heard, 0.95), _median(floors, 0.95), 3.0, "ms"),
            Row(f"State at the end of an answer, {history} messages", statistics.median(one.last_delta for one in heard) / 1000,
                None, 64.0, "kB"),
            Row(f"bytes per token, {history} messages (floor {floor_bytes:.1f})", statistics.median(weights), None,
                32.0, "B"),
        ]  # fmt: skip
    weight = (long.stream_bytes + long.socket_bytes) / long.count
    return [
        *rows,
        Row("2,000 tokens at 100/s, p50", long.at(0.5), floor_long.at(0.5), 1.5, "ms"),
        Row("2,000 tokens at 100/s, p95", long.at(0.95), floor_long.at(0.95), 3.0, "ms"),
        Row("2,000 tokens at 100/s, bytes per token", weight, None, 32.0, "B"),
    ]


async def run() -> list[Row]:
    """Every row of this module, on a server and a database of its own."""
    from tests.support.anthropic_fake import serving
    from tests.support.browser import browser_arguments, find_browser
    from tests.support.live_server import LiveServer

    feed = Feed()
    kept = os.environ.get("DATA_DIR")
    with tempfile.TemporaryDirectory(prefix="bench-chat-") as folder:
        async with serving() as fake, async_playwright() as playwright:
            settings = {
                "ANTHROPIC_API_KEY": "sk-bench", "ANTHROPIC_BASE_URL": fake.address,
                "RATE_LIMIT_PER_MINUTE": "100000", "LOG_LEVEL": "WARNING",
            }  # fmt: skip
            server = LiveServer(Path(folder), settings)
            await asyncio.to_thread(server.start)
            browser = await playwright.chromium.launch(
                executable_path=find_browser(), args=browser_arguments()
            )
            try:
                context = await browser.new_context(viewport={"width": 1280, "height": 900})
                await _signed_in(context, server.url)
                return await measure(context, server, feed, fake)
            finally:
                await browser.close()
                await asyncio.to_thread(server.end)
                if kept is not None:
                    os.environ["DATA_DIR"] = kept
