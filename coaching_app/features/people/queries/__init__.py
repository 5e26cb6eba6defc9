"""Reads of the people feature: SQL in, schemas out."""

from coaching_app.features.people.queries.circles import (
    circle_views,
    member_views,
    shared_circles,
)
from coaching_app.features.people.queries.invitations import (
    find_invitation,
    invitation_views,
    member_by_email,
    person_by_email,
    status_of,
)
from coaching_app.features.people.queries.members import (
    living_members,
    lock_admins,
    lock_membership,
    member,
    members,
    own_tenants,
    storage_used,
)
from coaching_app.features.people.queries.pathways import (
    pathways,
    steps_done,
    steps_of,
    walks,
)
from coaching_app.features.people.queries.quotas import (
    require_room,
    require_storage,
)
from coaching_app.features.people.queries.relationships import (
    COACHING,
    LIVING,
    coaches,
    is_known,
    is_member,
    is_part_of,
    names_of,
    relationship_views,
    role_of,
    walks_with,
    walks_with_also,
)

__all__ = [
    "COACHING",
    "LIVING",
    "circle_views",
    "coaches",
    "find_invitation",
    "invitation_views",
    "is_known",
    "is_member",
    "is_part_of",
    "living_members",
    "lock_admins",
    "lock_membership",
    "member",
    "member_by_email",
    "member_views",
    "members",
    "names_of",
    "own_tenants",
    "pathways",
    "person_by_email",
    "relationship_views",
    "require_room",
    "require_storage",
    "role_of",
    "shared_circles",
    "status_of",
    "steps_done",
    "steps_of",
    "storage_used",
    "walks",
    "walks_with",
    "walks_with_also",
]
