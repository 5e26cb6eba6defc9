"""Who a tenant asks for a second step at sign-in, and which ways of signing in have shown one."""

from enum import StrEnum

from coaching_app.domain.actor import Role


class SecondStep(StrEnum):
    """The people of a tenant who must have a second step."""

    NOBODY = "nobody"
    LEADERS = "leaders"
    EVERYBODY = "everybody"


_LEADERS = frozenset({Role.ADMIN, Role.PASTOR, Role.MENTOR})


def asks(rule: str, role: Role) -> bool:
    """Whether somebody in this role must have shown a second step; a rule nobody knows asks everybody."""
    if rule == SecondStep.NOBODY:
        return False
    return role in _LEADERS if rule == SecondStep.LEADERS else True


def shows_two(method: str) -> bool:
    """Whether this way of signing in was two steps: a passkey is what one has and who one is at once."""
    return method == "passkey" or method.endswith(" and code")
