"""Consent as it crosses boundaries: decisions, the overview of them, receipts, and forced views."""

from dataclasses import dataclass
from datetime import date, datetime

from coaching_app.domain.consent import Category


@dataclass(frozen=True, slots=True)
class SharedPerson:
    """Somebody who shares with me, or with whom I share, and of which categories anything is visible."""

    person_id: str
    name: str
    role: str
    kinds: tuple[str, ...]
    categories: tuple[str, ...]
    is_forced: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What an owner decides: for one person or for an audience (mentor, pastor; a refusal also everyone).

    Without an `item_id` it is about the whole category; `last_day` is a day of the owner.
    """

    category: Category
    item_id: str = ""
    viewer_id: str = ""
    audience: str = ""
    last_day: date | None = None
    is_denial: bool = False


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as its owner sees it; `is_live` while it counts."""

    id: str
    category: str
    item_id: str
    item_name: str
    viewer_id: str
    viewer_name: str
    audience: str
    is_denial: bool
    last_day: date | None
    created_at: datetime
    withdrawn_at: datetime | None
    is_live: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of an owner by its name, for choosing and for receipts."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one party sees of one category: `level` is all, some, none or refused."""

    category: str = ""
    label: str = ""
    level: str = "none"
    tone: str = ""
    words: str = ""
    until: str = ""
    is_withdrawable: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """A person, or a kind of relationship, that can be shared with; `target` is person:<id> or kind:<kind>."""

    target: str = ""
    name: str = ""
    role: str = ""
    person_id: str = ""
    initials: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class NeverRow:
    """A thing that nobody may ever see."""

    id: str = ""
    name: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class ForcedRow:
    """A forced view as the page tells the owner of it."""

    id: str = ""
    words: str = ""
    reason: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Sharing:
    """Everything the sharing page shows."""

    people: tuple[Party, ...] = ()
    kinds: tuple[Party, ...] = ()
    never: tuple[NeverRow, ...] = ()
    forced: tuple[ForcedRow, ...] = ()
    read_words: str = ""


@dataclass(frozen=True, slots=True)
class ThingRow:
    """One thing in the dialog that shares single things."""

    id: str = ""
    name: str = ""
    is_shared: bool = False
    is_never: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The open dialog: one party and one category."""

    target: str = ""
    name: str = ""
    category: str = ""
    label: str = ""
    scope: str = "none"
    last_day: str = ""
    has_things: bool = True


@dataclass(frozen=True, slots=True)
class ItemParty:
    """Whether one party sees one thing, and whether that comes from the whole category."""

    target: str = ""
    name: str = ""
    sees: bool = False
    by_category: bool = False


@dataclass(frozen=True, slots=True)
class ItemSharing:
    """Who sees one thing."""

    category: str = ""
    item_id: str = ""
    name: str = ""
    is_never: bool = False
    parties: tuple[ItemParty, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptFilter:
    """Which receipts; days are the owner's, the last one included."""

    reader_id: str = ""
    category: Category | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """Somebody read one thing `count` times within one minute; `why` says what allowed it."""

    id: str
    reader_id: str
    reader_name: str
    reader_role: str
    category: str
    item_id: str
    item_name: str
    surface: str
    why: str
    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt as the page shows it."""

    id: str = ""
    reader: str = ""
    item: str = ""
    category: str = ""
    surface: str = ""
    why: str = ""
    at: str = ""
    times: str = ""


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A view that somebody asked for, in the words of whoever decides about it."""

    id: str = ""
    words: str = ""
    reason: str = ""
    state: str = ""
    may_decide: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class ForcedView:
    """A forced view: `status` is asked, open, over, ended or declined. The reason is for the people concerned."""

    id: str
    owner_id: str
    owner_name: str
    asker_id: str
    asker_name: str
    approver_name: str
    categories: tuple[str, ...]
    reason: str
    minutes: int
    status: str
    asked_at: datetime
    approved_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    reads: int


@dataclass(frozen=True, slots=True)
class ConsentCounts:
    """How much is shared in a tenant, in numbers only."""

    owners: int
    permissions: int
    refusals: int
    withdrawn: int
    receipts: int
    open_views: int
    waiting_views: int
