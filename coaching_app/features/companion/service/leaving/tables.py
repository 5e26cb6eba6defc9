"""Says of every table whose its rows are, what leaves with a person, and what can be brought in elsewhere.

A new table with people in it has to be placed here; a test says so.
"""

from typing import Final

from sqlalchemy import ColumnElement, Table, false, or_, select
from sqlmodel import SQLModel

import coaching_app.models  # noqa: F401 # pyright: ignore[reportUnusedImport]: registers every table

PERSON: Final = "person"
# The columns that make a row somebody's own; where a table is not named, these of the usual names.
USUAL: Final = ("owner_id", "user_id")
OWN: Final[dict[str, tuple[str, ...]]] = {
    "circle": ("leader_id",),
    "circlemember": ("person_id",),
    "goalassignment": ("person_id",),
    "handover": ("mentee_id",),
    "invitation": ("inviter_id",),
    "pathwaywalk": ("person_id",),
    "relationship": ("mentee_id", "coach_id"),
}
# Rows of others that mean nothing without the person; they go with them, and are not taken along.
GOES_TOO: Final[dict[str, tuple[str, ...]]] = {
    "consentgrant": ("viewer_id",),
    "goalassignment": ("coach_id",),
    "handover": ("from_id", "to_id"),
    "nudge": ("coach_id",),
}
# Brought in elsewhere, in this order or the database's.
IMPORTED: Final = frozenset(
    {
        "answerrun",
        "checkin",
        "checkinanswer",
        "checkinfield",
        "checkinform",
        "conversation",
        "evidence",
        "goal",
        "goaltemplate",
        "goaltemplateversion",
        "habit",
        "habitentry",
        "habitpreference",
        "insightverdict",
        "message",
        "milestone",
        "note",
        "notealias",
        "notelink",
        "notetag",
        "proposal",
        "reminder",
        "reminderpreference",
        "resource",
        "resourcefile",
        "rest",
        "seenspan",
        "source",
        "task",
        "weeklyreview",
    }
)
# Taken along to be read, not brought in, and why.
ONLY_READ: Final[dict[str, str]] = {
    "breakglass": "a view into another instance cannot be open here",
    "circle": "its people are not here",
    "circlemember": "a circle is joined anew",
    "consentgrant": "nothing is shared in a new place before its owner says so",
    "evidencereview": "the reviewer is not here",
    "goalassignment": "who assigned is not here; the goal itself comes along",
    "handover": "it was between people who are not here",
    "handoveritem": "the same",
    "importproblem": "the history of imports into the other instance",
    "inboxitem": "it was told in the other instance",
    "linkedaccount": "sign-ins are set up anew",
    "membership": "belonging is decided by each instance",
    "nudge": "who wrote it is not here",
    "pathwaywalk": "the pathway belongs to the other tenant",
    "readreceipt": "a receipt of another instance cannot be vouched for here",
    "relationship": "two people say yes anew",
    "stepdone": "the pathway belongs to the other tenant",
    "vaultimport": "the history of imports into the other instance",
}
# Never in an archive, and why; all of it is deleted with the account.
SECRET: Final[dict[str, str]] = {
    "apitokenfamily": "holds digests of secrets",
    "authenticator": "holds the secret of a second factor",
    "calendarfeed": "its address is a secret; a new one is made elsewhere",
    "emailchange": "is on its way for minutes only",
    "habitreplay": "keys of what a device has sent before; worthless elsewhere",
    "invitation": "holds digests of secrets, and other people's addresses",
    "login": "holds digests of secrets",
    "passkey": "is bound to this address of the product",
    "personarchive": "is the archive itself",
    "recoverycode": "holds digests of secrets",
    "refreshtoken": "holds digests of secrets",
    "ticket": "is on its way for minutes only",
}
# Nobody's own: the tenant's, the installation's, or the trail that outlives everybody.
SHARED: Final[dict[str, str]] = {
    "auditentry": "the trail holds ids and no content, and may not be changed",
    "audithead": "the same",
    "installation": "the installation's",
    "job": "work under way; holds ids only",
    "outboxmail": "letters are found by their address, not by a person",
    "pathway": "the tenant's; its author becomes nameless",
    "pathwaystep": "the same",
    "person": "the account itself: removed, or nameless where others still refer to it",
    "scheduleslot": "the installation's",
    "tenant": "the tenant's",
    "tenantlogo": "the tenant's",
}


def tables() -> list[Table]:
    """Every table, those referred to before those that refer."""
    return list(SQLModel.metadata.sorted_tables)


def own_columns(table: Table) -> tuple[str, ...]:
    """The columns that make a row of this table somebody's own."""
    if table.name in SHARED:
        return ()
    return OWN.get(table.name) or tuple(name for name in USUAL if name in table.c)


Mine = dict[str, ColumnElement[bool]]


def mine(person_id: str) -> Mine:
    """By table, the condition for what is this person's: by its own column, or as a part of what is theirs."""
    found: Mine = {}
    for table in tables():
        owns = own_columns(table)
        if owns:
            found[table.name] = or_(*(table.c[name] == person_id for name in owns))
        elif table.name not in SHARED:
            parts = _parts(table, found)
            if parts:
                found[table.name] = or_(*parts)
    return found


def doomed(person_id: str) -> Mine:
    """By table, what has to go with the person: theirs, what others have only through them, and parts of both."""
    found: Mine = {}
    for table in tables():
        if table.name in SHARED:
            continue
        names = (*own_columns(table), *GOES_TOO.get(table.name, ()))
        conditions = [table.c[name] == person_id for name in names]
        conditions += _parts(table, found, needed=True)
        if conditions:
            found[table.name] = or_(false(), *conditions)
    return found


def _parts(table: Table, found: Mine, *, needed: bool = False) -> list[ColumnElement[bool]]:
    """The conditions under which a row hangs on a row already found; only where it cannot be without, if `needed`."""
    return [
        key.parent.in_(select(key.column).where(found[key.column.table.name]))
        for key in table.foreign_keys
        if key.column.table.name in found
        and key.column.table is not table
        and not (needed and key.parent.nullable)
    ]
