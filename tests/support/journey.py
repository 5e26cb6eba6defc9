"""People of a journey against a live server: how they join, what their browsers keep, what they do without pages."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2

from coaching_app.core.ids import new_id
from tests.support.live_server import ADMIN, Browser, LiveServer
from tests.support.patience import PATIENCE, eventually

PASSWORD = "Correct-horse-9-battery"


class Client(Browser):
    """Somebody's browser without its pages."""

    name = ""

    def ask(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        """Whatever the server answers."""
        headers = {"Origin": self.url, "Cookie": self.cookie}
        return httpx2.request(
            method, f"{self.url}/api/v1{path}", json=body, timeout=PATIENCE, headers=headers
        )

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """What the server answers when all is well."""
        answer = self.ask(method, path, body)
        assert answer.status_code < 300, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else None


def first_admin(server: LiveServer) -> Client:
    """The admin the wizard makes."""
    admin = Client(server.url)
    assert admin.post("/api/v1/auth/browser/setup", ADMIN).status_code < 300
    return admin


def join(admin: Client, role: str, name: str, email: str = "") -> Client:
    """Somebody who has accepted a link of the admin's; the address follows from the name if it does not matter."""
    made = admin.call("POST", "/invitations", {"role": role})
    joined = Client(admin.url)
    form = {
        "code": made["link"].partition("#")[2], "display_name": name, "password": PASSWORD, "time_zone": "Europe/Berlin",
        "email": email or f"{name.lower().replace(' ', '.')}@example.org",
    }  # fmt: skip
    answer = joined.post("/api/v1/invitations/accept", form)
    assert answer.status_code == 200, answer.text
    joined.name = name
    return joined


def ids_by_name(admin: Client) -> dict[str, str]:
    """Who belongs to the admin's tenant."""
    found: dict[str, str] = {}
    cursor = ""
    while True:
        page = admin.call("GET", f"/members?limit=100{cursor}")
        found |= {member["name"]: member["person_id"] for member in page["items"]}
        if not page["cursor"]:
            return found
        cursor = f"&cursor={page['cursor']}"


def walk_together(coach: Client, mentee: Client, coach_id: str, kind: str = "mentor") -> str:
    """The mentee asks, the coach says yes; the relationship's id."""
    asked = mentee.call("POST", "/relationships", {"person_id": coach_id, "side": "mentee", "kind": kind})
    coach.call("POST", f"/relationships/{asked['id']}/accept")
    return str(asked["id"])


def introduce(admin: Client, coach: Client, mentee: Client) -> tuple[str, str]:
    """A walk that the admin proposed and both accepted; the ids of the coach and of the mentee."""
    known = ids_by_name(admin)
    ids = known[coach.name], known[mentee.name]
    admin.call("POST", "/relationships/introduce", {"coach_id": ids[0], "mentee_id": ids[1]})
    for one in (coach, mentee):
        for tie in one.call("GET", "/relationships")["items"]:
            one.call("POST", f"/relationships/{tie['id']}/accept")
    return ids


async def enter(window: Any, who: Browser) -> Any:
    """A window that is signed in as this person, without the form, which has a journey of its own."""
    name, _sep, value = who.cookie.partition("=")
    await window.page.context.add_cookies(
        [{"name": name, "value": value, "domain": "localhost", "path": "/", "secure": True, "httpOnly": True}]
    )
    return window


async def fits(page: Any) -> None:
    """Nothing makes the page scroll sideways."""
    width, room = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room, f"{page.url} is {width} wide in {room}"


@contextmanager
def table_rows(server: LiveServer) -> Iterator[sqlite3.Connection]:
    """The server's database, as somebody with access to the machine has it."""
    database = sqlite3.connect(server.folder / "data/coaching.db", timeout=PATIENCE)
    try:
        with database:
            yield database
    finally:
        database.close()


async def never_quiet(client: Client) -> None:
    """Quiet hours that lie on the other side of the clock, and no daily letter."""
    hour = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin")).hour
    quiet = {"quiet_from": f"{(hour + 11) % 24:02d}:00", "quiet_until": f"{(hour + 13) % 24:02d}:00"}
    await asyncio.to_thread(client.call, "PUT", "/reminders/preferences", {**quiet, "digest": ""})


async def let_come_due(server: LiveServer, client: Client, title: str) -> None:
    """A reminder of the minute that has just passed, and the work of a minute done at once instead of at the next."""
    minute = datetime.now(UTC) - timedelta(minutes=1)
    clock = f"{minute.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}"
    draft = {"kind": "custom", "title": title, "time": clock}
    await asyncio.to_thread(client.call, "POST", "/reminders", draft)
    job_id, stored = new_id(), f"{minute:%Y-%m-%d %H:%M:00.000000}"
    with table_rows(server) as rows:
        rows.execute("UPDATE reminder SET next_at = ? WHERE title = ?", (stored, title))
        rows.execute(
            "INSERT INTO job (id, kind, payload, status, run_at, attempts, max_attempts, cancel_requested, created_at)"
            " VALUES (?, 'reminders.tick', '{}', 'queued', ?, 0, 3, 0, ?)",
            (job_id, stored, stored),
        )

    def is_done() -> bool:
        with table_rows(server) as rows:
            return rows.execute("SELECT status FROM job WHERE id = ?", (job_id,)).fetchone() == ("done",)

    await eventually(is_done)
