"""What others may see, what they have seen, and how the owner decides about both."""

from coaching_app.features.consent.queries import visible_to
from coaching_app.features.consent.service.decisions import (
    decide,
    decide_again,
    get_decision,
    lift,
    list_decisions,
    pass_on,
    share_item,
    withdraw,
    withdraw_from,
    withdraw_things,
)
from coaching_app.features.consent.service.forcing import (
    approve_opening,
    ask_to_open,
    asked_rows,
    consent_counts,
    decline_opening,
    end_opening,
    forced_rows,
    list_openings,
    openings_of_me,
)
from coaching_app.features.consent.service.history import list_receipts, readers_of, receipt_row, receipts_csv
from coaching_app.features.consent.service.overview import (
    parse_target,
    read_choice,
    read_item_sharing,
    read_sharing,
)
from coaching_app.features.consent.service.people import look_at, shared_people, viewers_of
from coaching_app.features.consent.service.receipts import record_reads
from coaching_app.features.consent.service.things import things_of, use_things
from coaching_app.features.consent.service.wording import category_label, day_of

__all__ = [
    "approve_opening",
    "ask_to_open",
    "asked_rows",
    "category_label",
    "consent_counts",
    "day_of",
    "decide",
    "decide_again",
    "decline_opening",
    "end_opening",
    "forced_rows",
    "get_decision",
    "lift",
    "list_decisions",
    "list_openings",
    "list_receipts",
    "look_at",
    "openings_of_me",
    "parse_target",
    "pass_on",
    "read_choice",
    "read_item_sharing",
    "read_sharing",
    "readers_of",
    "receipt_row",
    "receipts_csv",
    "record_reads",
    "share_item",
    "shared_people",
    "things_of",
    "use_things",
    "viewers_of",
    "visible_to",
    "withdraw",
    "withdraw_from",
    "withdraw_things",
]
