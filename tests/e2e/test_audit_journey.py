"""What is done is written down and cannot be taken out unseen; a stranger who knows every id finds nothing."""

import asyncio
import csv
import importlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest
from playwright.async_api import expect

from coaching_app.access.arguments import arguments_model
from coaching_app.access.event_guard import product_handlers
from coaching_app.db.engine import open_database
from coaching_app.db.unit_of_work import use_database
from coaching_app.domain.actor import Actor, Role
from tests.integration.wall.belongings import belongings, canary
from tests.integration.wall.route_samples import IN_TEXT, PUBLIC, SAMPLES, SIGNED_IN, call
from tests.support.journey import (
    PASSWORD,
    Client,
    enter,
    first_admin,
    ids_by_name,
    join,
    table_rows,
    walk_together,
)
from tests.support.live_server import ROOT, LiveServer
from tests.support.page_socket import PageSocket
from tests.support.patience import PATIENCE, eventually
from tests.support.rest import Rest

ACCOUNT = "reflex___state____state.coaching_app___features___account___state___profile____account_state"
GUARDS = ("auditentry_unchanged", "auditentry_kept", "audithead_kept", "audithead_forward")


class Houses:
    """Tenant A with an admin, a mentor and a mentee; tenant B with a mentee who has no business in A."""

    def __init__(self, server: LiveServer) -> None:
        self.server, self.admin = server, first_admin(server)
        self.mentor = join(self.admin, "mentor", "Mia Mentor", "mia@example.org")
        self.mentee = join(self.admin, "mentee", "Theo Mentee", "theo@example.org")
        self.ids = ids_by_name(self.admin)
        walk_together(self.mentor, self.mentee, self.ids["Mia Mentor"])
        tenant = self.admin.call("POST", "/tenants", {"name": "Elsewhere"})
        owner = Client(server.url)
        owner.sign_in("ada@example.org", "Correct-horse-7-battery")
        owner.post(f"/api/v1/me/tenants/switch?tenant_id={tenant['id']}", {})
        self.foreign = join(owner, "mentee", "Frida Foreign", "frida@example.org")
        self.ids |= ids_by_name(owner)
        self.tenant_b = tenant["id"]
        with table_rows(server) as rows:
            self.tenant_a = rows.execute("SELECT id FROM tenant WHERE id <> ?", (self.tenant_b,)).fetchone()[
                0
            ]

    def actor(self, name: str) -> Actor:
        """Somebody as the services know them."""
        tenant = self.tenant_b if name == "Frida Foreign" else self.tenant_a
        return Actor(self.ids[name], tenant, Role.MENTEE, "", name, "")

    def verify(self) -> subprocess.CompletedProcess[str]:
        """`coaching-app audit verify`, as whoever runs the machine types it."""
        return subprocess.run(
            [sys.executable, "-m", "coaching_app", "audit", "verify"], cwd=ROOT, check=False, text=True,
            capture_output=True, env={**os.environ, "DATA_DIR": str(self.server.folder / "data")},
        )  # fmt: skip


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    server = LiveServer(
        tmp_path_factory.mktemp("audit"), settings={"RATE_LIMIT_PER_MINUTE": "100000"}
    ).start()
    yield Houses(server)
    server.end()


@pytest.fixture
async def same_data(houses: Houses, set_settings: Any) -> AsyncIterator[None]:
    """This process writes into the server's own data, as a second process of it would."""
    set_settings(DATA_DIR=str(houses.server.folder / "data"))
    database = open_database(f"sqlite+aiosqlite:///{houses.server.folder / 'data/coaching.db'}")
    use_database(database)
    yield
    use_database(None)
    await database.dispose()


def _twenty_mutations(mentee: Client) -> None:
    goals = [mentee.call("POST", "/goals", {"title": f"Goal {n}"}) for n in range(5)]
    tasks = [mentee.call("POST", "/tasks", {"title": f"Task {n}"}) for n in range(5)]
    notes = [mentee.call("POST", "/notes", {"title": f"Note {n}", "text": "Words."}) for n in range(3)]
    for goal in goals[:2]:
        mentee.call("PATCH", f"/goals/{goal['id']}", {"version": goal["version"], "why": "Because"})
    for task in tasks[:2]:
        mentee.call("POST", f"/tasks/{task['id']}/complete")
    mentee.call("DELETE", f"/goals/{goals[4]['id']}")
    mentee.call("DELETE", f"/tasks/{tasks[4]['id']}")
    mentee.call("DELETE", f"/notes/{notes[2]['id']}")


def _five_sensitive_reads(houses: Houses) -> None:
    """The mentor reads what is shared with her."""
    for category in ("goals", "tasks", "notes"):
        body = {"category": category, "viewer_id": houses.ids["Mia Mentor"]}
        houses.mentee.call("POST", "/sharing/decisions", body)
    for category in ("goals", "tasks", "notes", "goals", "notes"):
        houses.mentor.call("GET", f"/people/{houses.ids['Theo Mentee']}/shared/{category}")


