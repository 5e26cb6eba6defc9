"""Notices every change of a row that a session makes: table, row ids and column names, never a value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Result, Table, event, inspect
from sqlalchemy.orm import InstanceState, ORMExecuteState, Session, SessionTransaction
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, TextClause

_KEY = "audit"
# How many row ids one line of an entry names; the count tells how many there were.
MOST_IDS = 50
# What the machinery writes for itself, which nobody did.
MACHINERY = frozenset({"auditentry", "audithead", "job", "scheduleslot", "note_search"})
# Columns that follow from being there; a change of nothing else is no change.
QUIET = {
    "login": frozenset({"last_seen_at"}),
    "apitokenfamily": frozenset({"last_seen_at"}),
    "answerrun": frozenset({"partial"}),
}


@dataclass(frozen=True, slots=True)
class Change:
    """Some rows of one table; `count` is None where the database did not say."""

    table: str
    verb: str
    tenant_id: str | None = None
    ids: tuple[str, ...] = ()
    count: int | None = 1
    columns: frozenset[str] = frozenset()
    # Ids in the condition of a statement that found its rows by them.
    where: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Journal:
    """What a session did so far, in order, and the events that were noted beside."""

    changes: list[Change] = field(default_factory=list[Change])
    events: list[tuple[str | None, str, Mapping[str, Any]]] = field(
        default_factory=list[tuple[str | None, str, Mapping[str, Any]]]
    )
    # How long both were when a savepoint began.
    marks: dict[int, tuple[int, int]] = field(default_factory=dict[int, tuple[int, int]])


def journal_of(session: Session) -> Journal:
    """The journal of a session."""
    return session.info.setdefault(_KEY, Journal())


def _id_columns(table: Table) -> tuple[str, ...]:
    """The columns that name a row; a key may hold words somebody wrote, and those are left out."""
    if "id" in table.c:
        return ("id",)
    return tuple(column.name for column in table.primary_key if column.name.endswith("_id"))


_names: dict[str, tuple[str, ...]] = {}


def _row_id(table: Table, values: Mapping[str, Any]) -> str:
    names = _names.get(table.name)
    if names is None:
        names = _names[table.name] = _id_columns(table)
    return "/".join(str(values.get(name, "")) for name in names)


# --- rows that the session itself writes ----------------------------------------------------------


def _changed_columns(row: object) -> frozenset[str]:
    state = cast("InstanceState[Any]", inspect(row))
    return frozenset(key for key in state.committed_state if state.attrs[key].history.has_changes())


def _note_rows(session: Session, _context: Any) -> None:
    changes = journal_of(session).changes
    for verb, rows in (("insert", session.new), ("update", session.dirty), ("delete", session.deleted)):
        for row in rows:
            table: Table = row.__table__
            if table.name in MACHINERY:
                continue
            columns = _changed_columns(row) if verb == "update" else frozenset[str]()
            if verb == "update" and not columns - QUIET.get(table.name, frozenset()):
                continue
            tenant_id = row.id if table.name == "tenant" else getattr(row, "tenant_id", None)
            row_id = _row_id(table, cast("Mapping[str, Any]", vars(row)))
            changes.append(Change(table.name, verb, tenant_id, (row_id,) if row_id else (), 1, columns))


# --- statements -----------------------------------------------------------------------------------


def _bound(element: object) -> Any:
    """What a bound parameter holds; anything else holds nothing we could name."""
    return cast("Any", element).value if isinstance(element, BindParameter) else None


def _conditions(statement: Update | Delete) -> tuple[tuple[str, str], ...]:
    """The ids that a statement asks for: `owner_id = ...`, `id IN (...)`."""
    if statement.whereclause is None:
        return ()
    found: list[tuple[str, str]] = []
    for element in visitors.iterate(statement.whereclause):
        if not isinstance(element, BinaryExpression) or element.operator not in {
            operators.eq,
            operators.in_op,
        }:
            continue
        name = str(getattr(element.left, "name", ""))
        if name != "id" and not name.endswith("_id"):
            continue
        values = _bound(element.right)
        several = cast("Sequence[Any]", values if isinstance(values, (list, tuple)) else (values,))
        found += [(name, value) for value in several if isinstance(value, str)]
    return tuple(found)


def _set_columns(statement: Insert | Update, rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The columns that an update gives a value."""
    # SQLAlchemy offers no public way to the values of a statement.
    values = cast("Mapping[Any, Any]", getattr(statement, "_values", None) or {})
    names = {str(getattr(column, "name", column)) for column in values}
    if rows:
        names |= {name for name in rows[0] if name in statement.table.c}
    return frozenset(names)


def _spelled_out(values: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(getattr(column, "name", column)): _bound(value) for column, value in values.items()}


