"""Housekeeping removes what ended long ago and nothing that anybody still needs."""

from datetime import timedelta

from sqlalchemy import select

from coaching_app.core.clock import now
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.models.job import Job, ScheduleSlot
from coaching_app.models.login import ApiTokenFamily, Login, RefreshToken
from coaching_app.queue import housekeeping as module
from coaching_app.queue.engine import check_setup
from coaching_app.queue.housekeeping import housekeeping, tidy
from coaching_app.queue.port import JobContext


async def _ids(table):
    async with snapshot(ALL_TENANTS) as db:
        return set((await db.scalars(select(table.id))).all())


async def test_only_old_finished_jobs_go(database, monkeypatch):
    monkeypatch.setattr(module, "_BATCH", 2)
    old, recent = now() - timedelta(days=31), now() - timedelta(days=29)
    stays = {"queued": Job(kind="a"), "running": Job(kind="a", status="running")}
    for status, finished in (("done", recent), ("cancelled", recent), ("dead", old)):
        stays[status] = Job(kind="a", status=status, finished_at=finished)
    goes = [Job(kind="a", status=status, finished_at=old) for status in ("done", "cancelled") * 3]
    goes.append(Job(kind="a", status="dead", finished_at=now() - timedelta(days=91)))
    async with unit_of_work(ALL_TENANTS) as db:
        db.add_all([*stays.values(), *goes])
        wanted = {job.id for job in stays.values()}
    await tidy(JobContext("j", None, {}))
    assert await _ids(Job) == wanted


async def test_the_newest_slot_of_each_schedule_stays(database):
    async with unit_of_work(ALL_TENANTS) as db:
        db.add_all(
            ScheduleSlot(schedule=name, slot=now() - timedelta(days=days))
            for name, days in (("yearly", 300), ("yearly", 665), ("daily", 1), ("daily", 40))
        )
    await tidy(JobContext("j", None, {}))
    async with snapshot(ALL_TENANTS) as db:
        left = (await db.scalars(select(ScheduleSlot.schedule).order_by(ScheduleSlot.schedule))).all()
    assert left == ["daily", "yearly"]


async def test_spent_logins_and_tokens_go(cast):
    who = {"user_id": cast.mentee.user_id, "tenant_id": cast.mentee.tenant_id}
    old, soon = now() - timedelta(days=40), now() + timedelta(days=1)
    async with unit_of_work(ALL_TENANTS) as db:
        kept = Login(**who, secret_digest="a", expires_at=soon)
        db.add_all([
            kept,
            Login(**who, secret_digest="b", expires_at=old),
            Login(**who, secret_digest="c", expires_at=soon, ended_at=old),
        ])  # fmt: skip
        live, spent = ApiTokenFamily(**who, last_seen_at=old), ApiTokenFamily(**who, last_seen_at=old)
        db.add_all([live, spent])
        await db.flush()
        token = RefreshToken(family_id=live.id, secret_digest="d", expires_at=soon)
        db.add_all([token, RefreshToken(family_id=spent.id, secret_digest="e", expires_at=old)])
    await tidy(JobContext("j", None, {}))
    assert await _ids(Login) == {kept.id}
    assert await _ids(RefreshToken) == {token.id}
    assert await _ids(ApiTokenFamily) == {live.id}


def test_it_can_be_registered():
    spec, schedule = housekeeping("worker")
    check_setup([spec], [schedule])
