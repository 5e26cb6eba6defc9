"""What the frame shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """A short message in the corner; `kind` is info, done or error."""

    id: str
    kind: str
    text: str
    undo_label: str = ""
    correlation_id: str = ""


@dataclass(frozen=True)
class OtherTenant:
    """A tenant that the person can go on in."""

    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class Person:
    """The signed-in person as the frame shows them."""

    name: str = ""
    initials: str = ""
    email: str = ""
    role: str = ""
    tenant: str = ""
    # How the tenant looks: the name of its colour, and where its mark is, if it has one.
    accent: str = ""
    logo: str = ""
    other_tenants: tuple[OtherTenant, ...] = ()
    has_other_tenants: bool = False
