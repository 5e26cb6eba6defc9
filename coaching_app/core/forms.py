"""What a form of a page sends: texts, and boxes that are ticked or not."""

from collections.abc import Mapping

# A browser says `on` of a ticked box; a box that the page knows by its id comes as a truth.
_TICKED = ("on", "true")
Form = Mapping[str, str | bool | None]


def texts(form: Form) -> dict[str, str]:
    """The fields that hold text."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def ticked(form: Form) -> frozenset[str]:
    """The names of the boxes that are ticked."""
    return frozenset(name for name, value in form.items() if value is True or value in _TICKED)
