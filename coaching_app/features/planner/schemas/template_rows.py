"""What the pages of templates show: days as weeks, facts already in the person's words."""

from dataclasses import dataclass

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DraftItemRow:
    """An item of a plan; `kind` decides its picture."""

    id: str = ""
    title: str = ""
    facts: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """The items of one week, or those of no week; `number` is empty for the latter."""

    key: str
    label: str
    number: str
    rows: tuple[DraftItemRow, ...]


@dataclass(frozen=True, slots=True)
class ItemForm:
    """An item as its form shows it; `week` and `day` count from 1, an empty week is no date."""

    id: str = ""
    kind: str = "task"
    title: str = ""
    notes: str = ""
    week: str = ""
    day: str = "1"
    minutes: str = ""
    repeats: str = ""
    url: str = ""
    answer: str = "yes_no"
    aim: str = "at_least"
    target: str = ""
    unit: str = ""
    rhythm: str = "daily"
    times: str = "3"
    days: str = "7"
    every: str = "2"
    weekdays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """A template as its form shows it."""

    title: str = ""
    why: str = ""
    weeks: str = "12"
    progress_by: str = "tasks"
    is_reviewed_only: bool = False
    unit: str = ""
    target_value: str = ""


@dataclass(frozen=True, slots=True)
class GivenRow:
    """Somebody who has the template, and how far they are with it."""

    id: str
    name: str
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """Everything the page of one template shows."""

    id: str = ""
    version: int = 0
    form: TemplateForm = TemplateForm()
    facts: str = ""
    weeks: tuple[WeekRow, ...] = ()
    given: tuple[GivenRow, ...] = ()
    week_options: Options = ()
    repeat_options: Options = ()
    circle_options: Options = ()
    people: Options = ()
    first_day: str = ""


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template in the list."""

    id: str
    title: str
    facts: str


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A plan for which somebody asks a review."""

    id: str = ""
    person: str = ""
    title: str = ""
    facts: str = ""
    weeks: tuple[WeekRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A piece of evidence that nobody has reviewed yet."""

    id: str = ""
    person: str = ""
    goal: str = ""
    title: str = ""
    facts: str = ""
    text: str = ""
    href: str = ""
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    """Everything the page of all templates shows: what waits, and what is prepared."""

    asked: tuple[AskedRow, ...] = ()
    proofs: tuple[ProofRow, ...] = ()
    templates: tuple[TemplateRow, ...] = ()
