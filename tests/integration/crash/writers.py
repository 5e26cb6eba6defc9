"""People who write through the REST API without pause until the server dies under them."""

import asyncio
import io
import itertools
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import httpx2

from tests.integration.crash.ledger import Ledger
from tests.support.patience import PATIENCE

API = "/api/v1"
VAULT_NOTES = 300


class ServerGone(Exception):
    """The connection broke; whether the last write happened is not known."""


@dataclass
class Person:
    """A signed-in program with its own connection, its chance and its running numbers."""

    url: str
    email: str
    password: str
    rng: Random
    tasks: Ledger = field(default_factory=Ledger)
    notes: Ledger = field(default_factory=Ledger)
    questions: Ledger = field(default_factory=Ledger)
    imports: Ledger = field(default_factory=Ledger)
    ticks: Ledger = field(default_factory=Ledger)
    habit_id: str = ""
    conversations: dict[str, str] = field(default_factory=dict)
    known_tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    known_notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    token: str = ""
    client: httpx2.AsyncClient = field(init=False)

    def connect(self) -> None:
        """Open a fresh connection."""
        self.client = httpx2.AsyncClient(base_url=self.url, timeout=PATIENCE)

    async def call(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """One request; raises ServerGone when no whole answer came."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        try:
            return await self.client.request(method, f"{API}{path}", headers=headers, **options)
        except httpx2.TransportError as error:
            raise ServerGone from error

    async def sign_in(self) -> None:
        """Get an access token."""
        body = {"email": self.email, "password": self.password}
        answer = await self.client.post(f"{API}/auth/login", json=body)
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["access_token"]

    async def all_of(self, path: str, **query: Any) -> AsyncIterator[dict[str, Any]]:
        """Every item of a list, page after page."""
        cursor = None
        while True:
            parameters = {**query, "limit": 100, **({"cursor": cursor} if cursor else {})}
            answer = await self.call("GET", path, params=parameters)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            for item in page["items"]:
                yield item
            if not (cursor := page["cursor"]):
                return

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        """Everything that was promised to this person."""
        return self.tasks, self.notes, self.questions, self.imports, self.ticks


async def _write(
    person: Person, ledger: Ledger, fact: tuple[str, str | None], method: str, path: str, **options: Any
) -> Any:
    """Send a write of (key, value) and note its fate; the answer's JSON when it was acknowledged."""
    key, value = fact
    ledger.begin(key, value)
    answer = await person.call(method, path, **options)
    if answer.is_success:
        ledger.acknowledge(key, value)
        return answer.json() if answer.content else None
    ledger.refuse(key)
    if answer.status_code not in {404, 409, 429}:
        ledger.surprise(f"{method} {path} answered {answer.status_code}: {answer.text[:300]}")
    return None


async def edit_tasks(person: Person) -> None:
    """Make, rename, complete and delete tasks; the title carries key and revision."""
    while True:
        known = person.known_tasks
        if not known or person.rng.random() < 0.4:
            key = f"task-{next(person.numbers)}"
            made = await _write(
                person, person.tasks, (key, "0"), "POST", "/tasks", json={"title": f"{key} 0"}
            )
            if made:
                known[key] = made
            continue
        key = person.rng.choice(sorted(known))
        task = known.pop(key)
        if person.rng.random() < 0.15:
            await _write(person, person.tasks, (key, None), "DELETE", f"/tasks/{task['id']}")
            continue
        revision = str(int(task["title"].split()[1]) + 1)
        body = {"title": f"{key} {revision}", "version": task["version"]}
        changed = await _write(
            person, person.tasks, (key, revision), "PATCH", f"/tasks/{task['id']}", json=body
        )
        if changed:
            known[key] = changed


async def check_tasks(person: Person) -> None:
    """Read all tasks back."""
    found: dict[str, list[str]] = {}
    person.known_tasks = {}
    async for task in person.all_of("/tasks", status="all"):
        key, revision = task["title"].split()
        found.setdefault(key, []).append(revision)
        person.known_tasks[key] = task
    person.tasks.compare(found)


async def make_habit(person: Person) -> None:
    """One habit, before the first kill."""
    answer = await person.call("POST", "/habits", json={"name": "Walk", "times": 3, "days": 7})
    assert answer.status_code == 201, answer.text
    person.habit_id = answer.json()["id"]


async def tick_habits(person: Person) -> None:
    """Tick days of the last weeks, take ticks back, skip; some changes are sent twice, as a phone does."""
    while True:
        day = (date.today() - timedelta(days=person.rng.randint(0, 60))).isoformat()  # noqa: DTZ011 - any day will do
        state = person.rng.choice(["yes", "yes", "no", "skip", "none"])
        body = {"state": state, "client_key": f"tick-{next(person.numbers)}"}
        path = f"/habits/{person.habit_id}/entries/{day}"
        value = None if state == "none" else state
        for _ in range(person.rng.choice([1, 1, 2])):
            await _write(person, person.ticks, (day, value), "PUT", path, json=body)


async def check_habits(person: Person) -> None:
    """Read all days back; each is there once, and the score can be computed."""
    answer = await person.call("GET", f"/habits/{person.habit_id}/entries")
    assert answer.status_code == 200, answer.text
    found: dict[str, list[str]] = {}
    for entry in answer.json()["items"]:
        found.setdefault(entry["day"], []).append(entry["state"])
    person.ticks.compare(found)
    score = await person.call("GET", f"/habits/{person.habit_id}/score")
    one = await person.call("GET", f"/habits/{person.habit_id}")
    series = score.json()
    if series and abs(series[-1]["score"] - one.json()["score"]) > 1e-9:
        person.ticks.surprise(f"the checkpoint says {one.json()['score']}, the days {series[-1]['score']}")


async def write_notes(person: Person) -> None:
    """Make, change and delete notes; the title carries the key, the text the revision."""
    while True:
        known = person.known_notes
        if not known or person.rng.random() < 0.2:
            key = f"note-{next(person.numbers)}"
            body = {"title": key, "text": _note_text(key, 0)}
            if made := await _write(person, person.notes, (key, "0"), "POST", "/notes", json=body):
                known[key] = made
            continue
        key = person.rng.choice(sorted(known))
        note = known.pop(key)
        if person.rng.random() < 0.1:
            await _write(person, person.notes, (key, None), "DELETE", f"/notes/{note['id']}")
            continue
        revision = int(_revision(note["text"])) + 1
        body = {"text": _note_text(key, revision), "version": note["version"]}
        changed = await _write(
            person, person.notes, (key, str(revision)), "PATCH", f"/notes/{note['id']}", json=body
        )
        if changed:
            known[key] = changed


def _note_text(key: str, revision: int) -> str:
    return f"revision {revision}\n\nWhat {key} says about [[note-0]] and #crash. " + "More. " * 200


def _revision(text: str) -> str:
    return text.split()[1]


async def check_notes(person: Person) -> None:
    """Read back the notes written by hand: all by name, and the text of those touched since the last look."""
    touched, found = set(person.notes.touched), {}
    for row in [row async for row in person.all_of("/notes")]:
        key = row["path"].removesuffix(".md")
        if not key.startswith("note-"):
            continue
        base = key.split()[0]
        if base not in touched and base in person.known_notes:
            found.setdefault(base, []).append(person.notes.entries[base].settled)
            continue
        answer = await person.call("GET", f"/notes/{row['id']}")
        note = answer.json()["note"]
        person.known_notes[base] = note
        found.setdefault(base, []).append(_revision(note["text"]))
    person.known_notes = {key: note for key, note in person.known_notes.items() if key in found}
    person.notes.compare(found)


async def chat(person: Person) -> None:
    """Ask in new and old conversations, sometimes by stream; each question has a key of its own."""
    while True:
        conversation = await _some_conversation(person)
        if conversation is None:
            continue
        key = f"question-{next(person.numbers)}"
        person.conversations[key] = conversation
        await _ask(person, key, stream=person.rng.random() < 0.5)
        await _wait_for_answer(person, conversation)


async def _some_conversation(person: Person) -> str | None:
    if person.conversations and person.rng.random() < 0.6:
        return person.rng.choice(sorted(set(person.conversations.values())))
    answer = await person.call("POST", "/conversations", json={})
    return answer.json()["id"] if answer.is_success else None


async def _ask(person: Person, key: str, *, stream: bool) -> None:
    conversation = person.conversations[key]
    body = {"text": f"{key} what should I do about my tasks today?", "client_key": key}
    path = f"/conversations/{conversation}/messages"
    if not stream:
        accept = {"Accept": "application/json"}
        await _write(person, person.questions, (key, conversation), "POST", path, json=body, headers=accept)
        return
    person.questions.begin(key, conversation)
    headers = {"Authorization": f"Bearer {person.token}", "Accept": "text/event-stream"}
    try:
        async with person.client.stream("POST", f"{API}{path}", json=body, headers=headers) as answer:
            if answer.status_code != 200:
                person.questions.refuse(key)
                return
            person.questions.acknowledge(key, conversation)
            async for _line in answer.aiter_lines():
                pass
    except httpx2.TransportError as error:
        raise ServerGone from error


async def _wait_for_answer(person: Person, conversation: str) -> None:
    for _ in range(200):
        answer = await person.call("GET", f"/conversations/{conversation}/messages")
        items = answer.json()["items"]
        if not any((item["run"] or {}).get("status") == "running" for item in items):
            return


async def check_chat(person: Person) -> None:
    """Every question is there once; each has an answer, or a run that says it was cut off and can be repeated."""
    found: dict[str, list[str]] = {}
    for conversation in sorted(set(person.conversations.values())):
        messages = [m async for m in person.all_of(f"/conversations/{conversation}/messages")]
        for message in messages:
            if message["role"] == "person":
                found.setdefault(message["text"].split()[0], []).append(conversation)
        _check_answers(person, conversation, messages)
    person.questions.compare(found)


def _check_answers(person: Person, conversation: str, messages: list[dict[str, Any]]) -> None:
    messages.sort(key=lambda message: (message["created_at"], message["id"]))
    for message, following in itertools.pairwise([*messages, None]):
        if message["role"] == "coach":
            if following is not None and following["role"] == "coach":
                person.questions.surprise(f"two answers in {conversation}")
            continue
        is_answered = following is not None and following["role"] == "coach"
        run = message["run"]
        if not is_answered and (run is None or run["status"] == "running" or not run["is_retryable"]):
            person.questions.surprise(f"a question without answer or retry: {json.dumps(run)}")


async def repeat_questions(person: Person) -> None:
    """Send what was not acknowledged again, as a page does after a dropped line; and one that was."""
    unsure = [key for key, entry in person.questions.entries.items() if entry.settled is None]
    sure = [key for key, entry in person.questions.entries.items() if entry.settled is not None]
    for key in (*unsure[-3:], *sure[-1:]):
        await _ask(person, key, stream=False)
        await _wait_for_answer(person, person.conversations[key])


def vault(name: str) -> bytes:
    """A vault as a zip: notes that link to each other, and an attachment."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(VAULT_NOTES):
            text = f"---\ntags: [crash, n{n % 7}]\n---\n# {name} {n}\n\nSee [[Note {(n + 1) % VAULT_NOTES}]].\n\n"
            archive.writestr(f"folder {n % 9}/Note {n}.md", text + f"A thought about habit {n}. " * 40)
        archive.writestr("attachments/picture.png", b"\x89PNG\r\n\x1a\n" + bytes(2000))
    return packed.getvalue()


async def import_vaults(person: Person) -> None:
    """Upload a vault, follow it to its end, upload the next."""
    while True:
        name = f"vault-{next(person.numbers)}"
        options = {
            "content": vault(name), "params": {"name": name}, "headers": {"Content-Type": "application/zip"},
        }  # fmt: skip
        started = await _write(person, person.imports, (name, "there"), "POST", "/vaults/import", **options)
        if started is None:
            await asyncio.sleep(0.2)
        else:
            await finish_import(person, started["id"])


async def finish_import(person: Person, import_id: str) -> dict[str, Any]:
    """Wait until an import has ended."""
    while True:
        answer = await person.call("GET", f"/vaults/import/{import_id}")
        assert answer.status_code == 200, answer.text
        view = answer.json()
        if not view["is_active"]:
            return view
        await asyncio.sleep(0.05)


async def check_imports(person: Person, *, wait: bool) -> None:
    """Each import that was taken is there once, and ends well; without `wait` some may still be on their way."""
    found: dict[str, list[str]] = {}
    for listed in [view async for view in person.all_of("/vaults/import")]:
        found.setdefault(listed["name"], []).append("there")
        view = listed
        if wait and listed["is_active"]:
            async with asyncio.timeout(2 * PATIENCE):
                view = await finish_import(person, listed["id"])
        counts = view["counts"]
        if not view["is_active"] and (view["status"], counts["added"]) != ("done", VAULT_NOTES + 1):
            person.imports.surprise(f"{view['name']} ended as {view['status']}: {view['error']} {counts}")
    person.imports.compare(found)
