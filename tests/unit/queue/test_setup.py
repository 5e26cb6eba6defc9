"""An engine refuses to start on jobs or schedules that contradict themselves."""

from datetime import timedelta

import pytest

from coaching_app.queue import signals
from coaching_app.queue.engine import Engine, QueueSetupError, check_setup
from coaching_app.queue.port import JobSpec, Schedule


async def _nothing(_context):
    return None


def _spec(kind="a", policy="worker"):
    return JobSpec(kind, _nothing, policy=policy)


@pytest.mark.parametrize(
    ("specs", "schedules", "sentence"),
    [
        ([_spec(policy=None)], [], "job a has no policy"),
        ([_spec(), _spec()], [], "two jobs are called a"),
        ([_spec()], [Schedule("s", "b", "0 3 * * *")], "names no known job: b"),
        ([_spec()], [Schedule("s", "a", "0 3 * * *"), Schedule("s", "a", "0 4 * * *")], "two schedules"),
        ([_spec()], [Schedule("s", "a", "never")], "schedule s:"),
        ([_spec()], [Schedule("s", "a", "0 3 * * 1")], "name the weekdays"),
        ([_spec()], [Schedule("s", "a", timedelta(milliseconds=5))], "at most once a second"),
    ],
)
def test_contradictions_are_named(specs, schedules, sentence):
    with pytest.raises(QueueSetupError, match=sentence):
        check_setup(specs, schedules)


async def test_a_refused_start_leaves_nothing_behind():
    before = signals._listeners.current
    with pytest.raises(QueueSetupError):
        await Engine([_spec(policy=None)]).start()
    assert signals._listeners.current == before
