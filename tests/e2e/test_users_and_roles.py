"""An admin brings people in by letter, pairs two of them, takes a role away, and cannot look into a journal."""

import re
from typing import Any

from playwright.async_api import expect

from tests.support.journey import PASSWORD, Client, ids_by_name
from tests.support.live_server import LiveServer
from tests.support.patience import PATIENCE, eventually

PASTOR, MENTOR, MENTEE = "paula@example.org", "mia@example.org", "theo@example.org"
JOURNAL = "What I told nobody: CANARY-of-theo."
REASON = "His mother called: nobody has reached him for three days."


async def _invite(admin: Any) -> None:
    """Three people, by letter; without a mail server the letters wait in the outbox."""
    page = admin.page
    await admin.open("/admin")
    await page.get_by_role("button", name="Invite somebody").click()
    dialog = page.get_by_role("dialog", name="Invite somebody")
    for email, role in ((PASTOR, "pastor"), (MENTOR, "mentor"), (MENTEE, "mentee")):
        await dialog.get_by_label("E-mail").fill(email)
        await dialog.get_by_label("Role").select_option(role)
        await dialog.get_by_role("button", name="Invite", exact=True).click()
        await dialog.get_by_text(f"The letter to {email} waits in the outbox").wait_for()
        # The link is in the letter: whoever comes by it reads that mail.
        await expect(dialog.get_by_label("Link")).to_have_count(0)
        await admin.check_accessibility()
        await dialog.get_by_role("button", name="Invite another").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("table", name="Invitations").get_by_role("row")).to_have_count(4)


# A page that is opened again shows for a moment what it showed before: a letter that was read is not the newest.
_READ: set[str] = set()


async def _letter(admin: Any, to: str, subject: str) -> str:
    """The newest letter of this kind to somebody, read in the outbox."""
    page = admin.page
    row = page.get_by_role("row").filter(has_text=to).filter(has_text=subject).first

    async def unread() -> str | None:
        await admin.open("/admin/outbox")
        if await row.count() and (text := await _read(page, row)) not in _READ:
            _READ.add(text)
            return text
        return None

    return str(await eventually(unread, 2 * PATIENCE))


async def _read(page: Any, row: Any) -> str:
    await row.get_by_role("button", name="Read").click()
    letter = page.get_by_role("dialog")
    text = await letter.locator("pre").inner_text()
    await letter.get_by_text("It is written down that you read this.").wait_for()
    await page.keyboard.press("Escape")
    return str(text)


async def _accept(admin: Any, newcomer: Any, email: str, name: str) -> None:
    """Open the letter's link, and belong."""
    found = re.search(r"http\S+#\S+", await _letter(admin, email, "An invitation to Grace House"))
    assert found
    page = newcomer.page
    await page.goto(found[0])
    await page.get_by_text(f"For {email}.").wait_for()
    await newcomer.check_accessibility()
    await page.get_by_label("Your name").fill(name)
    await page.locator("[name=password]").fill(PASSWORD)
    await page.get_by_role("button", name="Accept").click()
    await page.wait_for_url("**/people")


async def _sign_out(window: Any) -> None:
    await window.page.goto("about:blank")
    await window.page.context.request.post(
        f"{window.url}/api/v1/auth/browser/sign-out", headers={"Origin": window.url}, max_redirects=0
    )
    await window.page.context.clear_cookies()


async def _ask_for_code(window: Any, email: str) -> None:
    page = window.page
    await window.open("/code")
    await page.fill("[name=email]", email)
    await page.get_by_role("button", name="Send me a code").click()


async def _type_code(window: Any, code: str) -> int:
    """What the server answers; a page may still show what it said to the code before."""
    await window.page.fill("#mailed-code", code)
    async with window.page.expect_response(lambda answer: answer.request.method == "POST") as waiting:
        await window.page.get_by_role("button", name="Go on").click()
    return int((await waiting.value).status)


async def _code(admin: Any, email: str) -> str:
    found = re.search(r"\d{6}", await _letter(admin, email, "Your sign-in code"))
    assert found
    return found[0]


async def _six_wrong_codes_lock(admin: Any, window: Any) -> None:
    page = window.page
    await _ask_for_code(window, MENTEE)
    await page.wait_for_url("**/verify?by=email")
    await window.check_accessibility()
    right = await _code(admin, MENTEE)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _try in range(6):
        assert await _type_code(window, wrong) >= 400
        await page.get_by_role("alert").get_by_text("This code does not work.").wait_for()
        await page.fill("#mailed-code", "")
        await expect(page.get_by_role("button", name="Go on")).to_be_enabled()
    assert await _type_code(window, right) >= 400
    await page.get_by_role("alert").get_by_text("This code does not work.").wait_for()
    assert "/verify" in page.url


