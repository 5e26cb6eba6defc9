"""Too much of everything, over real sockets: each flood ends at a cap, and whoever is somebody else is still served."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass

import aiohttp
import pytest

from coaching_app.access.sockets import MOST_SOCKETS_PER_LOGIN
from coaching_app.features.chat.service.live import MOST_READERS
from tests.support import anthropic_fake as fake
from tests.support.live_server import ADMIN, Browser, LiveServer
from tests.support.page_socket import PageSocket
from tests.support.patience import PATIENCE, eventually

SHELL = "reflex___state____state.coaching_app___features___shell___state____shell_state"
PASSWORD = "Correct-horse-9-battery"
# The server believes the one proxy before it, so each client here can come from an address of its own.
FLOODER, NEIGHBOUR = "192.0.2.7", "198.51.100.9"
# Whoever was not served beside a flood would be after it: when the server gives its lines up, and not before.
HEADERS_SECONDS = 30
BODY_SECONDS = 30
QUICK_SECONDS = 25.0


@pytest.fixture(scope="module")
async def vendor() -> AsyncIterator[fake.FakeAnthropic]:
    async with fake.serving() as server:
        server.otherwise = fake.text(" ".join(f"word{number}" for number in range(600)), every=0.2)
        yield server


@pytest.fixture(scope="module")
def server(vendor: fake.FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {
        "ANTHROPIC_API_KEY": "sk-ant-test-key-of-nobody",
        "ANTHROPIC_BASE_URL": vendor.address,
        "TRUSTED_PROXY_HOPS": "1",
        "RATE_LIMIT_PER_MINUTE": "2000",
    }
    running = LiveServer(tmp_path_factory.mktemp("floods"), settings=settings).start()
    yield running
    running.end()


@pytest.fixture(scope="module")
def admin(server: LiveServer) -> Browser:
    return server.set_up()


@pytest.fixture(scope="module")
def neighbour(server: LiveServer, admin: Browser) -> Browser:
    """A member of the same tenant."""
    link = admin.post("/api/v1/invitations", {"role": "mentee"}).json()["link"]
    form = {"code": link.partition("#")[2], "display_name": "Noa", "email": "n@example.org"}
    browser = Browser(server.url)
    answer = browser.post("/api/v1/invitations/accept", {**form, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return browser


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield session


@dataclass(frozen=True)
class Run:
    """A conversation whose answer is being made."""

    conversation_id: str
    run_id: str

    def events(self, url: str) -> str:
        return f"{url}/api/v1/conversations/{self.conversation_id}/runs/{self.run_id}/events"


def _of(browser: Browser, address: str = NEIGHBOUR) -> dict[str, str]:
    return {"Cookie": browser.cookie, "Origin": browser.url, "X-Forwarded-For": address}


async def _begin(http: aiohttp.ClientSession, browser: Browser) -> Run:
    headers = _of(browser) | {"Accept": "application/json"}
    url = f"{browser.url}/api/v1/conversations"
    async with http.post(url, json={"title": "Live"}, headers=headers) as answer:
        conversation = (await answer.json())["id"]
    body = {"text": "CANARY-QUESTION"}
    async with http.post(f"{url}/{conversation}/messages", json=body, headers=headers) as answer:
        return Run(conversation, (await answer.json())["run_id"])


async def _stop(http: aiohttp.ClientSession, browser: Browser, run: Run) -> None:
    async with http.post(f"{browser.url}/api/v1/runs/{run.run_id}/stop", headers=_of(browser)) as answer:
        assert answer.status == 200


async def _served(http: aiohttp.ClientSession, browser: Browser, address: str = NEIGHBOUR) -> float:
    """How long somebody else waits for their own things meanwhile."""
    began = time.monotonic()
    async with http.get(f"{browser.url}/api/v1/tasks", headers=_of(browser, address)) as answer:
        assert answer.status == 200, await answer.text()
    return time.monotonic() - began


async def _drip(writer: asyncio.StreamWriter, piece: bytes) -> None:
    with suppress(ConnectionError):
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(1)


@pytest.fixture(scope="module")
async def lines(server: LiveServer, admin: Browser) -> AsyncIterator[list[asyncio.StreamReader]]:
    """A hundred and twenty lines that send by the drop, while the other floods come."""
    head = f"Host: localhost:{server.port}\r\nX-Forwarded-For: {FLOODER}\r\n"
    login = f"Cookie: {admin.cookie}\r\nOrigin: {server.url}\r\nContent-Type: application/json\r\n"
    headers = f"GET /api/v1/tasks HTTP/1.1\r\n{head}".encode()
    body = f"POST /api/v1/tasks HTTP/1.1\r\n{head}{login}Content-Length: 9000\r\n\r\n{{".encode()
    kinds = [(headers, b"X-A: b\r\n")] * 60 + [(body, b" ")] * 60
    lines = [await asyncio.open_connection("127.0.0.1", server.port) for _ in kinds]
    dripping = []
    for (_, writer), (first, piece) in zip(lines, kinds, strict=True):
        writer.write(first)
        dripping.append(asyncio.create_task(_drip(writer, piece)))
    yield [reader for reader, _ in lines]
    for task in dripping:
        task.cancel()
    await asyncio.gather(*dripping, return_exceptions=True)
    for _, writer in lines:
        writer.close()


async def test_others_are_served_beside_whoever_sends_by_the_drop(http, lines, neighbour) -> None:
    for _ in range(5):
        assert await _served(http, neighbour) < QUICK_SECONDS


async def test_another_persons_answer_cannot_be_followed_or_stopped(http, server, admin, neighbour) -> None:
    run, own = await _begin(http, admin), await _begin(http, neighbour)
    async with http.get(run.events(server.url), headers=_of(admin)) as mine:
        assert mine.status == 200
        assert b"word0" in await mine.content.readuntil(b"\n\n")
        mixed = Run(own.conversation_id, run.run_id)
        missing = Run(own.conversation_id, "0" * 26)
        bodies = set()
        for asked in (run, mixed, missing):
            async with http.get(asked.events(server.url), headers=_of(neighbour)) as answer:
                assert answer.status == 404
                bodies.add((await answer.json())["title"])
        assert len(bodies) == 1
        stop = f"{server.url}/api/v1/runs/{run.run_id}/stop"
        async with http.post(stop, headers=_of(neighbour)) as answer:
            assert answer.status == 404
        async with http.get(run.events(server.url)) as answer:
            assert answer.status == 401
        # And it goes on for its owner.
        assert b"word" in await mine.content.readuntil(b"\n\n")
    await _stop(http, admin, run)
    await _stop(http, neighbour, own)


async def test_too_many_streams_of_one_person(http, server, admin, neighbour) -> None:
    run = await _begin(http, admin)
    asking = [http.get(run.events(server.url), headers=_of(admin)) for _ in range(3 * MOST_READERS)]
    answers = await asyncio.gather(*asking)
    try:
        statuses = [answer.status for answer in answers]
        assert statuses.count(200) == MOST_READERS, statuses
        refused = [answer for answer in answers if answer.status == 429]
        assert len(refused) == 2 * MOST_READERS
        assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
        own = await _begin(http, neighbour)
        async with http.get(own.events(server.url), headers=_of(neighbour)) as answer:
            assert answer.status == 200
        await _stop(http, neighbour, own)
    finally:
        for answer in answers:
            answer.close()
    await _stop(http, admin, run)

    # Whoever closes tabs can read again.
    async def is_let_in() -> bool:
        async with http.get(run.events(server.url), headers=_of(admin)) as answer:
            return answer.status == 200

    await eventually(is_let_in)


async def _handshake(server: LiveServer, cookie: str, address: str) -> aiohttp.ClientWebSocketResponse | None:
    """One socket, and None when the wall ended it."""
    session = aiohttp.ClientSession()
    page = PageSocket(server.url)
    url = f"{server.url}/_event/?EIO=4&transport=websocket&token={page.token}"
    headers = {"Origin": server.url, "Cookie": cookie, "X-Forwarded-For": address}
    try:
        socket = await session.ws_connect(url, headers=headers, timeout=aiohttp.ClientWSTimeout(ws_close=1))
        first = await socket.receive(timeout=PATIENCE)
    except (aiohttp.ClientError, TimeoutError):
        await session.close()
        return None
    if first.type is not aiohttp.WSMsgType.TEXT:
        await session.close()
        return None
    socket._test_session = session  # type: ignore[attr-defined] # closed with it
    return socket


async def _close(sockets: list[aiohttp.ClientWebSocketResponse | None]) -> None:
    for socket in sockets:
        if socket is not None:
            with suppress(TimeoutError):
                await socket.close()
            await socket._test_session.close()  # type: ignore[attr-defined] # put there above


async def test_a_flood_of_sockets_ends_at_the_cap_of_the_login(http, server, admin, neighbour) -> None:
    asking = [_handshake(server, admin.cookie, FLOODER) for _ in range(MOST_SOCKETS_PER_LOGIN + 30)]
    opened = await asyncio.gather(*asking)
    try:
        assert len([socket for socket in opened if socket]) == MOST_SOCKETS_PER_LOGIN
        assert await _served(http, neighbour) < QUICK_SECONDS
        other = await _handshake(server, neighbour.cookie, NEIGHBOUR)
        assert other is not None
        await _close([other])
    finally:
        await _close(opened)


async def test_a_flood_of_strangers_ends_at_the_cap_of_the_address(http, server, admin, neighbour) -> None:
    for _ in range(5):
        opened = await asyncio.gather(*(_handshake(server, "", "203.0.113.5") for _ in range(60)))
        assert opened == [None] * 60
    assert "too_many_sockets" in server.log
    # The address waits, also with a login; another address does not.
    assert await _handshake(server, admin.cookie, "203.0.113.5") is None
    assert await _served(http, neighbour) < QUICK_SECONDS
    other = await _handshake(server, neighbour.cookie, NEIGHBOUR)
    assert other is not None
    await _close([other])


async def test_a_flood_of_events_ends_the_socket_that_sends_them(http, server, admin, neighbour) -> None:
    page, other = PageSocket(server.url, admin.cookie), PageSocket(server.url, neighbour.cookie)
    assert await page.connect()
    assert await other.connect()
    try:
        with suppress(Exception):  # it is thrown out in the middle
            for number in range(600):
                await page.send(f"{SHELL}.dismiss", {"notice_id": str(number)})
        await page.is_ended()
        assert len(page.heard) <= 400
        await other.send(f"{SHELL}.load")
        await other.hears("Noa")
        assert await _served(http, neighbour) < QUICK_SECONDS
    finally:
        await page.close()
        await other.close()


async def _until_closed(reader: asyncio.StreamReader) -> bytes:
    heard = b""
    with suppress(ConnectionError):
        while piece := await reader.read(4096):
            heard += piece
    return heard


async def test_whoever_sends_by_the_drop_is_cut_off(http, lines, neighbour) -> None:
    limit = max(HEADERS_SECONDS, BODY_SECONDS) + PATIENCE
    ended = await asyncio.wait_for(asyncio.gather(*map(_until_closed, lines)), limit)
    assert all(b" 408 " in heard for heard in ended[60:])
    assert await _served(http, neighbour) < QUICK_SECONDS


def test_nobody_was_let_into_anything(server, admin) -> None:
    assert "CANARY-QUESTION" not in server.log
    assert str(ADMIN["password"]) not in server.log
