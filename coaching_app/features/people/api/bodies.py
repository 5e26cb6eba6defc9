"""What requests about people may hold: bounded, and nothing that was not asked for."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from coaching_app.core.paging import LONGEST_CURSOR
from coaching_app.domain.actor import Role
from coaching_app.domain.consent import Category
from coaching_app.features.people.schemas import Kind, Side
from coaching_app.features.people.service.tenants import LARGEST_PEOPLE_QUOTA, LARGEST_STORAGE_QUOTA

LARGEST = 500_000
Id = Annotated[str, Field(max_length=26)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"[^\s\x00-\x1f\x7f-\x9f]")]
Short = Annotated[str, Field(max_length=300)]
Text = Annotated[str, Field(max_length=4000)]
Password = Annotated[str, Field(min_length=1, max_length=1000)]
Code = Annotated[str, Field(max_length=200)]
Version = Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
Cursor = Annotated[str | None, Field(max_length=LONGEST_CURSOR)]


class Body(BaseModel):
    """A body with no more than its fields."""

    model_config = ConfigDict(extra="forbid")


class NewRelationship(Body):
    """Whom to walk with, or whom to ask; `side` is what the one who sends this will be."""

    person_id: Id
    side: Side
    kind: Kind = "mentor"


class Introduction(Body):
    """Two people to bring together."""

    coach_id: Id
    mentee_id: Id
    kind: Kind = "mentor"


class NewCircle(Body):
    """A circle to make."""

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"[^\s\x00-\x1f\x7f-\x9f]")]
    purpose: Annotated[str, Field(max_length=2000)] = ""


class CirclePatch(Body):
    """What to change of a circle; what is left out stays."""

    name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    purpose: Annotated[str, Field(max_length=2000)] | None = None


class Person(Body):
    """Somebody, by id."""

    person_id: Id


class Step(Body):
    """A step of a pathway; with the id of one that is there, it stays that one."""

    title: Name
    description: Text = ""
    evidence: Annotated[str, Field(max_length=2000)] = ""
    sensitive: bool = False
    id: Id | None = None


class NewPathway(Body):
    """A pathway to write."""

    title: Name
    description: Text = ""
    steps: Annotated[list[Step], Field(min_length=1, max_length=60)]


class PathwayEdit(NewPathway):
    """A pathway written anew, and the version it was made from."""

    version: Version


class NewWalk(Body):
    """Somebody to set on a pathway."""

    pathway_id: Id
    person_id: Id


class Evidence(Body):
    """What shows that a step is reached."""

    evidence: Annotated[str, Field(min_length=1, max_length=4000)]


class NewInvitation(Body):
    """Whom to invite as what; without an address the answer's link is the invitation."""

    role: Role = Role.MENTEE
    email: Short = ""
    kind: Kind | None = None


class Opening(Body):
    """The secret of an invitation."""

    code: Code


class Acceptance(Opening):
    """The form of somebody who accepts; who has an account sends the code alone."""

    display_name: Short = ""
    email: Short = ""
    password: Annotated[str, Field(max_length=1000)] = ""
    time_zone: Short = "UTC"


class NewHandover(Body):
    """Which relationship passes to whom."""

    relationship_id: Id
    to_id: Id


class PickedItem(Body):
    """A whole category, or one item of it."""

    category: Category
    item_id: Id = ""


class Package(Body):
    """What passes on."""

    picked: Annotated[list[PickedItem], Field(max_length=500)]


class RoleBody(Body):
    """A role to give."""

    role: Role


class TenantPatch(Body):
    """Settings of a tenant; what is left out stays."""

    name: Name | None = None
    time_zone: Short | None = None
    language: Short | None = None
    accent: Short | None = None
    ai_enabled: bool | None = None


PeopleQuota = Annotated[StrictInt, Field(ge=1, le=LARGEST_PEOPLE_QUOTA)]
StorageQuota = Annotated[StrictInt, Field(ge=1, le=LARGEST_STORAGE_QUOTA, description="In bytes.")]


class QuotaBody(Body):
    """Bounds of a tenant; null is without limit, what is left out stays."""

    people_quota: PeopleQuota | None = None
    storage_quota: StorageQuota | None = None


class NewTenant(QuotaBody):
    """A tenant to make."""

    name: Name
    time_zone: Short = "UTC"
    language: Short = "en"


class Next(BaseModel):
    """Where the browser goes now."""

    next: str


Whose = Literal["mine", "tenant"]
