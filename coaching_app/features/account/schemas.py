"""What crosses the borders of the account feature."""

from dataclasses import dataclass
from datetime import datetime

from coaching_app.domain.actor import Role


@dataclass(frozen=True, slots=True)
class FirstSetup:
    """What the wizard asks for; `time_zone` is an IANA name."""

    tenant_name: str
    display_name: str
    email: str
    password: str
    time_zone: str = "UTC"
    language: str = "en"
    ai_enabled: bool = True


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody an admin makes an account for."""

    display_name: str
    email: str
    password: str
    role: Role
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Client:
    """Where a sign-in comes from."""

    device: str
    address: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """The person and tenant a correct password opens."""

    user_id: str
    tenant_id: str


@dataclass(frozen=True, slots=True)
class LoginView:
    """One signed-in browser or API client, as its owner sees it."""

    id: str
    kind: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person may see and change about themselves."""

    display_name: str
    email: str
    time_zone: str
    language: str
    role: str
    tenant_name: str
    ai_enabled: bool
