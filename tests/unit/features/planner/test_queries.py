"""Rows become schemas by position, so columns and fields must agree; statements are made once."""

from dataclasses import fields

from coaching_app.features.planner.queries import MY_TASKS, TASK_COLUMNS
from coaching_app.features.planner.schemas import TaskView
from coaching_app.features.planner.service import task_lists


def test_columns_stand_in_the_order_of_the_view() -> None:
    assert [column.key for column in MY_TASKS.selected_columns] == [field.name for field in fields(TaskView)]
    assert len(TASK_COLUMNS) == len(fields(TaskView))


def test_one_shape_of_list_is_one_statement() -> None:
    shape = {"of_goal": True, "tagged": False, "continued": True}
    assert task_lists._listed("open", "today", **shape) is task_lists._listed("open", "today", **shape)
