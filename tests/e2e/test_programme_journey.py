"""A programme for a cohort of twelve: a template with a habit, drafts, a review, a change of week 5, and evidence."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.support.journey import Client, enter, first_admin, ids_by_name, join, walk_together
from tests.support.live_server import LiveServer

NAMES = ("Amos", "Boaz", "Clara", "Dina", "Esra", "Fay", "Gad", "Hana", "Ira", "Jael", "Kai", "Lea")


class Cohort:
    """Mentor Mia with her circle of twelve, and mentor Max who walks with one of them too."""

    def __init__(self, server: LiveServer) -> None:
        self.admin = first_admin(server)
        self.mia = join(self.admin, "mentor", "Mia Mentor", "mia@example.org")
        self.max = join(self.admin, "mentor", "Max Mentor", "max@example.org")
        self.mentees = {
            name: join(self.admin, "mentee", name, f"{name.casefold()}@example.org") for name in NAMES
        }
        self.ids = ids_by_name(self.admin)
        for one in self.mentees.values():
            walk_together(self.mia, one, self.ids["Mia Mentor"])
        walk_together(self.max, self.mentees["Amos"], self.ids["Max Mentor"])
        self.circle = self.mia.call("POST", "/circles", {"name": "Tuesday"})["id"]
        for name, one in self.mentees.items():
            self.mia.call("POST", f"/circles/{self.circle}/members", {"person_id": self.ids[name]})
            one.call("POST", f"/circles/{self.circle}/accept")


@pytest.fixture(scope="module")
def cohort(fresh_server: LiveServer) -> Cohort:
    """Everybody, once."""
    return Cohort(fresh_server)


PRAYER = {
    "A_day_is_answered_with": "A number",
    "How_much": "70",
    "Of_what": "minutes",
    "How_often": "Some times in some days",
    "Times": "1",
    "in_days": "7",
}


async def _add_item(page: Any, kind: str, title: str, **fields: str) -> None:
    """Through the form of the template's page, by keyboard where it matters."""
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("What is it?").select_option(label=kind)
    await dialog.get_by_label("In a few words").fill(title)
    for label, value in fields.items():
        if label in {"Week", "How_often", "Day_of_that_week", "Comes_back", "A_day_is_answered_with", "Aim"}:
            await dialog.get_by_label(label.replace("_", " "), exact=True).select_option(label=value)
        else:
            # Its name ends in "optional".
            await dialog.get_by_label(label.replace("_", " ")).fill(value)
    await dialog.get_by_label("In a few words").press("Enter")
    await expect(dialog).to_have_count(0)
    await page.get_by_text(title, exact=True).wait_for()


async def _write_template(window: Any) -> None:
    page = window.page
    await window.open("/templates")
    await page.get_by_text("No template yet").wait_for()
    await window.check_accessibility()
    await page.get_by_role("button", name="Write a template").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("What should become true?")).to_be_focused()
    await dialog.get_by_label("What should become true?").fill("12 weeks in Romans")
    await dialog.get_by_label("Why it matters").fill("Because it carries.")
    await dialog.get_by_text("How progress is counted").click()
    await dialog.get_by_label("Progress counts").select_option(label="pieces of evidence")
    await dialog.get_by_label("How many", exact=True).fill("2")
    await dialog.get_by_label("Evidence counts once").check()
    await window.check_accessibility()
    await dialog.get_by_role("button", name="Go on").click()
    await page.wait_for_url("**/templates/*")
    await page.get_by_role("button", name="Add the first thing").click()
    await _add_item(page, "Something to do", "Read Romans 1", Week="Week 1", Minutes="25")
    for kind, title, fields in (
        ("Something to do", "Read Romans 5", {"Week": "Week 5"}),
        ("A habit", "Pray in the morning", PRAYER),
        ("Something to read or watch", "A commentary", {"Link": "https://example.org/romans"}),
        ("A milestone", "Halfway", {"Week": "Week 6"}),
    ):
        await page.get_by_role("button", name="Add something").click()
        await _add_item(page, kind, title, **fields)
    await window.check_accessibility()


async def _give_to_circle(window: Any) -> None:
    page = window.page
    await page.get_by_role("button", name="Give it to people").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Give it").click()
    await dialog.get_by_role("alert").get_by_text("Choose a circle").wait_for()
    await window.check_accessibility()
    await dialog.get_by_label("A circle").select_option(label="Tuesday")
    await dialog.get_by_role("button", name="Give it").click()
    await page.get_by_text("12 people have a draft now.").wait_for()
    await expect(page.get_by_text("has it as a draft")).to_have_count(12)