def _inserted(statement: Insert, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The rows of an insert, whichever way they were given."""
    if rows:
        return rows
    several = cast("Sequence[Any]", getattr(statement, "_multi_values", ()))
    if several:
        return [_spelled_out(row) for group in several for row in group]
    return [_spelled_out(getattr(statement, "_values", None) or {})]


def _tenant_in(rows: Sequence[Mapping[str, Any]], where: Iterable[tuple[str, str]]) -> str | None:
    for row in rows[:1]:
        if isinstance(found := row.get("tenant_id"), str):
            return found
    return next((value for name, value in where if name == "tenant_id"), None)


def _change(statement: Insert | Update | Delete, rows: Sequence[Mapping[str, Any]]) -> Change:
    table = cast("Table", statement.table)
    if isinstance(statement, Insert):
        given = _inserted(statement, rows)
        ids = tuple(filter(None, (_row_id(table, row) for row in given[:MOST_IDS])))
        return Change(table.name, "insert", _tenant_in(given, ()), ids, len(given))
    where = _conditions(statement)
    ids = tuple(value for name, value in where if name == "id")
    others = tuple(pair for pair in where if pair[0] not in {"id", "tenant_id"})[:MOST_IDS]
    columns = _set_columns(statement, rows) if isinstance(statement, Update) else frozenset[str]()
    # A statement for many rows names each by a parameter of its own.
    named = [str(row.get("this_id") or row.get("id") or "") for row in rows[:MOST_IDS]]
    ids = (ids or tuple(filter(None, named)))[:MOST_IDS]
    verb = "update" if isinstance(statement, Update) else "delete"
    return Change(table.name, verb, _tenant_in(rows, where), ids, None, columns, others)


def _is_quiet(statement: Insert | Update | Delete) -> bool:
    table = cast("Table", statement.table)
    if table.name in MACHINERY:
        return True
    quiet = QUIET.get(table.name)
    return bool(quiet and isinstance(statement, Update) and _set_columns(statement, ()) <= quiet)


def _rows_of(state: ORMExecuteState) -> Sequence[Mapping[str, Any]]:
    given = state.parameters
    if not given:
        return ()
    return (given,) if isinstance(given, Mapping) else given


def _note_statement(state: ORMExecuteState) -> Result[Any] | None:
    if state.is_select:
        return None
    statement = state.statement
    if isinstance(statement, TextClause):
        _note_text(state, statement)
        return None
    if not isinstance(statement, (Insert, Update, Delete)) or _is_quiet(statement):
        return None
    change = _change(statement, _rows_of(state))
    result = state.invoke_statement()
    counted, result = _counted(statement, result, change.count)
    if counted != 0:
        journal_of(state.session).changes.append(
            Change(
                change.table, change.verb, change.tenant_id, change.ids, counted, change.columns, change.where
            )
        )
    return result


def _counted(
    statement: Insert | Update | Delete, result: Result[Any], known: int | None
) -> tuple[int | None, Result[Any]]:
    """How many rows it was, and a result that can still be read."""
    returns = bool(getattr(statement, "_returning", ()))
    if returns:
        frozen = result.freeze()
        return len(frozen.data), frozen()
    told = getattr(result, "rowcount", -1)
    if isinstance(statement, Insert) and getattr(statement, "_post_values_clause", None) is None:
        return known, result
    return (told if told >= 0 else known), result


def _note_text(state: ORMExecuteState, statement: TextClause) -> None:
    """A statement in plain SQL: its first words tell what it does to which table."""
    words = statement.text.split(None, 3)
    verb = words[0].lower() if words else ""
    if verb not in {"insert", "update", "delete"} or len(words) < 2:
        return
    table = words[1] if verb == "update" else words[2]
    name = table.partition("(")[0].strip('"').lower()
    if name not in MACHINERY:
        journal_of(state.session).changes.append(Change(name, verb, count=None))


# --- savepoints -----------------------------------------------------------------------------------


def _begun(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        journal = journal_of(session)
        journal.marks[id(transaction)] = (len(journal.changes), len(journal.events))


def _undone(session: Session, transaction: SessionTransaction) -> None:
    """What a savepoint took back was not done."""
    journal = journal_of(session)
    mark = journal.marks.pop(id(transaction), None)
    if mark is not None:
        del journal.changes[mark[0] :]
        del journal.events[mark[1] :]


def watch_sessions(session_class: type[Session]) -> None:
    """Keep a journal for every session of this class."""
    event.listen(session_class, "after_flush", _note_rows)
    event.listen(session_class, "do_orm_execute", _note_statement)
    event.listen(session_class, "after_transaction_create", _begun)
    event.listen(session_class, "after_soft_rollback", _undone)
