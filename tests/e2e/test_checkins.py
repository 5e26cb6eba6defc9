"""A check-in in half a minute: begun, answered by keyboard, changed, deleted and brought back, and drawn."""

from playwright.async_api import expect

from tests.support.live_server import LiveServer


async def test_from_no_form_to_a_trend(fresh_server: LiveServer, visit) -> None:
    fresh_server.set_up()
    window = await visit(fresh_server, width=390)
    page = window.page
    await window.sign_in()
    await window.open("/checkins")
    await window.check_accessibility()
    await page.get_by_role("button", name="Begin").first.click()
    dialog = page.get_by_role("dialog", name="My day")
    await dialog.wait_for()
    await window.check_accessibility()
    # By keyboard alone: into the scale, to its fourth step, into the words, and kept.
    await dialog.get_by_role("radio").first.focus()
    for _step in range(3):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Tab")
    await page.keyboard.type("A long talk by the river")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    row = page.get_by_role("list", name="Lately").get_by_role("listitem")
    await expect(row).to_contain_text("How are you? 4")
    await expect(row).to_contain_text("A long talk by the river")
    await window.check_accessibility()
    await row.get_by_role("button", name="Delete").click()
    await expect(row).to_have_count(0)
    # Keeping it can be undone as well: that notice may still be the last one.
    deleted = page.locator(".notice").filter(has_text="Check-in deleted.")
    await deleted.get_by_role("button", name="Undo").click()
    await expect(row).to_have_count(1)


async def test_an_own_form_refuses_what_cannot_work_and_keeps_what_was_typed(
    fresh_server: LiveServer, visit
) -> None:
    window = await visit(fresh_server)
    page = window.page
    await window.sign_in()
    await window.open("/checkins/form")
    await page.get_by_label("Name").fill("Sunday evening")
    await page.get_by_role("button", name="Worked out").click()
    await page.locator("#label-2").fill("Balance")
    await page.locator("#formula-2").fill("nothing * 2")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_text("There is no field called").wait_for()
    await expect(page.locator("#label-2")).to_have_value("Balance")
    await page.locator("#formula-2").fill("how_are_you * 2")
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_url("**/checkins")
    await page.get_by_text("Sunday evening").wait_for()
    # Who sees an answer is said beside its question.
    await page.get_by_role("button", name="More for Sunday evening").click()
    await page.locator(".menu:popover-open").get_by_text("Edit the questions").click()
    await page.wait_for_url("**/checkins/form?id=*")
    await page.get_by_role("button", name="Who sees this").first.click()
    await page.get_by_role("dialog").get_by_text("Only you see this").wait_for()
    await window.check_accessibility()
    await window.open("/checkins/trends")
    await window.check_accessibility()
    await page.get_by_text("not enough for a trend yet").first.wait_for()