async def _filter(page: Any, about: str) -> None:
    await page.get_by_label("About").fill(about)
    await page.get_by_role("button", name="Filter").click()


async def _export(page: Any) -> list[dict[str, str]]:
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Export CSV").click()
    file = await (await waiting.value).path()
    return list(csv.DictReader(io.StringIO(file.read_text())))


async def test_mutations_and_reads_are_found_filtered_and_taken_along(houses: Houses, visit: Any) -> None:
    _twenty_mutations(houses.mentee)
    _five_sensitive_reads(houses)
    window = await enter(await visit(houses.server), houses.admin)
    page = window.page
    await window.open("/admin/audit")
    await window.check_accessibility()

    await _filter(page, "consent.read")
    await expect(page.get_by_role("table", name="Audit").get_by_role("row")).to_have_count(6)
    reads = await _export(page)
    assert {row["actor_id"] for row in reads} == {houses.ids["Mia Mentor"]}
    assert len(reads) == 5
    assert all(row["correlation_id"] and row["address"] for row in reads)

    await _filter(page, "")
    await expect(page.get_by_role("table", name="Audit").get_by_role("row").nth(7)).to_be_visible()
    everything = await _export(page)
    theirs = [row for row in everything if row["actor_id"] == houses.ids["Theo Mentee"]]
    changed = [row for row in theirs if re.search(r"\b(goal|task|note)\b", row["changes"])]
    assert len(changed) == 20
    # What was written is theirs: the trail says that it was, not what.
    assert "Words." not in str(everything)
    assert "Because" not in str(everything)


async def test_a_row_that_is_deleted_by_sql_is_named(houses: Houses, visit: Any) -> None:
    window = await enter(await visit(houses.server), houses.admin)
    page = window.page
    whole = await asyncio.to_thread(houses.verify)
    assert whole.returncode == 0, whole.stdout
    assert "BROKEN" not in whole.stdout
    await window.open("/admin/audit")
    await page.get_by_role("button", name="Verify").click()
    await page.get_by_text(re.compile(r"All \d+ entries hold\.")).wait_for()

    with table_rows(houses.server) as rows:
        middle = "SELECT seq FROM auditentry WHERE chain = ? AND actor_id = ? ORDER BY seq LIMIT 1 OFFSET 9"
        found = rows.execute(middle, (houses.tenant_a, houses.ids["Theo Mentee"])).fetchone()
        gone = found[0]
        # The database itself refuses, until somebody takes its guards away.
        with pytest.raises(Exception, match="audit"):
            rows.execute("DELETE FROM auditentry WHERE chain = ? AND seq = ?", (houses.tenant_a, gone))
        for guard in GUARDS:
            rows.execute(f"DROP TRIGGER {guard}")
        rows.execute("DELETE FROM auditentry WHERE chain = ? AND seq = ?", (houses.tenant_a, gone))

    broken = await asyncio.to_thread(houses.verify)
    assert broken.returncode == 1
    assert f"entry {gone} is missing" in broken.stdout
    await page.get_by_role("button", name="Verify").click()
    await page.get_by_text(re.compile(rf"Tampered with\..*entry {gone} is missing")).wait_for()
    await window.check_accessibility()


async def _as_frida(houses: Houses, rest: Rest) -> dict[str, str]:
    pair = await rest.client.post(
        "/api/v1/auth/login", json={"email": "frida@example.org", "password": PASSWORD}
    )
    assert pair.status_code == 200, pair.text
    return {"Authorization": f"Bearer {pair.json()['access_token']}"}


async def _every_route(
    rest: Rest, headers: dict[str, str], own: dict[str, str], theirs: dict[str, str]
) -> list[Any]:
    """Whatever answers something else than 404, or 403 where her role has no business at all."""
    wrong = []
    for name, sample in SAMPLES.items():
        for parameter in dict.fromkeys(IN_TEXT.findall(name + json.dumps(sample.body))):
            answer = await call(rest, name, own | {parameter: theirs[parameter]}, headers)
            expected = 404 if name in SIGNED_IN or name in PUBLIC else 403
            if answer.status_code != expected or "CANARY" in answer.text or theirs[parameter] in answer.text:
                wrong.append((name, parameter, answer.status_code, answer.text[:200]))
    return wrong


async def _every_list(rest: Rest, headers: dict[str, str], words: str) -> list[Any]:
    """Lists, searches and exports: whatever needs no id and holds words of tenant A."""
    wrong = []
    for name in [name for name in SIGNED_IN if name.startswith("GET") and "{" not in name]:
        answer = await call(rest, name, {}, headers)
        if words in answer.text:
            wrong.append((name, answer.status_code))
    return wrong


