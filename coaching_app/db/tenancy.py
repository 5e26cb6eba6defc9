"""Keeps every query and every write inside one tenant; the only place where that is decided."""

from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Executable, Select, column, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlmodel import Field, SQLModel


class _AllTenants:
    """Marks work that is not done for one tenant: sign-in, migrations, schedules, the owner's overview."""

    def __repr__(self) -> str:
        return "ALL_TENANTS"


ALL_TENANTS: Final = _AllTenants()
TenantScope = str | _AllTenants
_KEY = "tenant"
_MOST_TENANTS = 100
# Narrowing costs more than reading a few rows. A statement made for one call takes its entry with it.
_known: WeakKeyDictionary[Select[*tuple[Any, ...]], dict[str, Executable]] = WeakKeyDictionary()


class TenantMismatch(Exception):
    """A row of one tenant was about to be written in the scope of another: a defect, never a 404."""


class _AnyTenantColumn:
    """Stands for the column where no table is meant yet, and hides from pydantic, which takes it for a default."""

    def __get__(self, _row: object, table: type) -> Any:
        if table is not _Narrowed:
            raise AttributeError("tenant_id")
        return cast("Any", column("tenant_id"))


class _Narrowed:
    """What the loader criteria look at: SQLModel hides the columns of a class that is no table itself."""

    tenant_id = _AnyTenantColumn()


class _Owned(SQLModel):
    # No index: every query asks for something rarer besides, and SQLite would take this one instead.
    tenant_id: str = Field(default=None, foreign_key="tenant.id", nullable=False)


class TenantScoped(_Owned, _Narrowed):
    """A table whose rows belong to one tenant."""


def enter_scope(session: Session, scope: TenantScope) -> None:
    """Bind the session to one tenant for its whole life."""
    session.info[_KEY] = scope


def scope_of(session: Session) -> TenantScope:
    """The tenant the session works for; a session without one may not run."""
    try:
        return session.info[_KEY]
    except KeyError:
        raise TenantMismatch("a session was used outside of a unit of work") from None


def _narrow(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return
    scope = scope_of(state.session)
    if isinstance(scope, str):
        state.statement = _narrowed_to(state.statement, scope)


def _narrowed_to(statement: Executable, scope: str) -> Executable:
    """The statement inside one tenant; for one that is made once, so is this."""
    if not isinstance(statement, Select):
        return _with_criteria(statement, scope)
    known = _known.setdefault(cast("Any", statement), {})
    if scope not in known:
        if len(known) >= _MOST_TENANTS:
            known.clear()
        known[scope] = _with_criteria(cast("Any", statement), scope)
    return known[scope]


def _with_criteria(statement: Executable, scope: str) -> Executable:
    criteria = with_loader_criteria(_Narrowed, lambda table: table.tenant_id == scope, include_aliases=True)
    return statement.options(criteria)


def _check_writes(session: Session, _context: Any, _instances: Any) -> None:
    scope = scope_of(session)
    if not isinstance(scope, str):
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, TenantScoped):
            continue
        if getattr(row, "tenant_id", None) is None:
            row.tenant_id = scope
        elif row.tenant_id != scope:
            raise TenantMismatch(f"a {type(row).__name__} of another tenant")


def guard_sessions(session_class: type[Session]) -> None:
    """Install the scope on every session of this class."""
    event.listen(session_class, "do_orm_execute", _narrow)
    event.listen(session_class, "before_flush", _check_writes)
