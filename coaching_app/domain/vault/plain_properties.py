"""Reads the simplest properties, as nearly all notes have them, without asking the YAML library."""

from __future__ import annotations

import re

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]

_LONGEST = 4_000
_WORDS = r"[A-Za-z0-9](?:[\w ./-]{0,198}[\w./-])?"
_LINE = re.compile(
    rf"([A-Za-z][\w-]{{0,60}}):(?: (?:({_WORDS})|\[((?:{_WORDS})?(?:, ?{_WORDS})*)\]))?", re.ASCII
)
_ITEM = re.compile(rf"( {{0,4}})- ({_WORDS})", re.ASCII)
_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}")
# Digits may begin a number, a base or a fraction; what is no whole number is left to YAML.
_UNSURE = re.compile(r"[0-9.+-]+(?:e[0-9+-]*)?", re.IGNORECASE)
_NAMED: dict[str, bool | None] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None,
}  # fmt: skip


class _NotPlain(Exception):
    """Only YAML can say what this means."""


def read_plain(source: str) -> dict[str, Value] | None:
    """Words, whole numbers, true, false and lists of them by name; None when there is anything else.

    What it answers is what YAML would answer.
    """
    if len(source) > _LONGEST or not source.endswith("\n"):
        return None
    found: dict[str, Value] = {}
    try:
        _read(source[:-1].split("\n"), found)
    except _NotPlain:
        return None
    return found


def _read(lines: list[str], found: dict[str, Value]) -> None:
    name, indent = "", ""
    items: list[Value] | None = None
    for line in lines:
        if match := _LINE.fullmatch(line):
            name, items = match[1], None
            if name in _NAMED:
                raise _NotPlain
            found[name] = _value(match[2]) if match[3] is None else _listed(match[3])
            indent = "" if match[2] is None and match[3] is None else "-"
        elif name and indent != "-" and (match := _ITEM.fullmatch(line)):
            if items is None:
                found[name] = items = []
                indent = match[1]
            elif match[1] != indent:
                raise _NotPlain
            items.append(_value(match[2]))
        else:
            raise _NotPlain


def _listed(text: str) -> list[Value]:
    return [_value(item.strip()) for item in text.split(",")] if text else []


def _value(text: str | None) -> Value:
    if text is None:
        return None
    if text in _NAMED:
        return _NAMED[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _UNSURE.fullmatch(text) and not text.replace("-", "").isdecimal():
        raise _NotPlain
    return text
