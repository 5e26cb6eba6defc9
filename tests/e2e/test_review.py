"""What a hostile or hurried person does in a real browser: two tabs, a hostile provider, second thoughts, the keyboard alone."""

import asyncio
import io
import re
import zipfile
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest
from playwright.async_api import Page, expect

from tests.support import anthropic_fake as fake
from tests.support.journey import Client, enter, first_admin, fits
from tests.support.live_server import ADMIN, LiveServer

LONG = " ".join(f"word{number}" for number in range(400))
ROUTES = ("/today", "/planner", "/knowledge", "/coach", "/account")


@pytest.fixture(scope="module")
async def vendor() -> AsyncIterator[fake.FakeAnthropic]:
    async with fake.serving() as server:
        yield server


@pytest.fixture(scope="module")
def server(vendor: fake.FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {
        "ANTHROPIC_API_KEY": "sk-ant-test-key-of-nobody",
        "ANTHROPIC_BASE_URL": vendor.address,
        "AI_MAX_ATTEMPTS": "1",
        "RATE_LIMIT_PER_MINUTE": "5000",
    }
    running = LiveServer(tmp_path_factory.mktemp("review"), settings=settings).start()
    yield running
    running.end()


@pytest.fixture(scope="module")
def admin(server: LiveServer) -> Client:
    return first_admin(server)


@pytest.fixture
def window(server: LiveServer, admin: Client, visit):
    """`await window(width=…)`: signed in without the form, which has a journey of its own."""

    async def opened(**how: Any):
        return await enter(await visit(server, **how), admin)

    return opened


async def _second_tab(window, path: str) -> Page:
    other = await window.page.context.new_page()
    await other.goto(f"{window.url}{path}")
    await other.get_by_role("heading", level=1).wait_for()
    return other


async def _ask(window, words: str) -> None:
    await window.page.fill("textarea", words)
    await window.page.keyboard.press("Enter")


# --- coach -------------------------------------------------------------------------------------


async def test_stop_ends_the_answer_and_keeps_what_was_said(window, vendor) -> None:
    vendor.play(fake.text(LONG, every=0.15))
    coach = await window()
    page = coach.page
    await coach.open("/coach")
    await _ask(coach, "Tell me everything.")
    await page.get_by_text("word5 ").first.wait_for()
    await page.get_by_role("button", name="Stop").click()
    await page.get_by_role("button", name="Send").wait_for()
    await page.locator(".message-foot").first.wait_for()
    said = await page.locator(".message[data-from=coach]").inner_text()
    assert "word5" in said
    assert "word399" not in said
    vendor.play(fake.text("The whole of it."))
    await page.get_by_role("button", name="Try again").click()
    await page.get_by_text("The whole of it.").first.wait_for()


async def test_an_error_says_so_and_trying_again_asks_once(window, vendor) -> None:
    vendor.play(fake.error(401, "authentication_error"))
    coach = await window()
    page = coach.page
    await coach.open("/coach")
    await _ask(coach, "Is anybody there?")
    again = page.get_by_role("button", name="Try again")
    await again.wait_for()
    vendor.play(fake.text("Somebody is."))
    await again.click()
    await page.get_by_text("Somebody is.").first.wait_for()
    await expect(page.locator(".message[data-from=person]")).to_have_count(1)
    assert len(vendor.exchanges) == 1


HOSTILE = "\n\n".join(
    (
        "<script>window.struck = 1</script><img src=x onerror='window.struck = 1'>",
        "[press me](javascript:window.struck=1) and [far](https://evil.example/steal) <https://evil.example>",
        "![pixel](https://evil.example/pixel.png) ![data](data:image/svg+xml,<svg onload=alert(1)>)",
        "[ref]: javascript:window.struck=1\n\n[ref] [the ref][ref]",
        "<iframe src='https://evil.example'></iframe><style>body{display:none}</style><svg onload=alert(1)>",
        "<form action=https://evil.example><input name=password><button>Sign in</button></form>",
        ">" * 500 + " deep",
        "\n".join("  " * depth + "- deeper" for depth in range(200)),
        "[" * 3000 + "*" * 3000 + "`" * 1001,
        "| a |\n|---|\n| <b onclick='window.struck=1'>cell</b> |",
        "the end of it",
    )
)


async def test_hostile_words_of_a_provider_stay_words(window, vendor) -> None:
    vendor.play(fake.stream(fake.whole(HOSTILE), every=0))
    coach = await window()
    page = coach.page
    far: list[str] = []
    page.on("request", lambda request: far.append(request.url) if "evil" in request.url else None)
    await coach.open("/coach")
    await _ask(coach, "Strike.")
    await (
        page.locator(".message[data-from=coach]:has(.message-foot)")
        .get_by_text("the end of it")
        .first.wait_for()
    )
    answer = page.locator(".message[data-from=coach] .prose")
    forbidden = (
        "script, img, iframe, style, svg, form, input, object, embed, a:not(.cite), [onclick], [onerror]"
    )
    await expect(answer.locator(forbidden)).to_have_count(0)
    assert await page.evaluate("window.struck") is None
    assert far == []
    assert "<script>window.struck = 1</script>" in await answer.inner_text()
    await page.reload()
    await page.get_by_text("the end of it").first.wait_for()
    assert await page.evaluate("window.struck") is None
    await fits(page)


async def test_a_second_tab_follows_what_happens_in_the_first(window, vendor) -> None:
    vendor.play(fake.text("First answer."))
    coach = await window()
    page = coach.page
    await coach.open("/coach")
    await _ask(coach, "First question?")
    await page.get_by_text("First answer.", exact=True).wait_for()
    await page.wait_for_url("**/coach/*")
    address = page.url.removeprefix(coach.url)
    other = await _second_tab(coach, address)
    await other.get_by_text("First answer.", exact=True).wait_for()
    vendor.play(fake.text("Second answer, in words.", every=0.1))
    await _ask(coach, "Second question?")
    await other.get_by_text("Second question?").wait_for()
    await other.get_by_text("Second answer, in words.").wait_for()
    await expect(other.locator(".message[data-from=coach]")).to_have_count(2)
    # Deleted here, gone there; and back.
    await page.get_by_role("button", name="More").click()
    await page.locator(".menu:popover-open").get_by_text("Delete", exact=True).click()
    await other.get_by_text("There is no such conversation").wait_for()
    await page.get_by_role("button", name="Undo").click()
    await other.get_by_text("Second question?").wait_for()


# --- notes -------------------------------------------------------------------------------------


async def test_a_deleted_note_comes_back(window, admin) -> None:
    note = await asyncio.to_thread(
        admin.call, "POST", "/notes", {"title": "To be missed", "text": "Words to be missed."}
    )
    notes = await window()
    page = notes.page
    await notes.open(f"/knowledge/note/{note['id']}")
    await page.get_by_role("button", name="More").click()
    await page.locator(".menu:popover-open").get_by_text("Delete", exact=True).click()
    await page.wait_for_url("**/knowledge")
    await page.get_by_role("button", name="Undo").wait_for()
    # The time to change one's mind does not begin anew with every reload. Here there is plenty of it.
    moved = await page.evaluate(
        """() => { const kept = JSON.parse(sessionStorage.getItem("coaching.notices-shown")).map(([id, at]) => [id, at + 60000]);
        sessionStorage.setItem("coaching.notices-shown", JSON.stringify(kept)); return kept }"""
    )
    await page.reload()
    await page.get_by_role("button", name="Undo").wait_for()
    assert await page.evaluate("JSON.parse(sessionStorage.getItem('coaching.notices-shown'))") == moved
    await page.get_by_role("button", name="Undo").click()
    await page.wait_for_url(f"**/knowledge/note/{note['id']}")
    await page.get_by_text("Words to be missed.").wait_for()


async def test_two_tabs_that_change_one_note_lose_no_word(window, admin) -> None:
    note = await asyncio.to_thread(admin.call, "POST", "/notes", {"title": "Two hands", "text": "Begun."})
    notes = await window()
    page, path = notes.page, f"/knowledge/note/{note['id']}?edit=1"
    await notes.open(path)
    other = await _second_tab(notes, path)
    await page.fill("#note-text", "Begun. By the left hand.")
    await other.fill("#note-text", "Begun. By the right hand.")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_text("Begun. By the left hand.").wait_for()
    await other.get_by_role("button", name="Save", exact=True).click()
    await other.get_by_role("button", name="Keep mine").wait_for()
    await expect(other.locator("#note-text")).to_have_value("Begun. By the right hand.")
    await other.get_by_role("button", name="Keep mine").click()
    await other.get_by_role("button", name="Save", exact=True).click()
    await other.get_by_text("Begun. By the right hand.").wait_for()
    await page.reload()
    await page.get_by_text("Begun. By the right hand.").wait_for()


async def test_a_link_that_leads_nowhere_looks_it(window, admin) -> None:
    await asyncio.to_thread(admin.call, "POST", "/notes", {"title": "Somewhere", "text": "Here."})
    text = "Plain words, [[Somewhere]] and [[Nowhere at all]]."
    note = await asyncio.to_thread(admin.call, "POST", "/notes", {"title": "Leads", "text": text})
    notes = await window()
    await notes.open(f"/knowledge/note/{note['id']}")
    look = """element => { const s = getComputedStyle(element);
        return [s.color, s.textDecorationLine, s.textDecorationStyle].join() }"""
    prose = notes.page.locator("main .prose").first
    plain, open_link = await prose.locator("p").first.evaluate(look), prose.locator("a.internal").first
    nowhere = await prose.get_by_text("Nowhere at all").first.evaluate(look)
    assert len({plain, nowhere, await open_link.evaluate(look)}) == 3
    assert "dashed" in nowhere


async def test_the_zip_of_a_vault_opens_and_is_named_after_it(window, admin, server) -> None:
    await asyncio.to_thread(admin.call, "POST", "/notes", {"title": "Taken along", "text": "Words to go."})
    headers = {"Cookie": admin.cookie}
    sources = await asyncio.to_thread(httpx2.get, f"{server.url}/api/v1/vaults", headers=headers)
    source = sources.json()["items"][0]
    notes = await window()
    await notes.open("/knowledge")
    async with notes.page.expect_download() as waiting:
        await notes.page.evaluate(
            "id => { const a = document.createElement('a'); a.href = `/api/v1/vaults/${id}/export`; a.click() }",
            source["id"],
        )
    download = await waiting.value
    assert re.fullmatch(r"[\w .()-]{1,100}\.zip", download.suggested_filename), download.suggested_filename
    path = await download.path()
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert archive.testzip() is None
        assert archive.read("Taken along.md").decode().strip() == "Words to go."


# --- planner -----------------------------------------------------------------------------------


async def test_a_task_deleted_comes_back_and_two_tabs_do_not_overwrite_each_other(window, admin) -> None:
    await asyncio.to_thread(admin.call, "POST", "/tasks", {"title": "Water the fig tree"})
    planner = await window()
    page = planner.page
    await planner.open("/planner")
    await page.get_by_role("button", name="More for Water the fig tree").click()
    await page.locator(".menu:popover-open").get_by_text("Delete", exact=True).click()
    await expect(page.locator("main").get_by_text("Water the fig tree", exact=True)).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await page.locator("main").get_by_text("Water the fig tree", exact=True).first.wait_for()
    other = await _second_tab(planner, "/planner")
    for tab in (page, other):
        await tab.get_by_role("button", name="Water the fig tree", exact=True).first.click()
        await tab.get_by_role("dialog").get_by_role("button", name="Save").wait_for()
    await page.get_by_role("dialog").locator("[name=title]").fill("Water the fig tree well")
    await page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    await page.locator("main").get_by_text("Water the fig tree well").first.wait_for()
    dialog = other.get_by_role("dialog")
    await dialog.locator("[name=title]").fill("Prune the fig tree")
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await dialog.get_by_text("changed").first.wait_for()
    await expect(dialog.locator("[name=title]")).to_have_value("Prune the fig tree")
    await page.reload()
    await page.locator("main").get_by_text("Water the fig tree well").first.wait_for()


# --- everybody ---------------------------------------------------------------------------------


FOCUS = """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
    const drawn = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none';
    return { name: e.getAttribute('aria-label') || e.innerText || e.name || e.id, tag: e.tagName, href: e.getAttribute('href'),
        drawn, seen: b.width > 0 && b.height > 0 && b.right > 0 && b.bottom > 0 } }"""


async def _tab_to(page: Page, wanted, most: int = 60) -> dict[str, Any]:
    """Press Tab until something is reached; everything on the way can be seen to have the focus."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        at = await page.evaluate(FOCUS)
        if at["tag"] == "BODY":
            continue
        assert at["drawn"], f"no visible focus on {at} at {page.url}"
        assert at["seen"], f"focus on something out of sight: {at} at {page.url}"
        if wanted(at):
            return at
    raise AssertionError(f"never reached at {page.url}")


async def test_with_the_keyboard_alone(server, admin, visit, vendor) -> None:
    vendor.play(fake.text("By keyboard."))
    window = await visit(server)
    page = window.page
    await window.open("/sign-in")
    if await page.evaluate("document.activeElement.name") != "email":
        await _tab_to(page, lambda at: at["name"] == "email")
    await page.keyboard.type(str(ADMIN["email"]))
    await _tab_to(page, lambda at: at["name"] == "password")
    await page.keyboard.type(str(ADMIN["password"]))
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/today")
    await page.get_by_role("heading", level=1).wait_for()
    await page.wait_for_load_state("networkidle")
    # The first stop leads past the navigation.
    skip = await _tab_to(page, lambda _at: True)
    assert "Skip" in skip["name"]
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "content"
    for path in ("/planner", "/knowledge", "/coach"):
        await page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
        await _tab_to(page, lambda at, path=path: at["href"] == path)
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**{path}")
        await page.get_by_role("heading", level=1).wait_for()
    await _tab_to(page, lambda at: at["tag"] == "TEXTAREA")
    await page.keyboard.type("Do you hear keys?")
    await page.keyboard.press("Enter")
    await page.get_by_text("By keyboard.").first.wait_for()


async def test_the_skip_link_is_seen_whole_or_not_at_all(window) -> None:
    shell = await window()
    page = shell.page
    for width in (1280, 390, 320):
        await page.set_viewport_size({"width": width, "height": 800})
        await shell.open("/today")
        skip = page.locator(".skip")
        box = await skip.bounding_box()
        clipped = await skip.evaluate("e => { const s = getComputedStyle(e); return s.clipPath !== 'none' }")
        assert box is None or clipped or box["y"] + box["height"] <= 0 or box["x"] + box["width"] <= 0, (
            width,
            box,
        )
        await page.keyboard.press("Tab")
        await page.wait_for_timeout(300)
        await expect(skip).to_be_focused()
        box = await skip.bounding_box()
        assert box is not None
        assert min(box["x"], box["y"]) >= 0, (width, box)
        assert box["x"] + box["width"] <= width


async def test_who_wants_no_motion_gets_none(window) -> None:
    shell = await window()
    page = shell.page
    await page.emulate_media(reduced_motion="reduce")
    moving = """() => document.getAnimations().filter(a => {
        const t = a.effect.getComputedTiming(); return t.duration > 20 }).map(a => a.effect.target.className)"""
    for path in ROUTES:
        await page.goto(f"{shell.url}{path}")
        assert await page.evaluate(moving) == []
        await page.wait_for_selector("h1")
        await page.keyboard.press("Control+k")
        assert await page.evaluate(moving) == []
    slow = """() => [...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration.split(',')
        .some(d => parseFloat(d) > 0.02)).map(e => e.className).slice(0, 5)"""
    assert await page.evaluate(slow) == []
