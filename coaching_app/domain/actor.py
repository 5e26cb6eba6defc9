"""Who is acting: the person, the tenant they act in, and the role they hold there."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a tenant; pastor and mentor are the coaching roles."""

    ADMIN = "admin"
    PASTOR = "pastor"
    MENTOR = "mentor"
    MENTEE = "mentee"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, looked up anew for every request and every event.

    `login_id` names the browser login or the API token family that was presented; `time_zone` is an
    IANA name and `language` a BCP 47 code, both for the edge only. `scopes` is what a program's token may
    do; our own pages have no such bounds. `owes_second_step` means that the tenant asks this person for a second
    step at sign-in and this sign-in has shown none: until then nothing works but showing one.
    """

    user_id: str
    tenant_id: str
    role: Role
    login_id: str
    display_name: str
    email: str
    time_zone: str = "UTC"
    language: str = "en"
    scopes: frozenset[str] | None = None
    owes_second_step: bool = False
