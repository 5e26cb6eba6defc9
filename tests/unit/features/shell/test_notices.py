"""Notices: the same trouble is said once, and not on the next page; what can be undone stays."""

from coaching_app.features.shell.schemas import Notice
from coaching_app.features.shell.state import ShellState
from tests.support.states import open_state


async def test_trouble_is_said_once_and_on_its_own_page() -> None:
    shell = await open_state(ShellState)
    shell._arrive("/templates")
    for number in range(3):
        shell._show(Notice(f"e{number}", "error", "You may not do this."))
    shell._show(Notice("d", "done", "Deleted.", "Undo"))
    shell._show(Notice("d2", "done", "Deleted.", "Undo"))
    assert [one.id for one in shell.notices] == ["e2", "d", "d2"]
    shell._arrive("/templates")
    assert len(shell.notices) == 3
    shell._arrive("/today")
    assert [one.id for one in shell.notices] == ["d", "d2"]
