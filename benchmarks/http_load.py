"""A lean HTTP client that keeps connections busy: bounded in time, on this machine only."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Load:
    """What came back, and how long each answer took, in milliseconds."""

    times: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0

    def at(self, share: float) -> float:
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))]

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds


def request_bytes(url: str, headers: dict[str, str], method: str = "GET", body: bytes = b"") -> bytes:
    """A whole request."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}", *(f"{k}: {v}" for k, v in headers.items())]
    if body or method != "GET":
        lines += [f"Content-Length: {len(body)}", "Content-Type: application/json"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Connection:
    """One kept-alive connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname in {"localhost", "127.0.0.1"}, "loopback only"
        self.port = parts.port or 80
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send, and read the whole answer; its status and body."""
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head[9:12])
        if b"content-length:" in head:
            length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            return status, await self.reader.readexactly(length) if length else b""
        body = b""
        while b"transfer-encoding: chunked" in head:
            size = int(await self.reader.readline(), 16)
            body += (await self.reader.readexactly(size + 2))[:-2]
            if size == 0:
                break
        return status, body

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


async def press(url: str, headers: dict[str, str], *, connections: int = 16, seconds: float = 5.0) -> Load:
    """Ask as fast as answers come, over that many connections, for that long."""
    load = Load()
    request = request_bytes(url, headers)
    began = time.perf_counter()
    limit = began + seconds

    async def one() -> None:
        connection = Connection(url)
        while (started := time.perf_counter()) < limit:
            status, _body = await connection.ask(request)
            load.times.append((time.perf_counter() - started) * 1000)
            load.errors += status != 200
        connection.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    load.seconds = time.perf_counter() - began
    return load


def middle(loads: list[Load], share: float | None = None) -> float:
    """The median over runs: of the rate, or of a percentile."""
    return statistics.median(load.rate if share is None else load.at(share) for load in loads)
