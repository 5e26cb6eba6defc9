"""A stand-in for Anthropic's Messages API on a real loopback socket, with scripted trouble.

In a test: `fake_anthropic.play(text("Hello"))`, then point `ANTHROPIC_BASE_URL` at `fake_anthropic.address`.
For a browser test: `python -m tests.support.anthropic_fake` prints its address and answers from the passages.
"""

import asyncio
import contextlib
import json
import re
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.samples import sample

Event = tuple[str, str]  # name, data


# --- what is sent ------------------------------------------------------------------------------


def recorded(name: str) -> list[bytes]:
    """The raw events of a recorded stream, by file name without `_response.txt`."""
    raw = sample(f"anthropic-sse/{name}_response.txt").read_bytes().strip()
    return [block + b"\n\n" for block in re.split(rb"\n\n+", raw)]


def event(kind: str, **data: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()


def opening(model: str = "claude-fake-1") -> list[bytes]:
    message = {
        "id": "msg_fake", "type": "message", "role": "assistant", "content": [], "model": model,
        "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 12, "output_tokens": 1},
    }  # fmt: skip
    return [event("message_start", message=message), event("ping")]


def text_block(text: str, index: int = 0, size: int = 9) -> list[bytes]:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [
        event("content_block_start", index=index, content_block={"type": "text", "text": ""}),
        *(event("content_block_delta", index=index, delta={"type": "text_delta", "text": p}) for p in pieces),
        event("content_block_stop", index=index),
    ]


def tool_block(name: str, written: str, index: int = 1, *, close: bool = True) -> list[bytes]:
    start = {"type": "tool_use", "id": "toolu_fake", "name": name, "input": {}}
    pieces = [written[at : at + 7] for at in range(0, len(written), 7)]
    deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
    return [
        event("content_block_start", index=index, content_block=start),
        *(event("content_block_delta", index=index, delta=delta) for delta in deltas),
        *([event("content_block_stop", index=index)] if close else []),
    ]


def closing(stop_reason: str = "end_turn", output_tokens: int = 7) -> list[bytes]:
    delta = {"stop_reason": stop_reason, "stop_sequence": None}
    return [
        event("message_delta", delta=delta, usage={"output_tokens": output_tokens}),
        event("message_stop"),
    ]


def whole(text: str, *tools: bytes, stop_reason: str = "end_turn") -> list[bytes]:
    """A complete answer."""
    return [*opening(), *text_block(text), *tools, *closing(stop_reason)]


# --- one request -------------------------------------------------------------------------------


@dataclass
class Exchange:
    """One request as it came in, and the line to answer on."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    dropped: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def question(self) -> str:
        """The last block of the last message."""
        content = self.body["messages"][-1]["content"]
        return content if isinstance(content, str) else content[-1]["text"]

    async def head(self, status: int, headers: dict[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} Scripted", *(f"{k}: {v}" for k, v in headers.items())]
        self.writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        await self.writer.drain()

    async def begin(self) -> None:
        await self.head(200, {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"})

    async def send(self, piece: bytes) -> None:
        self.writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await self.writer.drain()

    async def end(self) -> None:
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    async def silence(self, seconds: float) -> bool:
        """Say nothing; True when the client has left meanwhile."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.dropped.wait(), seconds)
        return self.dropped.is_set()

    def reset(self) -> None:
        """Hang up as hard as TCP can."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Scenario = Callable[[Exchange], Awaitable[None]]


# --- scenarios ---------------------------------------------------------------------------------


def stream(events: Iterable[bytes], *, every: float = 0.0) -> Scenario:
    """All events, `every` seconds apart."""

    async def play(exchange: Exchange) -> None:
        await exchange.begin()
        for piece in events:
            if every and await exchange.silence(every):
                return
            await exchange.send(piece)
        await exchange.end()

    return play


def text(answer: str, *, every: float = 0.0) -> Scenario:
    """A complete answer with this text."""
    return stream(whole(answer), every=every)


def replay(name: str) -> Scenario:
    """A recorded stream."""
    return stream(recorded(name))


def error(status: int, kind: str = "api_error", *, message: str = "scripted", **headers: str) -> Scenario:
    """An error answer; headers by name with underscores: `Retry_After="1"`."""

    async def play(exchange: Exchange) -> None:
        body = json.dumps({"type": "error", "error": {"type": kind, "message": message}}).encode()
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        length = str(len(body))
        await exchange.head(status, {"Content-Type": "application/json", "Content-Length": length, **extra})
        exchange.writer.write(body)

    return play


def cut(events: Iterable[bytes], after: int, *, politely: bool = False) -> Scenario:
    """The first `after` events, then the line breaks; politely: the body ends as if it were whole."""

    async def play(exchange: Exchange) -> None:
        await exchange.begin()
        for piece in list(events)[:after]:
            await exchange.send(piece)
        if politely:
            await exchange.end()

    return play


def reset(events: Iterable[bytes] = (), after: int = 0) -> Scenario:
    """A connection reset after some events; 0: before any answer at all."""

    async def play(exchange: Exchange) -> None:
        if after:
            await exchange.begin()
            for piece in list(events)[:after]:
                await exchange.send(piece)
            await asyncio.sleep(0.05)
        exchange.reset()

    return play


def stall(events: Iterable[bytes], after: int, seconds: float) -> Scenario:
    """Silence in the middle, longer or shorter than the client's patience."""

    async def play(exchange: Exchange) -> None:
        await exchange.begin()
        for number, piece in enumerate(events):
            if number == after and await exchange.silence(seconds):
                return
            await exchange.send(piece)
        await exchange.end()

    return play


def hang(seconds: float = 30.0) -> Scenario:
    """No answer, not even a status line."""

    async def play(exchange: Exchange) -> None:
        await exchange.silence(seconds)

    return play


def drip(piece: bytes, every: float, times: int) -> Scenario:
    """One byte at a time: the line lives, but no event ever completes in time."""

    async def play(exchange: Exchange) -> None:
        await exchange.begin()
        for at in range(times):
            if await exchange.silence(every):
                return
            await exchange.send(piece[at % len(piece) : at % len(piece) + 1])

    return play


def page(body: bytes = b"<html>Sign in to this network</html>") -> Scenario:
    """Status 200 from somebody else, such as a captive portal."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(200, {"Content-Type": "text/html", "Content-Length": str(len(body))})
        exchange.writer.write(body)

    return play


async def from_passages(exchange: Exchange) -> None:
    """Quotes the first line of the first passage of the prompt, cites it, and proposes a task."""
    given = exchange.body["messages"][-1]["content"]
    joined = given if isinstance(given, str) else "\n".join(block["text"] for block in given)
    found = re.search(r'<(passage-\w+) number="(\d+)"[^>]*>\n(.*?)\n</\1>', joined, re.DOTALL)
    tools = b""
    if any(tool["name"] == "propose_task" for tool in exchange.body.get("tools", [])):
        task = {"title": "Take the next small step", "why": "It follows from your note."}
        tools = b"".join(tool_block("propose_task", json.dumps(task)))
    answer = "Your notes say nothing about this yet. What would you like to write down?"
    if found:
        lines = [line.strip() for line in found[3].splitlines() if line.strip()]
        answer = (
            f"Your note says: “{lines[0] if lines else ''}” [{found[2]}]. What does that mean to you today?"
        )
    await stream(whole(answer, *([tools] if tools else [])), every=0.01)(exchange)


# --- the server --------------------------------------------------------------------------------


@dataclass
class FakeAnthropic:
    """The server's script and memory."""

    port: int = 0
    script: list[Scenario] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    by_words: dict[str, Scenario] = field(default_factory=dict)
    otherwise: Scenario = from_passages
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def play(self, *scenarios: Scenario) -> None:
        """One scenario for each coming request; the last one stays."""
        self.script = list(scenarios)
        self.exchanges.clear()
        self.asked.clear()

    def scenario(self, exchange: Exchange) -> Scenario:
        for words, scenario in self.by_words.items():
            if words in exchange.question:
                return scenario
        if not self.script:
            return self.otherwise
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        watch: asyncio.Task[None] | None = None
        try:
            exchange = await _read(reader, writer)
            self.exchanges.append(exchange)
            self.asked.set()
            watch = asyncio.create_task(_watch(exchange))
            await self.scenario(exchange)(exchange)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            if watch:
                watch.cancel()
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


async def _watch(exchange: Exchange) -> None:
    with contextlib.suppress(ConnectionError):
        while await exchange.reader.read(4096):
            pass
    exchange.dropped.set()


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Exchange:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *rest = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Exchange(first.split()[1], headers, json.loads(body or b"{}"), reader, writer)


@asynccontextmanager
async def serving(port: int = 0) -> AsyncIterator[FakeAnthropic]:
    """A running fake on a free port of the loopback address."""
    fake = FakeAnthropic()
    running: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(fake.answer(reader, writer))
        running.add(task)
        task.add_done_callback(running.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", port, limit=2**24)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        for task in tuple(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


@pytest.fixture
async def fake_anthropic() -> AsyncIterator[FakeAnthropic]:
    async with serving() as fake:
        yield fake


async def _forever() -> None:
    """What a browser test starts: trouble on request, an honest answer otherwise."""
    async with serving() as fake:
        fake.by_words = {
            "please be overloaded": error(529, "overloaded_error"),
            "please reject the key": error(401, "authentication_error"),
            "please cut the line": cut(whole("This answer will not"), 6),
            "please be slow": text("Slowly, one piece after another, until it is done.", every=0.3),
            "please limit the rate": error(429, "rate_limit_error", Retry_After="30"),
        }
        print(fake.address, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_forever())
