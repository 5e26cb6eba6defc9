"""Measures a hundred times the expected load, mixed, at a steady pace: latency, errors, and that nothing is lost."""

import asyncio
import json
import random
import time

import aiohttp

from benchmarks import stage
from benchmarks.events import LIGHT
from benchmarks.http_load import Connection, Load, request_bytes
from benchmarks.page_load import Visitor, gather
from benchmarks.row import Row

RATE = 230
PEOPLE = 60
CONNECTIONS = 48
# Reads of the list, page events, new tasks, the planner's own page.
SHARES = (0.55, 0.25, 0.1, 0.1)


class Crowd:
    """People who keep a pace however slow the answers are, so that waiting shows in the figures."""

    def __init__(self, site: stage.Site, people: list[stage.Person], visitors: list[Visitor]) -> None:
        self.site, self.people, self.visitors = site, people, visitors
        self.load = Load()
        self.kept = 0
        self.rng = random.Random(5)
        self.free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        self.idle: asyncio.Queue[Visitor] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            self.free.put_nowait(Connection(site.url))
        # First in, first out: one tab doing everything would rightly run into the limit on its events.
        for visitor in visitors:
            self.idle.put_nowait(visitor)

    async def act(self, due: float) -> None:
        """One request, timed from the moment it was due."""
        kind = self.rng.choices(("read", "event", "write", "page"), SHARES)[0]
        try:
            good = await (self.event() if kind == "event" else self.request(kind))
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            good = False
            print(f"  {kind}: {type(error).__name__} {error}")
        self.load.times.append((time.perf_counter() - due) * 1000)
        self.load.errors += not good

    async def event(self) -> bool:
        visitor = await self.idle.get()
        try:
            await visitor.ask(*LIGHT)
        finally:
            self.idle.put_nowait(visitor)
        return True

    async def request(self, kind: str) -> bool:
        headers = {"Cookie": self.rng.choice(self.people).cookie, "Origin": self.site.url}
        if kind == "write":
            body = json.dumps({"title": "written under load"}).encode()
            request = request_bytes(f"{self.site.url}/api/v1/tasks", headers, "POST", body)
        else:
            path = "/api/v1/tasks" if kind == "read" else "/planner"
            request = request_bytes(self.site.url + path, headers)
        connection = await self.free.get()
        try:
            status, _body = await asyncio.wait_for(connection.ask(request), 30)
        finally:
            self.free.put_nowait(connection)
        self.kept += status == 201
        return status == (201 if kind == "write" else 200)

    async def live(self, seconds: float) -> None:
        began = time.perf_counter()
        acts: list[asyncio.Task[None]] = []
        for number in range(int(RATE * seconds)):
            due = began + number / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            acts.append(asyncio.create_task(self.act(due)))
        await asyncio.gather(*acts)
        self.load.seconds = time.perf_counter() - began


async def _written(site: stage.Site, people: list[stage.Person]) -> int:
    """How many of the tasks can be read back."""
    count = 0
    connection = Connection(site.url)
    for person in people:
        path = f"{site.url}/api/v1/tasks?limit=100"
        cursor = ""
        while cursor is not None:
            request = request_bytes(path + (f"&cursor={cursor}" if cursor else ""), {"Cookie": person.cookie})
            _status, body = await connection.ask(request)
            answer = json.loads(body)
            count += sum(task["title"] == "written under load" for task in answer["items"])
            cursor = answer["cursor"]
    connection.close()
    return count


async def run(quick: bool = False) -> list[Row]:
    """Every row of this module."""
    seconds = 10 if quick else 30
    async with stage.product(PEOPLE, 12) as (site, people), aiohttp.ClientSession() as session:
        visitors = await gather(site.url, [one.cookie for one in people], "/planner", session)
        before = stage.processor_seconds(site.group)
        crowd = Crowd(site, people, visitors)
        await crowd.live(seconds)
        spent = stage.processor_seconds(site.group) - before
        lost = crowd.kept - await _written(site, people)
        for visitor in visitors:
            await visitor.close()
    load = crowd.load
    return [
        Row(f"{RATE} mixed requests/s for {seconds} s, p50", load.at(0.5), None, None, "ms"),
        Row(f"{RATE} mixed requests/s for {seconds} s, p95", load.at(0.95), None, 200.0, "ms"),
        Row(f"{RATE} mixed requests/s for {seconds} s, reached", load.rate, None, RATE * 0.97, "/s", lower_is_better=False),
        Row("errors among them", load.errors, None, 0.0, ""),
        Row("acknowledged tasks that were lost", lost, None, 0.0, ""),
        Row("processor time of the server", spent / load.seconds * 100, None, None, "% of a core"),
    ]  # fmt: skip
