"""Turns rows into JSON and back: moments, sealed text, and ids that are new in a new place."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, Table, Time

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id, new_id
from coaching_app.db.column_types import SealedText, UtcDateTime
from coaching_app.db.sealed import seal, unseal

# The row number of a note is the database's own. A private note travels opened, and is sealed where it arrives.
LEFT_OUT = {"note": {"number", "sealed_head", "sealed_text"}}
_ID = re.compile(r"(?<![0-9a-z])[0-7][0-9a-hjkmnp-tv-z]{25}(?![0-9a-z])")
_LONGEST_JSON = 1_000_000


@dataclass(slots=True)
class _Row:
    """Stands for a stored row where text is sealed: its place is part of the key."""

    id: str
    tenant_id: str
    __tablename__: str


def columns_of(table: Table) -> list[Column[Any]]:
    """The columns that travel."""
    return [column for column in table.columns if column.name not in LEFT_OUT.get(table.name, set())]


def to_plain(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON can hold it, with sealed text opened."""
    row = _Row(str(values.get("id", "")), str(values.get("tenant_id", "")), table.name)
    plain: dict[str, Any] = {}
    for column in columns_of(table):
        value = values[column.name]
        if isinstance(value, (datetime, date, time)):
            value = value.isoformat()
        elif value is not None and isinstance(column.type, SealedText):
            value = unseal(row, column.name, value)
        plain[column.name] = value
    return plain


def to_row(table: Table, plain: Mapping[str, Any], tenant_id: str) -> dict[str, Any]:
    """The values of a new row; raises Invalid for what no such row could hold."""
    values: dict[str, Any] = {"tenant_id": tenant_id} if "tenant_id" in table.c else {}
    for column in columns_of(table):
        if column.name in plain and column.name != "tenant_id":
            values[column.name] = _value(column, plain[column.name])
    row = _Row(str(values.get("id", "")), tenant_id, table.name)
    for column in columns_of(table):
        if isinstance(column.type, SealedText) and values.get(column.name) is not None:
            values[column.name] = seal(row, column.name, values[column.name])
    return values


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        if not column.nullable:
            raise _broken(column)
        return None
    try:
        return _typed(column, value)
    except (TypeError, ValueError, OverflowError):
        raise _broken(column) from None


def _typed(column: Column[Any], value: Any) -> Any:
    kind = column.type
    for made, read in ((UtcDateTime, datetime), (Date, date), (Time, time)):
        if isinstance(kind, made):
            found: Any = read.fromisoformat(value)
            if made is UtcDateTime and found.tzinfo is None:
                raise ValueError
            return found
    if isinstance(kind, JSON):
        if len(json.dumps(value)) > _LONGEST_JSON:
            raise ValueError
        return value
    expected: tuple[type, ...] = (
        (bool,)
        if isinstance(kind, Boolean)
        else (int,)
        if isinstance(kind, Integer)
        else (int, float)
        if isinstance(kind, Float)
        else (str,)
    )
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        raise TypeError
    return _text(kind, value) if isinstance(value, str) else value


def _text(kind: Any, value: str) -> str:
    longest: int | None = getattr(kind, "length", None)
    if "\x00" in value or (longest is not None and len(value) > longest):
        raise ValueError
    return value


def _broken(column: Column[Any]) -> Invalid:
    return Invalid(
        _("This archive is damaged: “{place}” holds what does not belong there.").format(
            place=f"{column.table.name}.{column.name}"
        ),
        code="broken_archive",
    )


def renamed(old: Iterable[str]) -> dict[str, str]:
    """New ids for old ones, in the same order and of the same moments."""
    groups: dict[str, list[str]] = {}
    for one in sorted({one for one in old if is_id(one)}):
        groups.setdefault(one[:10], []).append(one)
    names: dict[str, str] = {}
    for moment, members in groups.items():
        fresh = sorted(moment + new_id()[10:] for _member in members)
        names.update(zip(members, fresh, strict=True))
    return names


def with_names(value: Any, names: Mapping[str, str]) -> Any:
    """The same with every old id in it replaced, wherever it stands in a text."""
    if isinstance(value, str):
        return _ID.sub(lambda found: names.get(found[0], found[0]), value)
    if isinstance(value, list):
        return [with_names(one, names) for one in cast("list[Any]", value)]
    if isinstance(value, dict):
        pairs = cast("dict[str, Any]", value).items()
        return {str(with_names(key, names)): with_names(one, names) for key, one in pairs}
    return value
