"""A title in a list is cut where it can be read in full elsewhere, and nowhere else."""

import reflex as rx

from coaching_app import ui
from coaching_app.ui.layout.frame import Frame
from coaching_app.ui.layout.shell import shell


class RowState(rx.State):
    """Something with a title."""

    name: str = ""


def drawn(component: rx.Component) -> str:
    return str(component.render())


def test_a_title_that_leads_somewhere_is_cut_and_names_itself_on_hover() -> None:
    linked = drawn(ui.list_row(RowState.name, href="/there"))
    assert "clamped" in linked
    assert "title:" in linked
    assert "clamped" in drawn(ui.task_row(RowState.name, on_open=rx.console_log("x")))


def test_words_that_lead_nowhere_stay_whole_unless_asked_to_be_brief() -> None:
    assert "clamped" not in drawn(ui.list_row("What somebody wrote to me"))
    assert "clamped" in drawn(ui.list_row("A name", brief=True))


def test_a_page_is_busy_until_its_data_are_there() -> None:
    assert "aria-busy" in drawn(shell(frame=Frame(nav=()), active="", title="T"))
