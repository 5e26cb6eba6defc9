"""Letters go out through a real mail server exactly when the work that caused them was kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from coaching_app.core import clock
from coaching_app.core.clock import now
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.jobs.registry import JOBS
from coaching_app.mail import delivery, outbox
from coaching_app.models import Job, OutboxMail
from coaching_app.queue.engine import Engine
from coaching_app.queue.port import GiveUp, JobContext
from tests.support.patience import eventually

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _write(
    to: str = "ada@example.org", subject: str = "Hello", body: str = "CANARY-words", **more
) -> str:
    async with unit_of_work(ALL_TENANTS) as db:
        return await outbox.queue_mail(
            db, to=to, subject=subject, text=body, kind="test", **{"tenant_id": None, **more}
        )


async def _row(mail_id: str) -> OutboxMail:
    async with snapshot(ALL_TENANTS) as db:
        return await db.get_one(OutboxMail, mail_id)


async def _send(mail_id: str, attempt: int = 1) -> None:
    await delivery.send(JobContext("job", None, {"mail_id": mail_id}, attempt))


async def test_a_letter_arrives_once_and_its_text_is_forgotten(database, postbox) -> None:
    mail_id = await _write(subject="Grüße\r\nBcc: evil@example.org", body="Zeile eins\n\n.\nZeile zwei ✓")
    await _send(mail_id)
    await _send(mail_id)
    (letter,) = postbox.letters
    assert letter["To"] == "ada@example.org"
    assert letter["From"] == "Coaching <coach@example.org>"
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Grüße Bcc: evil@example.org"
    assert letter.get_content().replace("\r\n", "\n").strip() == "Zeile eins\n\n.\nZeile zwei ✓"
    assert mail_id in letter["Message-ID"]
    row = await _row(mail_id)
    assert (row.status, row.body, row.attempts) == ("sent", None, 1)
    assert row.sent_at is not None


async def test_what_lies_in_the_outbox_is_sealed(database) -> None:
    mail_id = await _write()
    async with snapshot(ALL_TENANTS) as db:
        stored = (await db.execute(text("SELECT body FROM outboxmail"))).scalar_one()
    assert "CANARY" not in stored
    assert outbox.open_body(await _row(mail_id)) == "CANARY-words"


async def test_work_that_fails_sends_nothing(database, postbox) -> None:
    with pytest.raises(RuntimeError):
        async with unit_of_work(ALL_TENANTS) as db:
            await outbox.queue_mail(
                db, to="a@example.org", subject="x", text="x", kind="test", tenant_id=None
            )
            raise RuntimeError
    async with snapshot(ALL_TENANTS) as db:
        assert (await db.scalars(select(OutboxMail))).all() == []
        assert (await db.scalars(select(Job))).all() == []


@only_sqlite
async def test_without_a_server_it_waits_and_no_job_tries(database) -> None:
    mail_id = await _write()
    async with snapshot(ALL_TENANTS) as db:
        assert (await db.scalars(select(Job))).all() == []
    assert (await _row(mail_id)).status == "waiting"


@only_sqlite
async def test_a_busy_server_is_asked_again(database, postbox) -> None:
    postbox.answers = ["451 not now CANARY"]
    mail_id = await _write()
    with pytest.raises(delivery.aiosmtplib.SMTPException):
        await _send(mail_id)
    row = await _row(mail_id)
    assert (row.status, row.problem) == ("waiting", "SMTPDataError 451")
    await _send(mail_id, 2)
    assert (await _row(mail_id)).status == "sent"
    assert len(postbox.letters) == 1


@only_sqlite
async def test_a_refusal_for_good_ends_it(database, postbox) -> None:
    postbox.answers = ["550 no such person"]
    mail_id = await _write()
    with pytest.raises(GiveUp):
        await _send(mail_id)
    row = await _row(mail_id)
    assert (row.status, row.problem) == ("failed", "SMTPDataError 550")
    assert outbox.open_body(row) == "CANARY-words"


@only_sqlite
async def test_nobody_there_counts_as_not_now_until_the_last_attempt(database, postbox, set_settings) -> None:
    mail_id = await _write()
    set_settings(MAIL_URL="smtp://127.0.0.1:1")
    with pytest.raises((OSError, delivery.aiosmtplib.SMTPException)):
        await _send(mail_id)
    assert (await _row(mail_id)).status == "waiting"
    with pytest.raises((OSError, delivery.aiosmtplib.SMTPException)):
        await _send(mail_id, delivery.ATTEMPTS)
    assert (await _row(mail_id)).status == "failed"


@only_sqlite
async def test_another_machine_without_encryption_gets_no_letter(database, postbox, monkeypatch) -> None:
    mail_id = await _write()
    monkeypatch.setattr(delivery, "_LOOPBACK", frozenset())
    with pytest.raises(delivery.aiosmtplib.SMTPException):
        await _send(mail_id)
    assert postbox.letters == []
    assert (await _row(mail_id)).status == "waiting"


@only_sqlite
async def test_too_old_a_letter_is_not_sent(database, postbox) -> None:
    mail_id = await _write(expires_at=now() + timedelta(minutes=10))
    with clock.freeze(now() + timedelta(minutes=11)), pytest.raises(GiveUp):
        await _send(mail_id)
    assert postbox.letters == []
    assert (await _row(mail_id)).status == "failed"


@only_sqlite
async def test_the_worker_delivers(database, postbox) -> None:
    engine = Engine(JOBS, (), poll_seconds=0.05)
    await engine.start()
    try:
        postbox.answers = ["451 not now"]
        await _write()
        await eventually(lambda: postbox.letters)
    finally:
        await engine.stop(2)


@only_sqlite
async def test_a_name_and_password_are_used(database, postbox, set_settings) -> None:
    set_settings(MAIL_URL=postbox.url.replace("smtp://", "smtp://me:p%40ss%2Fword@"))
    await _send(await _write())
    assert postbox.logins == [(b"me", b"p@ss/word")]
    assert len(postbox.letters) == 1


async def test_an_admin_s_outbox_holds_their_tenant_only(database, cast, postbox) -> None:
    mine = await _write(tenant_id=cast.admin.tenant_id)
    theirs = await _write(tenant_id=cast.foreign_mentee.tenant_id)
    async with unit_of_work(cast.admin.tenant_id) as db:
        listed = await outbox.outbox(db, cast.admin.tenant_id)
        assert [letter.id for letter in listed] == [mine]
        assert await outbox.read_letter(db, cast.admin.tenant_id, mine) == "CANARY-words"
        assert await outbox.read_letter(db, cast.admin.tenant_id, theirs) is None
        assert not await outbox.send_again(db, cast.admin.tenant_id, theirs)
        assert await outbox.send_again(db, cast.admin.tenant_id, mine)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        # Without encryption a letter is not sent to another machine, unless the operator says so.
        ("smtp://mail.example.org", ("mail.example.org", 25, None, True)),
        ("smtp://maildev:1025?tls=off", ("maildev", 1025, None, None)),
        ("smtp://u:p@maildev:1025?tls=off", ("maildev", 1025, "u", True)),
        ("smtp://u:p@mail.example.org", ("mail.example.org", 587, "u", True)),
        ("smtps://u:p@mail.example.org", ("mail.example.org", 465, "u", False)),
        ("smtp://u:p@localhost:2525", ("localhost", 2525, "u", None)),
    ],
)
def test_addresses_of_servers(url, expected) -> None:
    server = delivery.server_of(url)
    assert (server.host, server.port, server.username, server.start_tls) == expected


@pytest.mark.parametrize("url", ["http://mail", "mail.example.org", "smtp://"])
def test_a_bad_address_stops_the_start(set_settings, url) -> None:
    from coaching_app.core.settings import SettingsError, read_settings

    set_settings(MAIL_URL=url)
    with pytest.raises(SettingsError, match="MAIL_URL"):
        read_settings()