async def _make_it_ones_own(window: Any) -> None:
    """On a phone: the draft is found on the planner, changed, and shown."""
    page = window.page
    await window.open("/planner?show=goals")
    await page.get_by_text("a draft for you").wait_for()
    await page.get_by_role("link", name="Open 12 weeks in Romans").click()
    await page.get_by_text("Prepared by Mia Mentor").wait_for()
    await window.check_accessibility()
    await page.get_by_role("button", name="Edit Read Romans 1").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("In a few words").fill("Read Romans 1 aloud")
    await window.check_accessibility()
    await dialog.get_by_role("button", name="Save").click()
    await page.get_by_text("Read Romans 1 aloud").wait_for()
    await page.get_by_role("button", name="Edit A commentary").click()
    await dialog.get_by_role("button", name="Take it out").click()
    notice = page.locator(".notice").filter(has_text="Taken out: A commentary")
    await notice.get_by_role("button", name="Undo").click()
    await page.get_by_role("button", name="Edit A commentary").wait_for()
    await page.get_by_role("button", name="Add to Week 1").click()
    await _add_item(page, "Something to do", "Tell Clara what I read")
    await page.get_by_role("button", name="Ask for a review").click()
    await page.get_by_text("looks at it now").wait_for()


async def _agree(window: Any) -> None:
    """Another mentor who walks with Amos may agree."""
    page = window.page
    await window.open("/templates")
    await page.get_by_role("button", name="Look at the plan of Amos").press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_text("Read Romans 1 aloud").wait_for()
    await dialog.get_by_text("Tell Clara what I read").wait_for()
    await window.check_accessibility()
    await dialog.get_by_label("A few words").fill("Go well.")
    await dialog.get_by_role("button", name="Send").click()
    await page.get_by_text("It begins: Amos has the plan now.").wait_for()
    await expect(page.get_by_role("button", name="Look at the plan of Amos")).to_have_count(0)


def _assignment(who: Client) -> dict[str, Any]:
    return who.call("GET", "/goal-assignments")[0]


def _tasks(who: Client) -> dict[str, Any]:
    return {one["title"]: one for one in who.call("GET", "/tasks?limit=100")["items"]}


def _begin_the_others(cohort: Cohort) -> None:
    for name, who in cohort.mentees.items():
        if name == "Amos":
            continue
        mine = _assignment(who)["id"]
        who.call("POST", f"/goal-assignments/{mine}/request")
        cohort.mia.call("POST", f"/goal-assignments/{mine}/approve", {"words": ""})


async def _change_week_5(window: Any) -> None:
    page = window.page
    await page.reload()
    await expect(page.get_by_text("on the way")).to_have_count(12)
    await page.get_by_role("button", name="Edit Read Romans 5").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("In a few words").fill("Read Romans 5 twice")
    await dialog.get_by_role("button", name="Save").click()
    await page.get_by_text("asked whether they take it over").wait_for()
    await expect(page.get_by_text("has not decided about your last change")).to_have_count(12)


async def _take_it_over(window: Any) -> None:
    page = window.page
    await window.open("/planner?show=goals")
    await page.get_by_text("your coach changed the plan").wait_for()
    await window.check_accessibility()
    await page.get_by_role("link", name="Look at it").click()
    await page.get_by_role("heading", name="Your coach changed the plan").wait_for()
    await page.get_by_text("was: Read Romans 5 · week 5").wait_for()
    await window.check_accessibility()
    await page.get_by_role("button", name="Take over", exact=True).click()
    await expect(page.get_by_role("heading", name="Your coach changed the plan")).to_have_count(0)


async def _keep_what_is_done(window: Any) -> None:
    """What is completed is named and stays, whatever is pressed."""
    page = window.page
    await window.open("/planner?show=goals")
    await page.get_by_role("link", name="Look at it").click()
    await page.get_by_text("Yours stays as it is").wait_for()
    await page.get_by_role("button", name="Take over", exact=True).click()
    await expect(page.get_by_role("heading", name="Your coach changed the plan")).to_have_count(0)


async def _show_evidence(window: Any) -> None:
    page = window.page
    await page.get_by_label("A note, or a link").fill("I read it to my father.")
    await page.get_by_role("button", name="Keep", exact=True).click()
    await page.get_by_text("I read it to my father.").wait_for()
    await page.set_input_files(
        "input[type=file]", {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"what I noted"}
    )
    await page.get_by_role("link", name="notes.txt").wait_for()
    await page.get_by_label("A note, or a link").fill("https://example.org/my-page")
    await page.get_by_role("button", name="Keep", exact=True).click()
    await page.get_by_role("link", name="https://example.org/my-page").wait_for()
    await expect(page.get_by_text("waits for a review")).to_have_count(3)
    await page.get_by_text("0 of 2 pieces of evidence accepted = 0 %").wait_for()
    await window.check_accessibility()


