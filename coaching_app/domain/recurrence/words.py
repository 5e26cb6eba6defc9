"""Says a recurrence rule in words a person can check."""

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.recurrence.rule import Rule, last_moment

_WORKDAYS = (0, 1, 2, 3, 4)


def rule_words(rule: Rule, language: str = "en", *, after_completion: bool = False) -> str:
    """“every Friday”, “every 2 weeks on Monday and Friday”, “3 days after it is done”."""
    words = [_after_done(rule, language) if after_completion else _every(rule, language)]
    if rule.by_month:
        names = locale(language).months["format"]["wide"]
        words.append(_("in {months}").format(months=_listed([names[month] for month in rule.by_month])))
    if rule.by_week_number:
        words.append(_("in week {numbers}").format(numbers=_listed([*map(str, rule.by_week_number)])))
    if rule.by_year_day:
        words.append(_("on day {numbers} of the year").format(numbers=_listed([*map(str, rule.by_year_day)])))
    if rule.by_position:
        words.append(_("(only number {places})").format(places=_listed([*map(str, rule.by_position)])))
    words.append(_end(rule, language))
    return " ".join(filter(None, words))


def locale(language: str) -> Locale:
    """The locale of a language, English when it is not known."""
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en")


def _every(rule: Rule, language: str) -> str:
    days = tuple(day for day, place in rule.by_day if not place)
    if rule.frequency == "WEEKLY" and rule.interval == 1 and days:
        return _weekly(days, language)
    span = _span(rule)
    on = _on(rule, language)
    return f"{span} {on}" if on else span


def _weekly(days: tuple[int, ...], language: str) -> str:
    if tuple(sorted(days)) == _WORKDAYS:
        return _("every workday")
    return _("every {days}").format(days=_listed([_weekday(day, language) for day in days]))


def _span(rule: Rule) -> str:
    count = rule.interval
    spans = {
        "DAILY": ngettext("every day", "every {count} days", count),
        "WEEKLY": ngettext("every week", "every {count} weeks", count),
        "MONTHLY": ngettext("every month", "every {count} months", count),
        "YEARLY": ngettext("every year", "every {count} years", count),
    }
    return spans[rule.frequency].format(count=count)


def _after_done(rule: Rule, language: str) -> str:
    count = rule.interval
    on = _on(rule, language)
    if on:
        return _("{span} {on}, counted from the day it is done").format(span=_span(rule), on=on)
    spans = {
        "DAILY": ngettext("{count} day after it is done", "{count} days after it is done", count),
        "WEEKLY": ngettext("{count} week after it is done", "{count} weeks after it is done", count),
        "MONTHLY": ngettext("{count} month after it is done", "{count} months after it is done", count),
        "YEARLY": ngettext("{count} year after it is done", "{count} years after it is done", count),
    }
    return spans[rule.frequency].format(count=count)


def _on(rule: Rule, language: str) -> str:
    parts: list[str] = []
    if rule.by_day:
        named = [_placed(place, _weekday(day, language)) for day, place in rule.by_day]
        parts.append(_("on {days}").format(days=_listed(named)))
    if rule.by_month_day:
        parts.append(_("on day {days}").format(days=_listed([_month_day(day) for day in rule.by_month_day])))
    return " ".join(parts)


def _placed(place: int, weekday: str) -> str:
    if not place:
        return weekday
    if place == -1:
        return _("the last {weekday}").format(weekday=weekday)
    if place < 0:
        return _("{weekday} number {place} from the end").format(weekday=weekday, place=-place)
    return _("{weekday} number {place}").format(weekday=weekday, place=place)


def _month_day(day: int) -> str:
    if day == -1:
        return _("the last")
    return str(day) if day > 0 else _("{day} from the end").format(day=-day)


def _end(rule: Rule, language: str) -> str:
    if rule.count is not None:
        return ngettext("once", "{count} times", rule.count).format(count=rule.count)
    if rule.until is None:
        return ""
    day = format_date(last_moment(rule.until).date(), "medium", locale=locale(language))
    return _("until {day}").format(day=day)


def _weekday(day: int, language: str) -> str:
    return locale(language).days["format"]["wide"][day]


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])
