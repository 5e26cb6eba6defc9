"""Consent as a machine: whatever is granted, refused, withdrawn, ended or forced open, SQL agrees with a plain model."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlmodel import col

from coaching_app.core import clock
from coaching_app.core.ids import new_id
from coaching_app.db.engine import open_database
from coaching_app.db.unit_of_work import snapshot, unit_of_work, use_database
from coaching_app.domain.actor import Role
from coaching_app.domain.consent import Category, Viewer
from coaching_app.features.consent import service
from coaching_app.features.consent.queries import grounds_of
from coaching_app.features.consent.schemas import Decision, Thing
from coaching_app.features.consent.service.things import _sources
from coaching_app.models import Goal, Relationship
from tests.support.people import add_person, add_tenant

START = datetime(2026, 3, 28, 9, tzinfo=UTC)
KINDS = ("mentor", "pastor")


@dataclass
class Grant:
    viewer: str
    audience: str
    item: int | None
    denies: bool
    ends_at: datetime | None
    row_id: str
    withdrawn: bool = False


@dataclass
class Glass:
    asker: str
    row_id: str
    ends_at: datetime | None = None
    ended: bool = False


class Consent(RuleBasedStateMachine):
    url = ""

    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.moment = START
        self.ties, self.grants, self.glasses = {}, [], []
        self.runner.run(self._begin())

    def teardown(self):
        self.runner.run(self.database.dispose())
        use_database(None)
        self.runner.close()

    async def _begin(self):
        self.database = open_database(self.url)
        use_database(self.database)
        tenant = await add_tenant("T")
        self.owner = replace(await add_person(tenant, "owner", Role.MENTEE), time_zone="Europe/Berlin")
        self.people = {
            name: await add_person(tenant, name, Role(name.split("_")[0]))
            for name in ("mentor_one", "mentor_two", "pastor", "admin_one", "admin_two")
        }
        async with unit_of_work(tenant) as db:
            rows = [Goal(owner_id=self.owner.user_id, title=str(number)) for number in range(3)]
            db.add_all(rows)
        self.items = [row.id for row in rows]

        async def things(_db, _owner, ids, _limit):
            return tuple(Thing(one, one) for one in self.items if ids is None or one in ids)

        _sources[Category.GOALS] = things

    def _do(self, use_case, actor, *args, **kwargs):
        async def inside():
            with clock.freeze(self.moment):
                async with unit_of_work(actor.tenant_id) as db:
                    return await use_case(db, actor, *args, **kwargs)

        return self.runner.run(inside())

    # --- transitions ------------------------------------------------------------------------------

    @rule(name=st.sampled_from(["mentor_one", "mentor_two", "pastor"]), kind=st.sampled_from(KINDS))
    def walk_together(self, name, kind):
        if self.ties.get((name, kind)):
            return

        async def tie(db, actor):
            row = Relationship(
                coach_id=self.people[name].user_id, mentee_id=actor.user_id, kind=kind, status="active",
                proposed_by=actor.user_id, id=new_id(),
            )  # fmt: skip
            db.add(row)
            return row.id

        self.ties[name, kind] = self._do(tie, self.owner)

    @precondition(lambda self: any(self.ties.values()))
    @rule(data=st.data())
    def part(self, data):
        pair = data.draw(st.sampled_from(sorted(pair for pair, row in self.ties.items() if row)))

        async def end(db, _actor):
            row = await db.get(Relationship, self.ties[pair])
            row.status = "ended"

        self._do(end, self.owner)
        self.ties[pair] = None

    @rule(
        audience=st.sampled_from(["mentor", "pastor", "everyone"]),
        item=st.sampled_from([None, 0, 1]),
        denies=st.booleans(),
        days=st.sampled_from([None, 0, 1]),
    )
    def decide_for_a_kind(self, audience, item, denies, days):
        if audience == "everyone" and not denies:
            denies = True
        self._decide("", audience, item, denies, days)

    @precondition(lambda self: any(self.ties.values()))
    @rule(
        data=st.data(),
        item=st.sampled_from([None, 0, 1]),
        denies=st.booleans(),
        days=st.sampled_from([None, 0, 1]),
    )
    def decide_for_a_person(self, data, item, denies, days):
        name = data.draw(st.sampled_from(sorted(name for (name, _kind), row in self.ties.items() if row)))
        self._decide(name, "", item, denies, days)

    def _decide(self, name, audience, item, denies, days):
        # The owner's day: late in the evening of Greenwich it is tomorrow already.
        today = self.moment.astimezone(ZoneInfo("Europe/Berlin")).date()
        last_day = None if days is None else today + timedelta(days=days)
        decision = Decision(
            Category.GOALS,
            "" if item is None else self.items[item],
            self.people[name].user_id if name else "",
            audience,
            last_day,
            denies,
        )
        view = self._do(service.decide, self.owner, decision)
        same = [
            grant for grant in self.grants
            if (grant.viewer, grant.audience, grant.item, grant.denies) == (name, audience, item, denies)
        ]  # fmt: skip
        for grant in same:
            if self._lives(grant) and grant.row_id != view.id:
                grant.withdrawn = True
        if all(grant.row_id != view.id for grant in same):
            # 28 March 2026 has 24 hours in Berlin, the 29th has 23: midnight is 23:00, then 22:00 UTC.
            hour = 23 if last_day and last_day.day < 29 else 22
            ends = last_day and datetime(last_day.year, last_day.month, last_day.day, hour, tzinfo=UTC)
            self.grants.append(Grant(name, audience, item, denies, ends, view.id))

    @precondition(lambda self: self.grants)
    @rule(data=st.data())
    def withdraw(self, data):
        grant = data.draw(st.sampled_from(self.grants))
        self._do(service.withdraw, self.owner, grant.row_id)
        grant.withdrawn = True

    @precondition(lambda self: self.grants)
    @rule(name=st.sampled_from(["", "mentor_one", "pastor"]), kind=st.sampled_from(KINDS))
    def withdraw_all_of_one_party(self, name, kind):
        viewer_id = self.people[name].user_id if name else ""
        taken = self._do(
            service.withdraw_from,
            self.owner,
            Category.GOALS,
            viewer_id=viewer_id,
            audience="" if name else kind,
        )
        expected = [
            grant for grant in self.grants
            if self._lives(grant) and not grant.denies
            and (grant.viewer == name if name else grant.audience == kind)
        ]  # fmt: skip
        assert set(taken) == {grant.row_id for grant in expected}
        for grant in expected:
            grant.withdrawn = True

    @rule(hours=st.sampled_from([1, 5, 12, 24]))
    def time_passes(self, hours):
        self.moment += timedelta(hours=hours)

    @rule(name=st.sampled_from(["admin_one", "admin_two"]))
    def ask_to_open(self, name):
        view = self._do(
            service.ask_to_open, self.people[name], self.owner.user_id, [Category.GOALS],
            "a reason that is long enough", minutes=90,
        )  # fmt: skip
        self.glasses.append(Glass(name, view.id))

    @precondition(lambda self: any(glass.ends_at is None and not glass.ended for glass in self.glasses))
    @rule(data=st.data())
    def approve(self, data):
        waiting = [glass for glass in self.glasses if glass.ends_at is None and not glass.ended]
        glass = data.draw(st.sampled_from(waiting))
        if self._asked_long_ago(glass):
            return
        decider = "pastor" if glass.asker == "admin_one" else "admin_one"
        view = self._do(service.approve_opening, self.people[decider], glass.row_id)
        glass.ends_at = view.ends_at
        assert glass.ends_at == self.moment + timedelta(minutes=90)

    def _asked_long_ago(self, glass):
        views = self._do(service.list_openings, self.people["admin_one"])
        return next(view for view in views if view.id == glass.row_id).status != "asked"

    @precondition(lambda self: self.glasses)
    @rule(data=st.data())
    def close(self, data):
        glass = data.draw(st.sampled_from(self.glasses))
        self._do(service.end_opening, self.people["admin_two"], glass.row_id)
        glass.ended = True

    # --- the model --------------------------------------------------------------------------------

    def _lives(self, grant):
        return not grant.withdrawn and (grant.ends_at is None or self.moment < grant.ends_at)

    def _sees(self, name, item):
        if name.startswith("admin"):
            return any(
                glass.asker == name and not glass.ended and glass.ends_at and self.moment < glass.ends_at
                for glass in self.glasses
            )
        # A mentor is nobody's pastor, whatever a relationship says.
        able = KINDS if name == "pastor" else ("mentor",)
        kinds = {kind for kind in able if self.ties.get((name, kind))}
        about = [
            grant for grant in self.grants
            if self._lives(grant) and grant.item in {None, item}
            and (grant.viewer == name or grant.audience in kinds or grant.audience == "everyone")
        ]  # fmt: skip
        return bool(kinds) and bool(about) and not any(grant.denies for grant in about)

    @invariant()
    def sql_agrees(self):
        self.runner.run(self._compare())

    async def _compare(self):
        with clock.freeze(self.moment):
            async with snapshot(self.owner.tenant_id) as db:
                for name, person in self.people.items():
                    viewer = Viewer.of(person)
                    condition = service.visible_to(viewer, Category.GOALS, col(Goal.owner_id), col(Goal.id))
                    found = set(await db.scalars(select(col(Goal.id)).where(condition)))
                    assert found == {self.items[item] for item in range(3) if self._sees(name, item)}, name
                    ground = await grounds_of(db, viewer, self.owner.user_id, Category.GOALS)
                    assert found == {item for item in self.items if ground.basis_for(item)}, name
                    other = service.visible_to(viewer, Category.NOTES, col(Goal.owner_id), col(Goal.id))
                    assert not set(await db.scalars(select(col(Goal.id)).where(other)))


def test_sql_and_model_agree_after_every_transition(database_url):
    before = dict(_sources)
    machine = type("ConsentHere", (Consent,), {"url": database_url})
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=4, stateful_step_count=30, deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
    finally:
        _sources.clear()
        _sources.update(before)
