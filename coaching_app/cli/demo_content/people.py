"""The invented people of the sample tenant."""

from dataclasses import dataclass

from coaching_app.domain.actor import Role

TENANT = "Grace House"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who gets an account; the first of `PEOPLE` also runs the instance."""

    name: str
    email: str
    role: Role
    part: str


PASTOR = Person("Miriam Hale", "miriam@grace-house.example", Role.ADMIN, "pastor, runs the instance")
TOBIAS = Person("Tobias Lindqvist", "tobias@grace-house.example", Role.MENTOR, "mentor")
JONAH = Person("Jonah Ferreira", "jonah@grace-house.example", Role.MENTEE, "mentee")
NOEMI = Person("Noemi Castellan", "noemi@grace-house.example", Role.MENTEE, "mentee")
OTHERS = (TOBIAS, JONAH, NOEMI)
PEOPLE = (PASTOR, *OTHERS)
