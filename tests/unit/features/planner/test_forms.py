"""What people type into forms becomes days, minutes and tasks, or a sentence beside the field."""

from datetime import date

import pytest

from coaching_app.core.errors import Invalid
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import TaskDraft
from tests.support.people import Cast
from tests.unit.features.planner.doing import do, see


def test_a_full_form_and_an_empty_one() -> None:
    form = {
        "title": "x",
        "due": " 2026-11-21 ",
        "minutes": "25",
        "goal": "g",
        "notes": "n",
        "other": "ignored",
    }
    assert service.task_draft(form) == TaskDraft("x", "n", date(2026, 11, 21), 25, "g")
    assert service.task_draft({}) == TaskDraft("")
    assert service.task_changes({"title": "x"})["goal_id"] is None


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"due": "tomorrow"}, "due_on"),
        ({"due": "2026-02-30"}, "due_on"),
        ({"due": "２０２６-11-21"}, "due_on"),
        ({"minutes": "-5"}, "estimate_minutes"),
        ({"minutes": "five"}, "estimate_minutes"),
        ({"minutes": "٥"}, "estimate_minutes"),
        ({"minutes": "9" * 10_000}, "estimate_minutes"),
    ],
)
def test_what_cannot_be_read_is_named(form: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        service.task_draft(form)
    assert refused.value.detail == {"field": field}


async def test_a_captured_thought_becomes_a_task(cast: Cast) -> None:
    assert "planner" in await do(service.capture_task, cast.mentee, "Call Ruth")
    await do(service.capture_task, cast.mentee, "  A title\nand more\n")
    await do(service.capture_task, cast.mentee, "y" * 700)
    found = (await see(service.list_tasks, cast.mentee)).items
    assert sorted((item.title[:10], len(item.title), item.notes[:20]) for item in found) == [
        ("A title", 7, "A title\nand more"),
        ("Call Ruth", 9, ""),
        ("y" * 10, 500, "y" * 20),
    ]


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "z" * 20_001])
async def test_nothing_and_too_much_are_refused(cast: Cast, text: str) -> None:
    with pytest.raises(Invalid):
        await do(service.capture_task, cast.mentee, text)