async def _asks_the_coach(rest: Rest, headers: dict[str, str], words: str) -> None:
    """The answer is put together from notes; none of tenant A's is among them."""
    talk = (await rest.client.post("/api/v1/conversations", json={"title": "Asking"}, headers=headers)).json()
    path = f"/api/v1/conversations/{talk['id']}/messages"
    json_please = {**headers, "Accept": "application/json"}
    asked = await rest.client.post(path, json={"text": f"What do you know of {words}?"}, headers=json_please)
    assert asked.status_code == 202, asked.text

    async def answered() -> list[Any]:
        said = (await rest.client.get(path, headers=headers)).json()["items"]
        return [one for one in said if one["role"] != "person" and one["text"]]

    answers = await eventually(answered)
    # Her own question says the words; nothing else may.
    assert all(f"Note {words}" not in one["text"] and f"Task {words}" not in one["text"] for one in answers)
    assert all(one.get("sources", []) == [] for one in answers)


async def _takes_everything(rest: Rest, headers: dict[str, str], words: str) -> None:
    for waiting in (await rest.client.get("/api/v1/me/archives", headers=headers)).json():
        await rest.client.delete(f"/api/v1/me/archives/{waiting['id']}", headers=headers)
    made = (await rest.client.post("/api/v1/me/archives", headers=headers)).json()

    async def is_ready() -> bool:
        state = (await rest.client.get(f"/api/v1/me/archives/{made['id']}", headers=headers)).json()
        return bool(state["status"] == "ready")

    await eventually(is_ready)
    taken = await rest.client.get(f"/api/v1/me/archives/{made['id']}/download", headers=headers)
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
    assert words.encode() not in held


async def _over_the_socket(houses: Houses, theirs: dict[str, str]) -> str:
    """Every handler that takes nothing but ids, called with those of tenant A from an open page of her own."""
    importlib.import_module("coaching_app.coaching_app")
    page = PageSocket(houses.server.url, houses.foreign.cookie)
    assert await page.connect()
    sent = 0
    for name, function in product_handlers().items():
        parameters = list(arguments_model(function).model_fields)
        if parameters and all(parameter in theirs for parameter in parameters):
            await page.send(name, {parameter: theirs[parameter] for parameter in parameters})
            sent += 1
    assert sent > 50
    # Events of one page are dealt with one after the other: once this is answered, all of them are.
    await page.send(f"{ACCOUNT}.load")
    heard = await page.hears("frida@example.org")
    await page.close()
    return heard


async def test_a_stranger_with_every_id_finds_nothing(houses: Houses, same_data: None, visit: Any) -> None:
    theirs, own = (
        await belongings(houses.actor("Theo Mentee")),
        await belongings(houses.actor("Frida Foreign")),
    )
    words = canary(houses.actor("Theo Mentee"))
    async with httpx2.AsyncClient(base_url=houses.server.url, timeout=PATIENCE) as client:
        rest = Rest(client)
        headers = await _as_frida(houses, rest)
        # The owner does get what is theirs: the ids are right, and it is the wall that keeps the stranger out.
        assert words in houses.mentee.ask("GET", f"/notes/{theirs['note_id']}").text
        assert await _every_route(rest, headers, own, theirs) == []
        assert await _every_list(rest, headers, words) == []
        await _takes_everything(rest, headers, words)
        heard = await _over_the_socket(houses, theirs)
        assert heard != "[]"
        found = heard.find(words)
        assert found < 0, heard[max(0, found - 1500) : found + 100]

    window = await enter(await visit(houses.server, width=390), houses.foreign)
    for path in (
        f"/people/{houses.ids['Theo Mentee']}", f"/sharing/as/{houses.ids['Mia Mentor']}",
        f"/knowledge/note/{theirs['note_id']}", f"/planner/goal/{theirs['goal_id']}",
        f"/habits/{theirs['habit_id']}", f"/coach/{theirs['conversation_id']}",
    ):  # fmt: skip
        await window.open(path)
        assert words not in await window.page.content(), path
        assert "Theo" not in await window.page.locator("main").inner_text(), path
        await window.check_accessibility()
    await window.open("/knowledge")
    await window.page.get_by_role("searchbox").first.fill(words)
    await window.page.get_by_text("No note says this").wait_for()
    await expect(window.page.locator(f"a[href*='{theirs['note_id']}']")).to_have_count(0)
    assert f"Note {words}" not in await window.page.content()
    # Last, because her own question holds the words.
    async with httpx2.AsyncClient(base_url=houses.server.url, timeout=PATIENCE) as client:
        rest = Rest(client)
        await _asks_the_coach(rest, headers, words)
