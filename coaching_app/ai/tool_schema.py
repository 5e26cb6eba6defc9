"""Checks a proposal's arguments against the tool's JSON schema, with the few keywords our tools use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KNOWN = frozenset(
    {
        "type", "properties", "required", "additionalProperties", "description", "enum",
        "minLength", "maxLength", "format", "minimum", "maximum", "items", "maxItems",
    }
)  # fmt: skip


def mapping(value: object) -> Mapping[str, object]:
    """The value as an object of a JSON document; empty when it is none."""
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(str(name) for name in cast("list[object]", value))


def _problems_string(schema: Mapping[str, object], value: object, where: str) -> list[str]:
    if not isinstance(value, str):
        return [f"{where}: not a text"]
    least, most = schema.get("minLength"), schema.get("maxLength")
    if isinstance(least, int) and len(value.strip()) < least:
        return [f"{where}: too short"]
    if isinstance(most, int) and len(value) > most:
        return [f"{where}: too long"]
    if schema.get("format") == "date" and not _is_day(value):
        return [f"{where}: not a date"]
    return []


def _is_day(value: str) -> bool:
    if not _ISO_DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _problems_number(schema: Mapping[str, object], value: object, where: str) -> list[str]:
    kinds = (int,) if schema.get("type") == "integer" else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds):
        return [f"{where}: not a number"]
    low, high = schema.get("minimum"), schema.get("maximum")
    if isinstance(low, int | float) and value < low:
        return [f"{where}: too small"]
    if isinstance(high, int | float) and value > high:
        return [f"{where}: too large"]
    return []


def _problems_boolean(_schema: Mapping[str, object], value: object, where: str) -> list[str]:
    return [] if isinstance(value, bool) else [f"{where}: not true or false"]


def _problems_array(schema: Mapping[str, object], value: object, where: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{where}: not a list"]
    values = cast("list[object]", value)
    most = schema.get("maxItems")
    if isinstance(most, int) and len(values) > most:
        return [f"{where}: too many"]
    inner = mapping(schema.get("items"))
    return [p for i, item in enumerate(values) for p in problems(inner, item, f"{where}[{i}]")]


def _problems_object(schema: Mapping[str, object], value: object, where: str) -> list[str]:
    if not isinstance(value, Mapping):
        return [f"{where}: not an object"]
    given, known = mapping(cast("object", value)), mapping(schema.get("properties"))
    missing = [f"{where}.{n}: missing" for n in _names(schema.get("required")) if n not in given]
    extra = (
        [f"{where}.{name}: not allowed" for name in given if name not in known]
        if schema.get("additionalProperties") is False
        else []
    )
    inner = [
        problem
        for name, item in given.items()
        if name in known
        for problem in problems(mapping(known[name]), item, f"{where}.{name}")
    ]
    return missing + extra + inner


_CHECKS: dict[object, Callable[[Mapping[str, object], object, str], list[str]]] = {
    "string": _problems_string,
    "integer": _problems_number,
    "number": _problems_number,
    "boolean": _problems_boolean,
    "array": _problems_array,
    "object": _problems_object,
}


def problems(schema: Mapping[str, object], value: object, where: str = "arguments") -> list[str]:
    """What is wrong with the value, in words without the value itself; empty when it fits.

    Raises ValueError for a schema keyword this check does not know: a rule must not be skipped silently.
    """
    if unknown := set(schema) - _KNOWN:
        raise ValueError(f"schema keywords not supported: {sorted(unknown)}")
    choices = schema.get("enum")
    if isinstance(choices, list | tuple) and value not in cast("list[object]", choices):
        return [f"{where}: not one of the choices"]
    check = _CHECKS.get(schema.get("type"))
    return check(schema, value, where) if check else []
