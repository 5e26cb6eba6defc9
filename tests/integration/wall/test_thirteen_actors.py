"""Every route is asked by thirteen actors, and for objects in four relations to them, on both databases."""

from typing import Any

import pytest

from coaching_app.access import matrix
from coaching_app.api.rest import product_routes
from coaching_app.core.clock import now
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import Category
from coaching_app.models import ConsentGrant, Relationship
from tests.integration.wall.belongings import belongings
from tests.integration.wall.route_samples import IN_TEXT, SAMPLES, SIGNED_IN, call
from tests.integration.wall.test_access_matrix import without_trace
from tests.integration.wall.thirteen import missing, thirteen
from tests.support.people import Cast, add_person
from tests.support.rest import Rest, all_routers


@pytest.fixture(autouse=True)
def _room(set_settings) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="1000000")


def routes() -> list[matrix.Entry]:
    """Every route behind sign-in."""
    return [
        entry
        for entry in matrix.route_entries(product_routes(all_routers()))
        if matrix.answer(entry.policy, "anonymous") == "401"
    ]


def test_the_thirteen_actors_and_the_four_relations_are_all_there() -> None:
    assert len(matrix.ACTORS) == 13
    assert len(matrix.RELATIONS) == 4
    for policy in matrix.ANSWERS:
        assert {matrix.answer(policy, actor) for actor in matrix.ACTORS} <= {
            "yes",
            "401",
            "403",
            "404",
            "never",
        }
    assert {name.split(" ", 1)[0] for name in matrix.OF_TENANT} <= {"GET", "POST", "PUT", "PATCH", "DELETE"}
    assert set(matrix.OF_TENANT) | set(matrix.OF_SHARED) <= {entry.name for entry in routes()}, (
        "a row of a route that is gone"
    )


async def test_thirteen_actors_knock_at_every_route(rest: Rest, cast: Cast) -> None:
    """Who may not come in is refused before anything is looked for: nobody has an object here."""
    ids = missing(await belongings(cast.mentee))
    callers = await thirteen(rest, cast)
    assert [caller.name for caller in callers] == list(matrix.ACTORS)
    wrong = []
    for entry in routes():
        for caller in callers:
            expected = matrix.answer(entry.policy, caller.name)
            answer = await call(rest, entry.name, ids, dict(caller.headers))
            status = answer.status_code
            if expected == "yes":
                # Refused for what it is, at most, such as for not being the installation's owner.
                is_right = status not in {401, 500} and (
                    status != 403 or SAMPLES[entry.name].ok in {403, 404, 409}
                )
            else:
                is_right = str(status) == expected
            if not is_right:
                wrong.append((entry.name, caller.name, expected, status, answer.text[:160]))
    assert not wrong, "\n".join(map(str, wrong))


async def _share_everything(owner: Actor, viewer: Actor) -> None:
    """The viewer walks with the owner and is let see all categories."""
    async with unit_of_work(owner.tenant_id) as db:
        db.add(
            Relationship(
                coach_id=viewer.user_id, mentee_id=owner.user_id, status="active", proposed_by=owner.user_id,
                started_at=now(), coach_accepted_at=now(), mentee_accepted_at=now(),
            )
        )  # fmt: skip
        db.add_all(
            ConsentGrant(owner_id=owner.user_id, category=category.value, audience="mentor")
            for category in Category
        )


def _same(answer: Any, absent: Any) -> bool:
    """Word for word what a missing object gets; some routes refuse all of them for another reason first."""
    is_refused = answer.status_code == absent.status_code >= 400
    return is_refused and without_trace(answer) == without_trace(absent)


async def test_an_object_in_four_relations(rest: Rest, cast: Cast) -> None:
    """Own things are there (tested by every feature); what is another's is like what does not exist."""
    theirs = {
        "unshared": await belongings(cast.other_mentee),
        "other tenant": await belongings(cast.foreign_mentee),
    }
    sharer = await add_person(cast.mentee.tenant_id, "sharer", Role.MENTEE)
    theirs["shared"] = await belongings(sharer)
    await _share_everything(sharer, cast.mentor)
    wrong = []
    for actor in (cast.mentee, cast.mentor, cast.pastor, cast.admin):
        headers = await rest.bearer(actor)
        own = await belongings(actor)
        for entry in routes():
            if matrix.answer(entry.policy, actor.role.value) != "yes":
                continue
            for parameter in dict.fromkeys(IN_TEXT.findall(entry.name)):
                absent = await call(rest, entry.name, own | {parameter: new_id()}, headers)
                for relation, ids in theirs.items():
                    if relation == "shared" and actor is not cast.mentor:
                        continue
                    expected = matrix.object_answer(entry, relation, actor.role.value)
                    answer = await call(rest, entry.name, own | {parameter: ids[parameter]}, headers)
                    is_right = expected != "404" or (
                        _same(answer, absent)
                        and ids[parameter] not in answer.text
                        and (answer.status_code == 404 or entry.name not in SIGNED_IN)
                    )
                    if not is_right or (relation == "other tenant" and "CANARY" in answer.text):
                        wrong.append((entry.name, actor.role.value, relation, answer.status_code,
                                      absent.status_code, answer.text[:160]))  # fmt: skip
    assert not wrong, "\n".join(map(str, wrong))
