"""Reads the properties at the top of a note, from YAML that may be broken or hostile."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import cast

import yaml

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.vault.plain_properties import Value, read_plain

MAX_FRONTMATTER = 65_536
_MAX_VALUES = 5_000
_MAX_DEPTH = 20
_MAX_ALIASES = 50
_OPEN = re.compile(r"\ufeff?---[ \t]*\n")
_CLOSE = re.compile(r"^---[ \t]*$", re.MULTILINE)
# libyaml nests on the C stack, so deep nesting is refused before it is asked.
_DEEP = re.compile(r"(?:[-?:][ \t]++){40}|(?:[\[{][ \t\n]*+){40}")
_PAIR = re.compile(r"([^\s:#\-][^:\n]{0,200}):(?:[ \t]+(.*))?")
_ITEM = re.compile(r"[ \t]*+-[ \t]++(.*)")
_QUOTED = re.compile(r"""(["'])(.*)\1""")


@dataclass(frozen=True, slots=True)
class Frontmatter:
    """The properties, where the body begins, and what was wrong."""

    properties: dict[str, Value]
    body_start: int
    problem: str | None = None


class _TooBig(ValueError):
    """The document is larger or deeper than properties ever are."""


_Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class _PlainLoader(_Loader):
    """YAML 1.2's few plain types: dates, times, `yes` and `0o7` stay the text they are."""


_PlainLoader.yaml_implicit_resolvers = {}


def _resolve(tag: str, pattern: str, first: str) -> None:
    _PlainLoader.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]  # untyped stub
        f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first)
    )


_resolve("bool", r"(?:true|True|TRUE|false|False|FALSE)\Z", "tTfF")
_resolve("null", r"(?:~|null|Null|NULL|)\Z", "~nN")
_PlainLoader.yaml_implicit_resolvers[""] = [
    ("tag:yaml.org,2002:null", re.compile(r"\Z")),
]
_resolve("int", r"[-+]?(?:0|[1-9][0-9]{0,17})\Z", "-+0123456789")
_resolve("float", r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}(?:[eE][-+]?[0-9]{1,3})?\Z", "-+0123456789")


def read_frontmatter(flat: str) -> Frontmatter:
    """The properties of a flattened text; a problem never loses the text they were in."""
    opened = _OPEN.match(flat)
    closed = _CLOSE.search(flat, opened.end()) if opened else None
    if opened is None or closed is None:
        return Frontmatter({}, 0)
    source = flat[opened.end() : closed.start()]
    body_start = min(closed.end() + 1, len(flat))
    if len(source) > MAX_FRONTMATTER:
        return Frontmatter({}, body_start, _("The properties are too long to be read."))
    if (plain := read_plain(source)) is not None:
        return Frontmatter(plain, body_start)
    try:
        return Frontmatter(load_yaml(source), body_start)
    except (yaml.YAMLError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        return Frontmatter(_lenient(source), body_start, _problem(error))


def _problem(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    if isinstance(error, _TooBig) or mark is None:
        return _("The properties cannot be read as YAML; they are kept as they are.")
    # The mark counts from zero and leaves out the opening dashes.
    message = _("The properties cannot be read as YAML (line {line}); they are kept as they are.")
    return message.format(line=int(mark.line) + 2)


def load_yaml(source: str) -> dict[str, Value]:
    """The properties as YAML tells them; raises what the YAML library raises, ValueError or TypeError."""
    if _DEEP.search(source):
        raise _TooBig
    if "&" in source and "*" in source:
        _refuse_alias_bomb(source)
    loaded: object = yaml.load(source, Loader=_PlainLoader)  # noqa: S506  the loader is a SafeLoader
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise TypeError
    budget = [_MAX_VALUES]
    return cast("dict[str, Value]", _plain(cast("object", loaded), budget, 0))


def _refuse_alias_bomb(source: str) -> None:
    aliases = 0
    for event in yaml.parse(source, Loader=_PlainLoader):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # untyped stub
        aliases += isinstance(event, yaml.AliasEvent)
        if aliases > _MAX_ALIASES:
            raise _TooBig


def _plain(value: object, budget: list[int], depth: int) -> Value:
    """Only what JSON can say, and never more of it than the budget allows."""
    budget[0] -= 1
    if budget[0] < 0 or depth > _MAX_DEPTH:
        raise _TooBig
    if isinstance(value, dict):
        items = cast("dict[object, object]", value).items()
        return {_key(key): _plain(item, budget, depth + 1) for key, item in items}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item, budget, depth + 1) for item in cast("list[object]", value)]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return str(value)


def _key(key: object) -> str:
    return "" if key is None else str(key)


def _lenient(source: str) -> dict[str, Value]:
    """What can be told of broken YAML: a line `name: value`, or a name and a list of items below."""
    found: dict[str, Value] = {}
    items: list[Value] | None = None
    for line in source.split("\n"):
        if pair := _PAIR.fullmatch(line):
            value = _unquote(pair[2] or "")
            items = None if value else []
            found[pair[1].strip()] = value or items
        elif items is not None and (item := _ITEM.fullmatch(line)):
            items.append(_unquote(item[1]))
        if len(found) > _MAX_VALUES:
            break
    return {name: value if value != [] else None for name, value in found.items()}


def _unquote(value: str) -> str:
    value = value.strip()
    quoted = _QUOTED.fullmatch(value)
    return quoted[2] if quoted else value


def text_list(value: Value) -> tuple[str, ...]:
    """A property that may be one text or a list of them, as Obsidian reads tags and aliases."""
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, list):
        return tuple(text for item in value for text in _scalar(item))
    return _scalar(value)


def _scalar(value: Value) -> tuple[str, ...]:
    if value is None or isinstance(value, (list, dict, bool)):
        return ()
    return (str(value).strip(),) if str(value).strip() else ()
