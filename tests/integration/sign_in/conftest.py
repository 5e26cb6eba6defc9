"""Browsers that keep cookies, a worker that runs when told, and a way to read the outbox."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from coaching_app.access import limits, logins, passwords
from coaching_app.api.rest import build_api
from coaching_app.core.clock import now
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account import api as account_api
from coaching_app.features.account import service
from coaching_app.features.account.jobs import JOBS
from coaching_app.features.account.schemas import FirstSetup
from coaching_app.mail.outbox import open_body
from coaching_app.models import Job, Login, OutboxMail, User
from coaching_app.queue.port import JobContext

ORIGIN = "https://testserver"
EMAIL, PASSWORD = "ada@example.org", "Correct-horse-7-battery"
API = "/api/v1"


@dataclass
class Visitor:
    """A browser with its cookies, sending what our own pages would send."""

    client: httpx2.AsyncClient

    async def post(self, path: str, body: Any = None, **options: Any) -> httpx2.Response:
        """As a form of ours posts."""
        headers = {"Origin": ORIGIN, **options.pop("headers", {})}
        return await self.client.post(f"{API}{path}", json=body or {}, headers=headers, **options)

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        """As the browser loads an address."""
        return await self.client.get(f"{API}{path}", **options)

    async def delete(self, path: str) -> httpx2.Response:
        """As our own page deletes."""
        return await self.client.request("DELETE", f"{API}{path}", headers={"Origin": ORIGIN})

    async def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **more: Any) -> httpx2.Response:
        """With a password."""
        return await self.post("/auth/browser/sign-in", {"email": email, "password": password, **more})

    @property
    def login(self) -> str | None:
        """The secret of the login it holds."""
        return self.client.cookies.get("__Host-login")

    async def actor(self) -> Actor | None:
        """Who this browser is signed in as."""
        logins.forget()
        return await logins.find_actor(self.login or "")


Visit = Callable[..., Visitor]


@pytest.fixture
async def visit(database) -> AsyncIterator[Visit]:
    """`visit()`: a fresh browser; `visit("Firefox")` another kind of it."""
    limits.reset()
    logins.forget()
    app = build_api((account_api.router,))
    opened: list[httpx2.AsyncClient] = []

    def open_browser(agent: str = "Mozilla/5.0 (Linux; Android 15) Chrome/130.0") -> Visitor:
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        client = httpx2.AsyncClient(transport=transport, base_url=ORIGIN, headers={"User-Agent": agent})
        opened.append(client)
        return Visitor(client)

    yield open_browser
    for client in opened:
        await client.aclose()
    limits.reset()


@pytest.fixture
def no_limits(monkeypatch) -> None:
    """For tests of what stands behind the limits."""
    monkeypatch.setattr(limits, "spend", lambda *_who: None)


@pytest.fixture
def quick_passwords(monkeypatch) -> None:
    """The hash is slow on purpose, and not what most tests are about."""

    async def hashed(password: str) -> str:
        return f"hash of {password}"

    async def verify(stored: str | None, password: str) -> bool:
        return stored == f"hash of {password}"

    monkeypatch.setattr(passwords, "hash_password", hashed)
    monkeypatch.setattr(passwords, "verify_password", verify)
    monkeypatch.setattr(passwords, "needs_rehash", lambda _stored: False)


@pytest.fixture
async def ada(database, quick_passwords) -> str:
    """The first admin's id; the address is known to be hers."""
    made = await service.first_setup(FirstSetup("Grace House", "Ada", EMAIL, PASSWORD))
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, made.user_id)).email_verified_at = now()
    return made.user_id


async def work() -> int:
    """Do every job that waits, as the worker would; how many there were."""
    specs = {spec.kind: spec for spec in JOBS}
    async with snapshot(ALL_TENANTS) as db:
        waiting = list(await db.scalars(select(Job).where(Job.status == "queued").order_by(Job.id)))
    for job in waiting:
        if job.kind in specs:
            await specs[job.kind].run(JobContext(job.id, job.tenant_id, job.payload))
            async with unit_of_work(ALL_TENANTS) as db:
                done = await db.get_one(Job, job.id)
                done.status, done.finished_at = "done", now()
    return len(waiting)


@dataclass(frozen=True)
class Letter:
    """A letter that somebody would have got."""

    to: str
    kind: str
    subject: str
    text: str

    @property
    def code(self) -> str:
        """The six digits in it."""
        found = re.search(r"\b\d{6}\b", self.text)
        assert found, self.text
        return found[0]

    @property
    def token(self) -> str:
        """What follows the # of its link."""
        found = re.search(r"#([\w-]{20,})", self.text)
        assert found, self.text
        return found[1]


async def letters(kind: str = "") -> list[Letter]:
    """Every letter so far, the oldest first, once the worker has done its work."""
    await work()
    async with snapshot(ALL_TENANTS) as db:
        found = list(await db.scalars(select(OutboxMail).order_by(OutboxMail.created_at, OutboxMail.id)))
    return [
        Letter(one.recipient, one.kind, one.subject, open_body(one))
        for one in found
        if kind in ("", one.kind)
    ]


async def count_logins(user_id: str) -> int:
    """How many browsers are signed in as this person."""
    async with snapshot(ALL_TENANTS) as db:
        query = select(func.count()).where(Login.user_id == user_id, Login.ended_at.is_(None))
        return await db.scalar(query) or 0


Act = Callable[[], Awaitable[Any]]