async def _share_the_goal(window: Any) -> None:
    page = window.page
    await page.get_by_role("button", name="Who sees this").click()
    dialog = page.get_by_role("dialog")
    switch = dialog.get_by_label("Mia Mentor").first
    await switch.click()
    await expect(switch).to_be_checked()
    await window.check_accessibility()
    await page.keyboard.press("Escape")


async def _review_evidence(window: Any) -> None:
    page = window.page
    await window.open("/templates")
    await page.get_by_role("button", name="Look at the evidence of Amos: a note").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_text("I read it to my father.").wait_for()
    await window.check_accessibility()
    await dialog.get_by_label("A few words").fill("That took courage.")
    await dialog.get_by_role("button", name="Send").click()
    await page.get_by_text("Amos sees what you said.").wait_for()
    await page.get_by_role("button", name="Look at the evidence of Amos: notes.txt").click()
    async with page.expect_download() as arriving:
        await dialog.get_by_role("link", name="notes.txt").click()
    assert (await (await arriving.value).path()).read_bytes() == b"what I noted"
    await dialog.get_by_label("I would like to see more").check()
    await dialog.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("button", name="Look at the evidence of Amos: notes.txt")).to_have_count(0)


async def test_a_programme_for_twelve(fresh_server: LiveServer, visit: Any, cohort: Cohort) -> None:
    coach = await enter(await visit(fresh_server), cohort.mia)
    await _write_template(coach)
    await _give_to_circle(coach)
    assert all(_assignment(who)["status"] == "draft" for who in cohort.mentees.values())
    phone = await enter(await visit(fresh_server, width=390, dark=True), cohort.mentees["Amos"])
    await _make_it_ones_own(phone)
    await _agree(await enter(await visit(fresh_server, width=390), cohort.max))
    amos, boaz = cohort.mentees["Amos"], cohort.mentees["Boaz"]
    assert _tasks(amos)["Read Romans 1 aloud"]["due_on"]
    (habit,) = amos.call("GET", "/habits")["items"]
    assert (habit["name"], habit["target"], habit["unit"], habit["days"]) == (
        "Pray in the morning",
        70,
        "minutes",
        7,
    )
    _begin_the_others(cohort)
    done = _tasks(boaz)["Read Romans 5"]
    boaz.call("POST", f"/tasks/{done['id']}/complete")
    await _change_week_5(coach)
    await _take_it_over(phone)
    assert "Read Romans 5 twice" in _tasks(amos)
    await _keep_what_is_done(await enter(await visit(fresh_server), boaz))
    assert _tasks(boaz)["Read Romans 5"]["completed_at"]
    # Nobody else's plan has changed by that.
    assert "Read Romans 5" in _tasks(cohort.mentees["Lea"])
    changes = cohort.mentees["Lea"].call(
        "GET", f"/goal-assignments/{_assignment(cohort.mentees['Lea'])['id']}/changes"
    )
    assert [one["kind"] for one in changes] == ["changed"]
    await _show_evidence(phone)
    await _share_the_goal(phone)
    await _review_evidence(coach)
    await phone.page.reload()
    await phone.page.get_by_text("1 of 2 pieces of evidence accepted = 50 %").wait_for()
    await phone.page.get_by_text("Mia Mentor: That took courage.").wait_for()
    await phone.check_accessibility()
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_a_mentee_has_no_templates(fresh_server: LiveServer, visit: Any, cohort: Cohort) -> None:
    kai = cohort.mentees["Kai"]
    window = await enter(await visit(fresh_server), kai)
    await window.open("/today")
    await expect(window.page.get_by_role("link", name="Templates")).to_have_count(0)
    await window.page.goto(f"{fresh_server.url}/templates")
    await window.page.get_by_text("You may not do this.").wait_for()
    await expect(window.page.get_by_role("button", name="New template")).to_have_count(0)
    assert kai.ask("GET", "/goal-templates").status_code == 403


async def test_a_template_on_a_phone(fresh_server: LiveServer, visit: Any, cohort: Cohort) -> None:
    window = await enter(await visit(fresh_server, width=390), cohort.max)
    page = window.page
    await window.open("/templates")
    await page.get_by_role("button", name="Write a template").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("What should become true?").fill("Four weeks of rest")
    await dialog.get_by_label("How many weeks").fill("4")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/templates/*")
    await page.get_by_role("button", name="Add the first thing").click()
    await _add_item(page, "A habit", "Put the phone away at nine", How_often="Every day")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await window.check_accessibility()
    await window.open("/templates")
    await page.get_by_role("button", name="Delete Four weeks of rest").click()
    notice = page.locator(".notice").filter(has_text="Deleted: Four weeks of rest")
    await notice.get_by_role("button", name="Undo").click()
    await page.get_by_role("link", name="Four weeks of rest").wait_for()
