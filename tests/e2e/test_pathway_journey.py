"""A pathway with a sensitive step, the tree of mentors, and a handover that ends the old mentor's access."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.support.journey import Client, enter, first_admin, ids_by_name, join, table_rows, walk_together
from tests.support.live_server import LiveServer

STEPS = ("Arrive", "Listen", "Serve", "Confess", "Lead", "Send")
SECRET = "CANARY-of-the-fourth-step: what is said here stays here."
SENSITIVE = 3


class House:
    """A pastor, two mentors, a mentee who walks with the pastor and the first mentor, and others to count."""

    def __init__(self, server: LiveServer) -> None:
        self.server, self.admin = server, first_admin(server)
        self.pastor = join(self.admin, "pastor", "Paula Pastor", "paula@example.org")
        self.mia = join(self.admin, "mentor", "Mia Mentor", "mia@example.org")
        self.moritz = join(self.admin, "mentor", "Moritz Mentor", "moritz@example.org")
        self.theo = join(self.admin, "mentee", "Theo Mentee", "theo@example.org")
        nora = join(self.admin, "mentor", "Nora Mentor", "nora@example.org")
        others = [join(self.admin, "mentee", f"Other {n}", f"other{n}@example.org") for n in range(13)]
        self.ids = ids_by_name(self.admin)
        walk_together(self.mia, self.theo, self.ids["Mia Mentor"])
        walk_together(self.pastor, self.theo, self.ids["Paula Pastor"], "pastor")
        for other in others[:5]:
            walk_together(self.mia, other, self.ids["Mia Mentor"])
        for other in others[5:8]:
            walk_together(self.moritz, other, self.ids["Moritz Mentor"])
        for other in others[8:]:
            walk_together(nora, other, self.ids["Nora Mentor"])

    def share(self, category: str) -> None:
        """Theo shares a category with his mentor."""
        body = {"category": category, "viewer_id": self.ids["Mia Mentor"]}
        self.theo.call("POST", "/sharing/decisions", body)


@pytest.fixture(scope="module")
def house(fresh_server: LiveServer) -> House:
    return House(fresh_server)


async def _window(visit: Any, house: House, who: Client, *, width: int = 1280) -> Any:
    return await enter(await visit(house.server, width=width), who)


async def _write_the_pathway(pastor: Any) -> None:
    page = pastor.page
    await pastor.open("/pathways")
    await page.get_by_role("button", name="Write a pathway").click()
    dialog = page.get_by_role("dialog", name="New pathway")
    await dialog.locator("#pathway-title").fill("The way of a leader")
    for _more in range(3):
        await dialog.get_by_role("button", name="Add a step").click()
    await expect(dialog.locator("input[id^=title-]")).to_have_count(len(STEPS))
    for at, title in enumerate(STEPS):
        await dialog.locator("input[id^=title-]").nth(at).fill(title)
    await dialog.locator("textarea[id^=description-]").nth(SENSITIVE).fill(SECRET)
    await dialog.locator("input[id^=sensitive-]").nth(SENSITIVE).check()
    await pastor.check_accessibility()
    await dialog.get_by_role("button", name="Save").click()
    await page.get_by_text("6 steps, 1 of them sensitive").wait_for()
    await pastor.check_accessibility()


async def _walk_to_three(mentor: Any) -> None:
    page = mentor.page
    await mentor.open("/pathways")
    await page.get_by_role("button", name="Start somebody").click()
    dialog = page.get_by_role("dialog", name="Start somebody on a pathway")
    await dialog.get_by_label("Who?").select_option(label="Theo Mentee")
    await dialog.get_by_label("Which pathway?").select_option(label="The way of a leader")
    await dialog.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_text("Theo Mentee is on the way.").wait_for()
    for done, title in enumerate(STEPS[:SENSITIVE], 1):
        await page.get_by_role("button", name=f"Mark as reached: {title}").click()
        reached = page.get_by_role("dialog", name="Step reached")
        await reached.get_by_label("What shows that it is reached?").fill(f"It showed in this: {title}.")
        await reached.get_by_role("button", name="Reached").click()
        await page.get_by_text(f"{done} of 6 steps").wait_for()


async def _sees_a_closed_door(mentor: Any, client: Client) -> None:
    """The mentor sees that there is a step with the pastor, and nothing of what it is."""
    page = mentor.page
    await mentor.open("/pathways")
    await page.get_by_text("A pastor marks this one.").wait_for()
    await expect(page.get_by_text("Confess")).to_have_count(0)
    await expect(page.get_by_role("button", name=re.compile("Mark as reached"))).to_have_count(0)
    assert "CANARY" not in await page.content()
    await mentor.check_accessibility()
    walk = client.call("GET", "/walks")["items"][0]
    told = [client.ask("GET", path).text for path in ("/walks", f"/walks/{walk['id']}", "/pathways")]
    assert not [text for text in told if "CANARY" in text or "Confess" in text]
    step = walk["steps"][SENSITIVE]
    refused = client.ask("POST", f"/walks/{walk['id']}/steps/{step['id']}", {"evidence": "I was there."})
    assert refused.status_code in {403, 404, 405}


async def _sees_all(window: Any) -> None:
    """The pastor, and the mentee whose way it is."""
    page = window.page
    await window.open("/pathways")
    row = page.get_by_role("listitem").filter(has_text="Confess").first
    await row.get_by_text("sensitive").wait_for()
    await row.get_by_text("Read more").click()
    await row.get_by_text(SECRET).wait_for()
    await window.check_accessibility()


async def _reads_the_evidence(mentee: Any) -> None:
    row = mentee.page.get_by_role("listitem").filter(has_text="Serve").first
    await row.get_by_text("with Mia Mentor").first.wait_for()
    await row.get_by_text("Read more").click()
    await row.get_by_text("It showed in this: Serve.").wait_for()


async def test_a_mentor_advances_and_the_sensitive_step_stays_closed(house: House, visit: Any) -> None:
    pastor, mentor = await _window(visit, house, house.pastor), await _window(visit, house, house.mia)
    mentee = await _window(visit, house, house.theo, width=390)
    await _write_the_pathway(pastor)
    await _walk_to_three(mentor)
    await _sees_a_closed_door(mentor, house.mia)
    await _sees_all(mentee)
    await _reads_the_evidence(mentee)
    await _sees_all(pastor)


async def test_the_tree_counts_only_where_a_group_is_five_or_more(house: House, visit: Any) -> None:
    pastor = await _window(visit, house, house.pastor)
    page = pastor.page
    await pastor.open("/mentoring-tree")
    table = page.get_by_role("table", name="Who mentors whom")
    # Six walk with Mia: five others, and Theo.
    await expect(table.get_by_role("row").filter(has_text="Mia Mentor")).to_contain_text("6")
    await expect(table.get_by_role("row").filter(has_text="Nora Mentor")).to_contain_text("5")
    # Moritz has three; and with them held back, all together would say how many.
    hidden = table.get_by_role("row").filter(has_text="Moritz Mentor")
    await expect(hidden).to_contain_text("not shown")
    assert not re.search(r"\d", await hidden.inner_text())
    await expect(page.get_by_text("14")).to_have_count(0)
    shown = await page.locator("main").inner_text()
    assert "Theo" not in shown
    assert "Other" not in shown
    await pastor.check_accessibility()
    mentor = await _window(visit, house, house.mia)
    assert house.mia.ask("GET", "/mentoring-tree").status_code == 403
    await mentor.open("/mentoring-tree")
    await expect(mentor.page.get_by_role("row")).to_have_count(0)


async def _begin(mentor: Any) -> None:
    page = mentor.page
    await mentor.open("/people")
    await page.get_by_role("button", name="What you can do about Theo Mentee").click()
    await page.get_by_role("button", name="Hand over to another mentor").click()
    dialog = page.get_by_role("dialog", name="Hand over to another mentor")
    await dialog.get_by_label("Who goes on?").select_option(label="Moritz Mentor · Mentor")
    await dialog.get_by_role("button", name="Begin the handover").click()
    said = page.locator(".notice").filter(has_text="The handover has begun.")
    # The one of an earlier handover may still be there.
    await said.last.wait_for()
    await said.last.get_by_role("button", name="Dismiss").click()


async def _pick_goals(mentee: Any) -> None:
    """The mentee chooses goals, and leaves the notes out."""
    page = mentee.page
    await mentee.open("/people")
    await page.get_by_role("button", name="Choose what passes on").click()
    dialog = page.get_by_role("dialog", name="What passes on")
    # By the keyboard: the kind is folded out, and the first box says all of it, the second one goal alone.
    await dialog.locator("summary", has_text="Goals").press("Enter")
    one = dialog.get_by_label("Understand forgiveness")
    await one.press("Space")
    await dialog.get_by_text("will see: 1 single thing.").wait_for()
    await dialog.get_by_label("All of these, what you add later included").first.press("Space")
    await dialog.get_by_text("will see: Goals.").wait_for()
    await expect(one).to_be_disabled()
    await mentee.check_accessibility()
    await dialog.get_by_role("button", name="Hand it over").click()
    await page.get_by_text("Until it is accepted, nothing has changed.").wait_for()


def _let_the_package_expire(server: LiveServer) -> None:
    with table_rows(server) as rows:
        changed = rows.execute(
            "UPDATE handover SET expires_at = '2001-01-01 00:00:00' WHERE closed_at IS NULL"
        )
        assert changed.rowcount == 1


async def _too_late(mentor: Any) -> None:
    """Moritz has the package on his page, and it runs out: it cannot be taken any more."""
    page = mentor.page
    await page.get_by_role("list", name="Handovers").get_by_role("button", name="Accept").click()
    await page.get_by_text("This has been settled already.").wait_for()
    await mentor.open("/people")
    await expect(page.get_by_role("list", name="Handovers")).to_have_count(0)


async def _open_waiting(mentor: Any) -> Any:
    await mentor.open("/people")
    waiting = mentor.page.get_by_role("list", name="Handovers")
    await waiting.get_by_role("button", name="Accept").wait_for()
    await mentor.check_accessibility()
    return waiting


async def test_the_old_mentor_loses_access_at_the_moment_of_the_handover(house: House, visit: Any) -> None:
    house.theo.call("POST", "/goals", {"title": "Understand forgiveness"})
    house.theo.call("POST", "/notes", {"title": "Father", "text": "We talked about anger."})
    house.share("goals")
    house.share("notes")
    mia, moritz = await _window(visit, house, house.mia), await _window(visit, house, house.moritz)
    theo, theos_page = (
        await _window(visit, house, house.theo, width=390),
        f"/people/{house.ids['Theo Mentee']}",
    )
    await _begin(mia)
    await _pick_goals(theo)
    await _open_waiting(moritz)
    _let_the_package_expire(house.server)
    await _too_late(moritz)

    await _begin(mia)
    await _pick_goals(theo)
    await mia.open(theos_page)
    await mia.page.get_by_text("Understand forgiveness").wait_for()
    note = mia.page.get_by_role("button", name="Father")
    await note.wait_for()
    waiting = await _open_waiting(moritz)
    # Nothing passes on before it is accepted.
    assert house.moritz.ask("GET", f"/people/{house.ids['Theo Mentee']}/shared/goals").status_code == 404
    await waiting.get_by_role("button", name="Accept").click()
    await moritz.page.get_by_text("You walk with Theo Mentee now.").wait_for()

    await note.click()
    await mia.page.get_by_text("This is not shared any more.").wait_for()
    await mia.page.get_by_text("There is nothing for you here").wait_for()
    await expect(mia.page.get_by_text("Understand forgiveness")).to_have_count(0)
    assert house.mia.ask("GET", f"/people/{house.ids['Theo Mentee']}/shared/goals").status_code == 404
    assert house.mia.call("GET", "/walks")["items"] == []
    await mia.open("/pathways")
    await expect(mia.page.get_by_text("Theo Mentee")).to_have_count(0)

    await moritz.open(theos_page)
    await moritz.page.get_by_text("Understand forgiveness").wait_for()
    await expect(moritz.page.get_by_text("Father")).to_have_count(0)
    await moritz.check_accessibility()
    await moritz.open("/pathways")
    await moritz.page.get_by_text("3 of 6 steps").wait_for()
    await theo.open("/people")
    await theo.page.get_by_role("list", name="They walk with you").get_by_text("Moritz Mentor").wait_for()
    walking = theo.page.get_by_role("list", name="They walk with you")
    await expect(walking.get_by_text("Mia Mentor")).to_have_count(0)
