"""What the plan and the numbers of a habit may be, wherever they are written."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.habits.plan import MOST_DAYS, WHOLE, Aim, Kind, Plan
from coaching_app.domain.written_text import refuse

# A thousand millions of anything on one day.
MOST_AMOUNT: Final = 10**9
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNIT_LENGTH: Final = 30


def amount_of(text: str, field: str = "value") -> int:
    """Thousandths of a number as people write it, with a point or a comma."""
    plain = text.strip().replace(" ", "").replace("\u00a0", "")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise refuse(field, _("Write a number, for example 2 or 2.5.")) from None
    return checked_amount(number, field)


def checked_amount(number: Decimal | float, field: str = "value") -> int:
    """Thousandths of a number from 0 to a thousand millions."""
    exact = Decimal(str(number))
    if not exact.is_finite() or not 0 <= exact <= MOST_AMOUNT:
        raise refuse(field, _("Write a number from 0 to {most}.").format(most=f"{MOST_AMOUNT:,}"))
    return int((exact * WHOLE).to_integral_value())


def weekday_bits(names: Iterable[str]) -> int:
    """The chosen weekdays as bits; all seven are the same as none chosen."""
    bits = 0
    for name in names:
        if name not in WEEKDAYS:
            raise refuse("weekdays", _("Name weekdays as mon, tue, wed, thu, fri, sat, sun."))
        bits |= 1 << WEEKDAYS.index(name)
    return 0 if bits == 0b1111111 else bits


def weekday_names(bits: int) -> tuple[str, ...]:
    """The chosen weekdays by name."""
    return tuple(name for place, name in enumerate(WEEKDAYS) if bits >> place & 1)


def check_plan(draft: Any) -> Plan:
    """The plan of a draft or of a row; raises Invalid where it means nothing."""
    try:
        kind, aim = Kind(draft.kind), Aim(draft.aim)
    except ValueError:
        raise refuse("kind", _("A habit is yes or no, or measured.")) from None
    if not 1 <= draft.days <= MOST_DAYS:
        raise refuse("days", _("Choose 1 to {most} days.").format(most=MOST_DAYS))
    if not 1 <= draft.times <= draft.days:
        raise refuse("times", _("A day counts once: choose at most as many times as days."))
    if draft.weekdays and draft.days != 1:
        raise refuse("weekdays", _("Choose weekdays or a number of days, not both."))
    if not 0 <= draft.target <= MOST_AMOUNT * WHOLE:
        raise refuse("target", _("Write a number from 0 to {most}.").format(most=f"{MOST_AMOUNT:,}"))
    if kind is Kind.MEASURED and aim is Aim.AT_LEAST and draft.target == 0:
        raise refuse("target", _("Say how much you mean to do."))
    return Plan(kind, aim, draft.target, draft.times, draft.days, draft.weekdays)
