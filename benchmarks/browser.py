"""A Chromium for the measurements, and what they ask it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

# In the page, so that the way from the measuring program to the browser is not part of the figure.
CLICK = """async ([selector, watched, attributes]) => {
  const settled = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)));
  await settled();
  const target = document.querySelector(selector), root = document.querySelector(watched);
  if (!target || !root) throw new Error('nothing to click: ' + selector);
  return await new Promise((done, fail) => {
    const limit = setTimeout(() => { watch.disconnect(); fail(new Error('no change after ' + selector)); }, 5000);
    const began = performance.now();
    const watch = new MutationObserver(() => {
      watch.disconnect(); clearTimeout(limit); done(performance.now() - began);
    });
    watch.observe(root, { childList: true, subtree: true, attributes, characterData: true });
    target.click();
  });
}"""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser that the tests use."""
    from tests.support.browser import browser_arguments, find_browser

    async with async_playwright() as playwright:
        arguments = [
            *browser_arguments(),
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
        ]
        opened = await playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        yield opened
        await opened.close()


async def sign_in(context: BrowserContext, url: str, cookie: str) -> None:
    """Give the browser a login."""
    name, _equals, value = cookie.partition("=")
    # A cookie with the __Host- prefix has no domain, only the address it came from.
    await context.add_cookies(
        [{"name": name, "value": value, "url": url.replace("http://", "https://"), "secure": True}]
    )


async def click(page: Page, selector: str, watched: str, *, attributes: bool = True) -> float:
    """Milliseconds from a click to the first change in what is watched, of attributes too unless told otherwise."""
    return await page.evaluate(CLICK, [selector, watched, attributes])


async def until(page: Page, condition: str, seconds: float = 20) -> None:
    """Wait without eval, which the product's content security policy forbids."""
    limit = time.monotonic() + seconds
    while not await page.evaluate(f"() => Boolean({condition})"):
        if time.monotonic() > limit:
            raise TimeoutError(condition)
        await asyncio.sleep(0.05)
