"""Consent as it crosses boundaries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SharedPerson:
    """Somebody who shares with me, or with whom I share, and of which categories anything is visible."""

    person_id: str
    name: str
    role: str
    kinds: tuple[str, ...]
    categories: tuple[str, ...]
    is_forced: bool = False
