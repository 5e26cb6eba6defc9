"""What the dashboard says beside the widgets of other features."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overview:
    """The greeting, the day, and how many notes there are."""

    greeting: str = ""
    day: str = ""
    notes: int = 0
    recent_notes: int = 0
    notes_summary: str = ""
