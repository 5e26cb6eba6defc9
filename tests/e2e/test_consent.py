"""Consent and receipts, rest, and leaving: what a mentee decides is what a mentor sees, until it ends."""

import sqlite3
from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from tests.support.journey import Client, enter, first_admin, introduce, join
from tests.support.live_server import LiveServer
from tests.support.patience import PATIENCE, eventually

PERSON = "[data-person]"


@dataclass
class People:
    server: LiveServer
    mentor: Client
    mentee: Client
    mentor_id: str
    mentee_id: str
    mood_id: str


@pytest.fixture(scope="module")
def people(fresh_server: LiveServer) -> People:
    """A mentor and a mentee who walk together; the mentee has a mood, private words, a goal and a note."""
    admin = first_admin(fresh_server)
    mentor = join(admin, "mentor", "Miriam Mentor", "miriam@example.org")
    mentee = join(admin, "mentee", "Theo Mentee", "theo@example.org")
    mentor_id, mentee_id = introduce(admin, mentor, mentee)
    questions = [{"kind": "mood", "label": "Mood"}, {"kind": "text", "label": "Private words"}]
    form = mentee.call("POST", "/checkin-forms", {"name": "Evening", "fields": questions})
    mood = form["fields"][0]
    mentee.call("POST", "/checkins", {"form_id": form["id"], "answers": {mood["key"]: 4}})
    mentee.call("POST", "/goals", {"title": "Understand forgiveness"})
    mentee.call("POST", "/notes", {"title": "Father", "text": "We talked about **anger**."})
    return People(fresh_server, mentor, mentee, mentor_id, mentee_id, mood["id"])


async def _share_mood(window) -> None:
    """Mood alone, until the last of December."""
    page = window.page
    await window.open("/sharing")
    await page.get_by_role("button", name="Change: Check-ins for Miriam Mentor").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Until").fill("2026-12-31")
    await dialog.get_by_role("switch", name="Evening: Mood").click()
    await page.get_by_text("1 item").first.wait_for()
    await window.check_accessibility()
    await page.keyboard.press("Escape")
    await page.get_by_text("until Dec 31, 2026").first.wait_for()


async def _seen(window, path: str) -> str:
    await window.open(path)
    await window.page.locator(PERSON).wait_for()
    return await window.page.locator(PERSON).evaluate("part => part.outerHTML")


def _let_it_end(server: LiveServer) -> None:
    """Move the end of what was shared into the past, as time would."""
    path = next((server.folder / "data").glob("*.db"))
    with sqlite3.connect(path, timeout=PATIENCE) as database:
        changed = database.execute(
            "UPDATE consentgrant SET ends_at = '2001-01-01 00:00:00' WHERE ends_at IS NOT NULL"
        )
        assert changed.rowcount >= 1
    database.close()


async def test_a_mentee_shares_a_mood_sees_what_is_seen_reads_the_receipt_and_it_ends(
    people: People, visit
) -> None:
    mentee = await enter(await visit(people.server), people.mentee)
    mentor = await enter(await visit(people.server), people.mentor)
    await _share_mood(mentee)

    preview = await _seen(mentee, f"/sharing/as/{people.mentor_id}")
    assert "Mood" in preview
    assert "Father" not in preview
    assert "Private words" not in preview
    assert people.mentee.call("GET", "/sharing/receipts")["items"] == []

    screen = await _seen(mentor, f"/people/{people.mentee_id}")
    assert preview == screen
    await mentor.check_accessibility()

    await mentee.open("/sharing/receipts")
    row = mentee.page.get_by_role("row", name="Miriam Mentor")
    await row.get_by_text("Evening: Mood").wait_for()
    await row.get_by_text("until Dec 31, 2026").wait_for()
    await mentee.check_accessibility()

    _let_it_end(people.server)
    after = await _seen(mentor, f"/people/{people.mentee_id}")
    assert "Mood" not in after
    assert people.mentor.call("GET", f"/people/{people.mentee_id}/shared/checkins") == []
    assert people.mentor.call("GET", "/sharing/with-me") == []
    assert await _seen(mentee, f"/sharing/as/{people.mentor_id}") == after


async def test_a_note_is_read_in_the_window_that_the_owner_sees_too(people: People, visit) -> None:
    given = people.mentee.call(
        "POST", "/sharing/decisions", {"category": "notes", "viewer_id": people.mentor_id}
    )
    mentor = await enter(await visit(people.server, width=390, dark=True), people.mentor)
    await mentor.open(f"/people/{people.mentee_id}")
    await mentor.page.get_by_role("button", name="Father").click()
    await mentor.page.get_by_role("dialog").get_by_text("anger").wait_for()
    await mentor.check_accessibility()
    people.mentee.call("DELETE", f"/sharing/decisions/{given['id']}")
    await mentor.open(f"/people/{people.mentee_id}")
    await expect(mentor.page.get_by_text("Father")).to_have_count(0)


async def test_rest_is_begun_with_one_tap_and_others_see_only_that(people: People, visit) -> None:
    people.mentee.call("POST", "/sharing/decisions", {"category": "goals", "viewer_id": people.mentor_id})
    mentee = await enter(await visit(people.server), people.mentee)
    await mentee.open("/rest")
    await mentee.page.get_by_role("button", name="Keep every week").click()
    await mentee.page.get_by_text("every week from Friday 18:00 to Saturday 18:00").wait_for()
    await mentee.page.get_by_role("button", name="Rest today").click()
    await mentee.page.get_by_role("button", name="I am back").wait_for()
    await mentee.check_accessibility()
    mentor = await enter(await visit(people.server), people.mentor)
    assert "resting" in await _seen(mentor, f"/people/{people.mentee_id}")
    await mentee.page.get_by_role("button", name="I am back").click()
    await mentee.page.get_by_role("button", name="Rest today").wait_for()
    assert ">resting<" not in await _seen(mentor, f"/people/{people.mentee_id}")


async def test_everything_is_taken_and_the_account_is_gone(people: People, visit) -> None:
    leaving = await enter(await visit(people.server), people.mentee)
    page = leaving.page
    await leaving.open("/sharing/data")
    await leaving.check_accessibility()
    await page.get_by_role("button", name="Make an archive").click()

    def is_ready() -> bool:
        return [one["status"] for one in people.mentee.call("GET", "/me/archives")] == ["ready"]

    await eventually(is_ready)
    await leaving.open("/sharing/data")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download").click()
    taken = await (await download.value).path()
    assert taken.stat().st_size > 500
    await page.get_by_label("Type your e-mail address").fill("theo@example.org")
    await page.get_by_role("button", name="Delete everything").click()
    await page.wait_for_url("**/sign-in**")
    held = b"".join(one.read_bytes() for one in (people.server.folder / "data").glob("*.db*"))
    assert b"theo@example.org" not in held
    assert b"Understand forgiveness" not in held
    mentor = await enter(await visit(people.server), people.mentor)
    await mentor.open(f"/people/{people.mentee_id}")
    await mentor.page.get_by_text("There is nothing for you here").wait_for()