async def _comes_in_by_code(admin: Any, window: Any, email: str) -> None:
    await _ask_for_code(window, email)
    await window.page.wait_for_url("**/verify?by=email")
    await _type_code(window, await _code(admin, email))
    await window.page.wait_for_url("**/today")


async def _asking_again_is_throttled(window: Any) -> None:
    """Two were asked for already; the fifth within ten minutes is refused, and the page says to wait."""
    page = window.page
    for _again in range(2):
        await _ask_for_code(window, MENTEE)
        await page.wait_for_url("**/verify?by=email")
    await _ask_for_code(window, MENTEE)
    await page.get_by_role("alert").get_by_text(re.compile("[Ww]ait|again|moment")).wait_for()
    assert "/verify" not in page.url
    await window.check_accessibility()


async def _pair(admin: Any, mentor: Any, mentee: Any) -> None:
    """The admin asks both, and both say yes."""
    page = admin.page
    await admin.open("/admin/relationships")
    await page.get_by_role("button", name="Bring two together").click()
    dialog = page.get_by_role("dialog", name="Bring two together")
    await dialog.get_by_label("Mentor or pastor").select_option(label="Mia Mentor")
    await dialog.get_by_label("Walks with").select_option(label=f"Theo Mentee · {MENTEE}")
    await admin.check_accessibility()
    await dialog.get_by_role("button", name="Ask both").click()
    row = page.get_by_role("row").filter(has_text="Mia Mentor").filter(has_text="Theo Mentee")
    await row.get_by_text("proposed").wait_for()
    await mentor.open("/people")
    await mentor.page.get_by_role("button", name="Accept Theo Mentee").click()
    await mentor.page.get_by_text("The other one still decides.").wait_for()
    await mentee.open("/people")
    await mentee.check_accessibility()
    await mentee.page.get_by_role("button", name="Accept Mia Mentor").click()
    await mentee.page.get_by_text("You walk together now.").wait_for()
    await admin.open("/admin/relationships")
    await page.get_by_label("State").select_option("active")
    await row.get_by_text("active").wait_for()


async def _write_a_journal(mentee: Any) -> None:
    """A note, as the mentee writes one; nobody else is meant."""
    answer = await mentee.page.context.request.post(
        f"{mentee.url}/api/v1/notes", data={"title": "Night", "text": JOURNAL}, headers={"Origin": mentee.url}
    )
    assert answer.status == 201, await answer.text()


async def _manage(admin: Any, name: str) -> Any:
    page = admin.page
    await admin.open("/admin")
    await page.get_by_role("row").filter(has_text=name).get_by_role("button", name="Manage").click()
    return page.get_by_role("dialog", name=name)


async def _take_the_role_away(admin: Any, mentor: Any) -> None:
    """While she has a page open: her next action is refused, and the navigation is a mentee's."""
    page = mentor.page
    await mentor.open("/people")
    await page.get_by_role("link", name="Theo Mentee").wait_for()
    await expect(page.locator(".side").get_by_role("link", name="Who needs me")).to_be_visible()
    dialog = await _manage(admin, "Mia Mentor")
    await dialog.get_by_label("Role").select_option("mentee")
    await dialog.get_by_role("button", name="Save role").click()
    await admin.page.get_by_text("Mia Mentor has another role now.").wait_for()
    await page.get_by_role("button", name="New circle").click()
    await page.get_by_text("You may not do this.").wait_for()
    await expect(page.locator(".side .person")).to_contain_text("mentee")
    await expect(page.locator(".side").get_by_role("link", name="Who needs me")).to_have_count(0)
    await page.reload()
    await page.get_by_role("heading", name="They walk with you").wait_for()
    await expect(page.get_by_text("Theo Mentee")).to_have_count(0)


async def _sees_counts_and_nothing_else(server: LiveServer, admin: Any, mentee_id: str, note_id: str) -> None:
    dialog = await _manage(admin, "Theo Mentee")
    await expect(dialog.locator("dl", has_text="Notes")).to_contain_text("1")
    await expect(dialog.locator("dl", has_text="Goals")).to_contain_text("0")
    await admin.check_accessibility()
    await admin.page.keyboard.press("Escape")
    await admin.open(f"/people/{mentee_id}")
    await admin.page.get_by_text("There is nothing for you here").wait_for()
    for path in (f"/notes/{note_id}", f"/people/{mentee_id}/shared/notes"):
        answer = await admin.page.context.request.get(f"{server.url}/api/v1{path}")
        assert answer.status == 404, path
        assert "CANARY" not in await answer.text()
    for place in ("/admin", "/admin/audit", "/admin/consent", f"/people/{mentee_id}"):
        await admin.open(place)
        assert "CANARY" not in await admin.page.content(), place


