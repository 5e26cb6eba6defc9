"""A form comes as texts and truths, however the page knows its boxes."""

from coaching_app.core.forms import texts, ticked


def test_texts_and_boxes_are_told_apart() -> None:
    form = {"reason": "on", "a": True, "b": "on", "c": False, "d": None, "e": "true", "f": ""}
    assert texts(form) == {"reason": "on", "b": "on", "e": "true", "f": ""}
    assert ticked(form) == {"reason", "a", "b", "e"}
