"""The coach with a provider behind it: streamed, cited, accepted; and plain words when the provider fails."""

from collections.abc import AsyncIterator

import pytest

from tests.support import anthropic_fake as fake
from tests.support.live_server import LiveServer
from tests.support.patience import eventually


@pytest.fixture
async def vendor() -> AsyncIterator[fake.FakeAnthropic]:
    async with fake.serving() as server:
        yield server


@pytest.fixture
def server(vendor: fake.FakeAnthropic, tmp_path):
    settings = {
        "ANTHROPIC_API_KEY": "sk-ant-test-key-of-nobody",
        "ANTHROPIC_BASE_URL": vendor.address,
        "AI_TIMEOUT_SECONDS": "5",
        "AI_MAX_ATTEMPTS": "2",
    }
    running = LiveServer(tmp_path / "provider", settings=settings)
    yield running
    running.end()


async def _begin(server: LiveServer, visit, vault):
    import asyncio

    await asyncio.to_thread(server.start)
    await asyncio.to_thread(server.set_up)
    window = await visit(server)
    await window.sign_in()
    await window.open("/knowledge")
    await window.page.locator("input[type=file]").first.set_input_files(vault)
    await window.page.get_by_text("103 notes").first.wait_for()
    return window


async def _ask(window, words: str) -> None:
    await window.open("/coach")
    await window.page.locator("textarea").first.fill(words)
    await window.page.keyboard.press("Enter")


async def test_an_answer_streams_cites_and_proposes(server, vendor, visit, kepano_vault) -> None:
    window = await _begin(server, visit, kepano_vault)
    page = window.page
    await _ask(window, "What did I write about evergreen notes?")
    await page.get_by_text("What does that mean to you today?").first.wait_for()
    # The quotation is verbatim in its source, so it is shown as one, with the way there.
    await page.locator("a[href*='lines=']").first.wait_for()
    await page.get_by_text("Take the next small step").first.wait_for()
    await page.get_by_role("button", name="Accept").first.click()
    await page.get_by_text("In your planner").first.wait_for()
    await window.open("/today")
    await window.open("/planner")
    await page.get_by_text("Take the next small step").first.wait_for()
    assert server.log.count("sk-ant-test-key") == 0


async def test_a_reload_in_the_middle_loses_and_doubles_nothing(server, vendor, visit, kepano_vault) -> None:
    window = await _begin(server, visit, kepano_vault)
    page = window.page
    words = " ".join(f"word{number}" for number in range(120))
    vendor.play(fake.text(words, every=0.05))
    await _ask(window, "Tell me slowly.")
    await page.get_by_text("word5", exact=False).first.wait_for()
    await page.reload()
    await page.get_by_text("word119", exact=False).first.wait_for()

    async def is_whole() -> bool:
        body = await page.inner_text("main")
        return body.count("word60 ") == 1 and body.count("Tell me slowly.") >= 1

    await page.wait_for_timeout(1000)
    await eventually(is_whole)


@pytest.mark.parametrize(
    "trouble",
    [
        fake.error(401, "authentication_error"),
        fake.error(529, "overloaded_error"),
        fake.cut(fake.whole("Half an answer that ends too"), 5),
    ],
    ids=["401", "529", "cut"],
)
async def test_trouble_ends_in_words_and_a_retry(server, vendor, visit, kepano_vault, trouble) -> None:
    window = await _begin(server, visit, kepano_vault)
    page = window.page
    vendor.play(trouble)
    await _ask(window, "What did I write about evergreen notes?")
    retry = page.get_by_role("button", name="Try again").first
    await retry.wait_for()
    vendor.play(fake.text("Here is the whole answer."))
    await retry.click()
    await page.get_by_text("Here is the whole answer.").first.wait_for()

    async def is_alone() -> bool:
        body = await page.inner_text("main")
        return body.count("Here is the whole answer.") == 1 and "Half an answer" not in body

    await eventually(is_alone)
