"""What crosses the borders of the people feature."""

from coaching_app.features.people.schemas.people import (
    CircleMemberView,
    CircleStatus,
    CircleView,
    CoachView,
    Kind,
    KnownPerson,
    PersonRef,
    RelationshipStatus,
    RelationshipView,
    Side,
)

__all__ = [
    "CircleMemberView",
    "CircleStatus",
    "CircleView",
    "CoachView",
    "Kind",
    "KnownPerson",
    "PersonRef",
    "RelationshipStatus",
    "RelationshipView",
    "Side",
]
