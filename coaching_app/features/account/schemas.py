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
class HalfLogin:
    """A second step well done: who it was, how they proved it, where they wanted to go."""

    credentials: Credentials
    method: str
    target: str


@dataclass(frozen=True, slots=True)
class LoginView:
    """One signed-in browser, device or agent, as its owner sees it; `device` is a User-Agent, or it in words."""

    id: str
    kind: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool
    method: str = ""
    name: str = ""
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewToken:
    """An agent's own token; `secret` is shown this once."""

    id: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey as its owner sees it."""

    id: str
    name: str
    is_backed_up: bool
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkedView:
    """An account elsewhere that opens this one."""

    id: str
    provider: str
    label: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProviderView:
    """A place where people may sign in, as its button says."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Security:
    """How a person's account is protected; `waiting_email` is an address they want to have instead of theirs."""

    has_password: bool
    has_second_factor: bool
    codes_left: int
    is_fresh: bool
    waiting_email: str
    is_address_confirmed: bool


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
