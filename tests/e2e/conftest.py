"""A real browser that fails the test on any error a person could have met."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from tests.support.aimock.server import HOME as NODE_TOOLS
from tests.support.aimock.server import install as install_node_tools
from tests.support.browser import ADVICE, browser_arguments, find_browser
from tests.support.live_server import ADMIN, LiveServer
from tests.support.patience import PATIENCE

QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
expect.set_options(timeout=PATIENCE * 1000)
# The browser itself notes every refused request; a refusal that a test provokes is no defect.
REFUSAL = "Failed to load resource: the server responded with a status of 4"


@dataclass
class Watched:
    """A page and everything that went wrong on it."""

    page: Page
    url: str
    problems: list[str] = field(default_factory=list)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(REFUSAL):
            self.problems.append(f"{message.type}: {message.text}")

    async def begin(self) -> "Watched":
        """Listen to the console, to uncaught errors and to the content security policy."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        await self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " e => console.error('CSP', e.violatedDirective, e.blockedURI))"
        )
        return self

    async def open(self, path: str) -> None:
        """Go to a page and wait until it shows its data."""
        await self.page.goto(f"{self.url}{path}")
        await self.page.wait_for_selector("h1")
        if await self.page.locator(".app").count():
            # Grey shapes stand where data will be, until they are there.
            await expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        else:
            # A page without a line to the server becomes alive with its last script.
            await self.page.wait_for_load_state("networkidle")

    async def sign_in(self) -> None:
        """Sign the admin in through the page."""
        await self.open("/sign-in")
        await self.page.fill("[name=email]", str(ADMIN["email"]))
        await self.page.fill("[name=password]", str(ADMIN["password"]))
        await self.page.click("button[type=submit]")
        await self.page.wait_for_url("**/today")

    async def check_accessibility(self) -> None:
        """Fail on anything axe finds."""
        # What is still fading in has less contrast than it will have.
        await self.page.evaluate(
            "Promise.all(document.getAnimations().filter(a => isFinite(a.effect.getComputedTiming().endTime))"
            ".map(a => a.finished.catch(() => {}))).then(() => {})"
        )
        if not await self.page.evaluate("Boolean(window.axe)"):
            await self.page.evaluate((NODE_TOOLS / "node_modules/axe-core/axe.min.js").read_text())
        found: dict[str, Any] = await self.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})"
        )
        violations = [
            f"{item['id']}: {item['help']} {[node['target'] for node in item['nodes']][:3]}"
            for item in found["violations"]
        ]
        assert violations == [], self.page.url


@pytest.fixture(scope="session", autouse=True)
def node_tools() -> None:
    """axe comes from npm."""
    install_node_tools()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all journeys."""
    path = find_browser()
    if path is None:
        pytest.fail(ADVICE, pytrace=False)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*browser_arguments(), *QUIET])
        yield browser
        await browser.close()


@pytest.fixture
async def contexts(chromium: Browser) -> AsyncIterator[list[BrowserContext]]:
    """Everything opened in a test, closed at its end."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        await context.close()


@pytest.fixture
def visit(chromium: Browser, contexts: list[BrowserContext]):
    """`await visit(server, width=390, dark=True)`: a fresh, watched browser window."""
    watched: list[Watched] = []

    async def visit(server: LiveServer, *, width: int = 1280, dark: bool = False) -> Watched:
        context = await chromium.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844},
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        made = await Watched(await context.new_page(), server.url).begin()
        watched.append(made)
        return made

    yield visit
    problems = [problem for window in watched for problem in window.problems]
    assert problems == []


@pytest.fixture(scope="module")
def fresh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server nobody has set up."""
    server = LiveServer(tmp_path_factory.mktemp("fresh")).start()
    yield server
    server.end()


@pytest.fixture(scope="session")
def kepano_vault() -> Path:
    """A real vault, made by somebody else."""
    path = Path(__file__).resolve().parents[3] / "shared/fixtures/vault-kepano.zip"
    if not path.exists():
        pytest.skip("the vault of the test material is not on this machine")
    return path
