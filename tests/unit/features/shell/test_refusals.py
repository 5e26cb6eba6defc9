"""What a page does when a handler raised: words for the person, and the sign-in page only where nobody is known."""

import pytest

from coaching_app.core.errors import Conflict, Forbidden, NotFound, Unauthenticated
from coaching_app.features.shell.state import failed


@pytest.mark.parametrize("error", [NotFound(), Forbidden(), Conflict("Settled.")])
def test_a_refusal_of_a_handler_is_a_notice_though_its_task_knows_of_nobody(error) -> None:
    shown = failed(error)
    assert shown.handler.fn.__qualname__.endswith("show")
    assert error.message in str(shown.args)


def test_only_who_is_not_known_is_sent_to_sign_in() -> None:
    assert "/sign-in" in str(failed(Unauthenticated()).args)


def test_what_nobody_foresaw_is_a_notice_too() -> None:
    assert "on our side" in str(failed(RuntimeError("inner workings")).args)
    assert "inner workings" not in str(failed(RuntimeError("inner workings")).args)
