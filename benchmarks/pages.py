"""Measures what a first visit costs: bytes, first paint and use on a slow phone, and use without a brake."""

import asyncio
import gzip
import statistics
import time
from collections import defaultdict
from typing import NamedTuple

from benchmarks import browser, stage
from benchmarks.row import Row

PAGES = ("/", "/sign-in", "/today", "/planner", "/knowledge", "/coach")
# What is on a page once it has its data; a page without an entry shows it at once.
READY = {
    "/today": ".page-head",
    "/planner": ".item-title",
    "/knowledge": ".page-head",
    "/coach": "#composer-text:not([disabled])",
    "/sign-in": "[name=password]",
    "/": "h1",
}
# Nothing takes this long: what is waited for is not on the page.
_LONGEST = 60.0
JS_BYTES, CSS_BYTES = 190.0, 20.0
# Lighthouse's "slow 4G".
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
INSIDE = "() => [...document.head.querySelectorAll('style')].map((style) => style.textContent).join('')"
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


async def weigh(chromium, url: str, cookie: str, path: str) -> dict[str, float]:
    """Kilobytes that came over the wire, by kind, on a first visit."""
    context = await chromium.new_context(viewport={"width": 412, "height": 823})
    if cookie:
        await browser.sign_in(context, url, cookie)
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    weights: dict[str, float] = defaultdict(float)
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))

    def finished(event) -> None:
        weights[kinds.get(event["requestId"], "")] += event["encodedDataLength"] / 1000
        weights["requests"] += 1

    session.on("Network.loadingFinished", finished)
    await session.send("Network.enable")
    await page.goto(url + path)
    await page.wait_for_selector(READY.get(path, "h1"))
    await page.wait_for_timeout(700)
    # Styles that stand in the page came with it, compressed.
    weights["Stylesheet"] += len(gzip.compress((await page.evaluate(INSIDE)).encode())) / 1000
    await context.close()
    return weights


class Visit(NamedTuple):
    """A page to visit, and as whom."""

    url: str
    cookie: str
    path: str


async def visit(chromium, url: str, cookie: str, path: str, slow: bool) -> tuple[float, float]:
    """First paint, and the moment the page can be used, in seconds."""
    context = await chromium.new_context(viewport={"width": 412, "height": 823})
    if cookie:
        await browser.sign_in(context, url, cookie)
    page = await context.new_page()
    if slow:
        session = await context.new_cdp_session(page)
        await session.send("Network.enable")
        await session.send("Network.emulateNetworkConditions", SLOW)
        await session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    await page.goto(url + path, wait_until="commit")
    ready = READY.get(path, "#n") if cookie or path == "/sign-in" else "#more"
    usable = 0.0
    limit = time.monotonic() + _LONGEST
    while not usable:
        if time.monotonic() > limit:
            raise TimeoutError(f"{path} never showed {ready}")
        usable = await page.evaluate(_USABLE, ready)
        await asyncio.sleep(0.01)
    paint = 0.0
    # A prerendered element is there before it is painted.
    while not paint:
        paint = await page.evaluate(PAINT)
        await asyncio.sleep(0.01)
    await context.close()
    return paint / 1000, usable / 1000


# A counter can be used when a click came back from the server; our pages when the server's data is there.
_USABLE = """(ready) => {
  const element = document.querySelector(ready);
  if (!element || !element.getClientRects().length) return 0;
  if (ready !== '#more') return performance.now();
  element.click();
  return document.querySelector('#n').textContent > 0 ? performance.now() : 0;
}"""


async def _medians(
    chromium, visits: list[Visit], *, slow: bool, times: int
) -> dict[str, tuple[float, float]]:
    """First paint and use of each page, visited in turns so that a busy minute hits all of them."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _round in range(times):
        for one in visits:
            found[one.path].append(await visit(chromium, *one, slow))
    return {
        path: (statistics.median(one[0] for one in all_), statistics.median(one[1] for one in all_))
        for path, all_ in found.items()
    }


async def _weights(chromium, url: str, cookie: str) -> list[Row]:
    rows: list[Row] = []
    for path in PAGES:
        weights = await weigh(chromium, url, cookie if path not in {"/", "/sign-in"} else "", path)
        rows += [
            Row(f"first load of {path}, JS", weights["Script"], None, JS_BYTES, "KB"),
            Row(f"first load of {path}, CSS", weights["Stylesheet"], None, CSS_BYTES, "KB"),
            Row(f"first load of {path}, requests", weights["requests"], None, None, ""),
        ]
    return rows


async def _slow(chromium, url: str, cookie: str, floor_url: str, times: int) -> list[Row]:
    rows: list[Row] = []
    visits = [Visit(floor_url, "", "/"), Visit(url, "", "/sign-in")]
    visits += [Visit(url, cookie, path) for path in ("/planner", "/coach")]
    found = await _medians(chromium, visits, slow=True, times=times)
    floor = found.pop("/")
    for path, own in found.items():
        rows.append(Row(f"slow phone, {path}, first paint", own[0], floor[0], 1.2, "s"))
        if path != "/sign-in":
            rows.append(Row(f"slow phone, {path}, its data is there", own[1], floor[1], 1.2, "s"))
    return rows


async def run(quick: bool = False) -> list[Row]:
    """Every row of this module."""
    times = 1 if quick else 5
    await asyncio.to_thread(stage.counter_folder)
    with stage.counter() as counter:
        async with stage.product(1, 6) as (site, people), browser.chromium() as chromium:
            cookie = people[0].cookie
            rows = await _weights(chromium, site.url, cookie)
            floor_url = counter.url.replace("127.0.0.1", "localhost")
            floor = await weigh(chromium, floor_url, "", "/")
            rows.append(Row("first load of the bare counter, JS", floor["Script"], None, None, "KB"))
            quick_visits = [Visit(floor_url, "", "/"), Visit(site.url, cookie, "/coach")]
            found = await _medians(chromium, quick_visits, slow=False, times=times + 2)
            rows += [
                Row("coach can be used, no brake", found["/coach"][1], None, 0.3, "s"),
                Row("bare counter can be used, no brake", found["/"][1], None, None, "s"),
            ]
            return rows + await _slow(chromium, site.url, cookie, floor_url, times)