async def _asks_to_look(admin: Any) -> None:
    """A reason is asked for, and the one who asks cannot say yes."""
    page = admin.page
    await admin.open("/admin/consent")
    await page.get_by_role("button", name="Ask for a view").click()
    dialog = page.get_by_role("dialog", name="See something private")
    await dialog.get_by_label("Of whom").select_option(label=f"Theo Mentee · {MENTEE}")
    await dialog.get_by_label("Notes").check()
    await dialog.get_by_label("Why").fill("because")
    await dialog.get_by_role("button", name="Ask", exact=True).click()
    await dialog.get_by_role("alert").get_by_text("Say why in at least 10 characters.").wait_for()
    await admin.check_accessibility()
    await dialog.get_by_label("Why").fill(REASON)
    await dialog.get_by_role("button", name="Ask", exact=True).click()
    row = page.get_by_role("row").filter(has_text="Theo Mentee")
    await row.get_by_text("asked for").wait_for()
    await expect(row.get_by_role("button", name="Approve")).to_have_count(0)
    await admin.check_accessibility()


async def _second_person_agrees(pastor: Any) -> None:
    page = pastor.page
    await pastor.open("/sharing")
    await page.get_by_text("Ada Admin asks to see the Notes of Theo Mentee for 60 minutes.").wait_for()
    await page.get_by_text(REASON).wait_for()
    await pastor.check_accessibility()
    await page.get_by_role("button", name="Approve").click()
    await page.get_by_text("The view is open, and its owner is told.").wait_for()
    # The second person opens it for the one who asked, not for themselves.
    await expect(page.get_by_role("link", name="Look")).to_have_count(0)


async def _looks(admin: Any) -> None:
    page = admin.page
    await admin.open("/admin/consent")
    await page.get_by_role("row").filter(has_text="Theo Mentee").get_by_role("link", name="Look").click()
    await page.wait_for_url("**/people/*")
    await page.get_by_text("Opened by two people, for a limited time.").wait_for()
    await admin.check_accessibility()
    await page.get_by_role("button", name="Night").click()
    await page.get_by_role("dialog").get_by_text("CANARY-of-theo").wait_for()


async def _reads_of_it(mentee: Any) -> None:
    page = mentee.page
    await mentee.open("/sharing/receipts")
    await page.get_by_text("Ada Admin was let see your Notes by Paula Pastor").wait_for()
    await page.get_by_text(REASON).wait_for()
    row = page.get_by_role("row").filter(has_text="Ada Admin").first
    await row.get_by_text("Night").wait_for()
    await row.get_by_text("Two people opened this in an emergency").wait_for()
    await mentee.check_accessibility()


async def test_users_and_roles(fresh_server: LiveServer, visit: Any) -> None:
    fresh_server.set_up()
    admin, pastor, mentor = [await visit(fresh_server) for _n in range(3)]
    mentee = await visit(fresh_server, width=390)
    await admin.sign_in()
    await _invite(admin)
    await _accept(admin, pastor, PASTOR, "Paula Pastor")
    await _accept(admin, mentor, MENTOR, "Mia Mentor")
    await _accept(admin, mentee, MENTEE, "Theo Mentee")

    for window, email in ((pastor, PASTOR), (mentor, MENTOR)):
        await _sign_out(window)
        await _comes_in_by_code(admin, window, email)
    await _sign_out(mentee)
    await _six_wrong_codes_lock(admin, mentee)
    await _comes_in_by_code(admin, mentee, MENTEE)
    await _asking_again_is_throttled(await visit(fresh_server, width=390))

    await _pair(admin, mentor, mentee)
    await _write_a_journal(mentee)
    await _take_the_role_away(admin, mentor)

    known = Client(fresh_server.url)
    known.sign_in(MENTEE, PASSWORD)
    note_id = known.call("GET", "/notes")["items"][0]["id"]
    theirs = Client(fresh_server.url)
    theirs.sign_in("ada@example.org", "Correct-horse-7-battery")
    mentee_id = ids_by_name(theirs)["Theo Mentee"]
    await _sees_counts_and_nothing_else(fresh_server, admin, mentee_id, note_id)
    await _asks_to_look(admin)
    await _second_person_agrees(pastor)
    await _looks(admin)
    await _reads_of_it(mentee)
