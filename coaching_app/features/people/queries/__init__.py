"""Reads of the people feature: SQL in, schemas out."""

from coaching_app.features.people.queries.circles import circle_views, member_views, shared_circles
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
)

__all__ = [
    "COACHING",
    "LIVING",
    "circle_views",
    "coaches",
    "is_known",
    "is_member",
    "is_part_of",
    "member_views",
    "names_of",
    "relationship_views",
    "role_of",
    "shared_circles",
    "walks_with",
]
