"""Short forms for tests of the chat: notes to find, a scripted provider, a client that reads streams live."""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from coaching_app.access.logins import start_login
from coaching_app.ai.guard import Guarded
from coaching_app.ai.protocol import Finished, Started, StopReason, TextDelta
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.chat import service
from coaching_app.features.chat.service import live
from coaching_app.features.knowledge.schemas import RetrievedPassage
from coaching_app.models import Note, Source
from tests.support.patience import PATIENCE, eventually

FATHER = "# 4 May\n\nI listened longer than I spoke on the phone with my father.\n"


async def do(use_case: Any, actor, *args: Any, **kwargs: Any) -> Any:
    async with unit_of_work(actor.tenant_id) as db:
        return await use_case(db, actor, *args, **kwargs)


async def see(use_case: Any, actor, *args: Any, **kwargs: Any) -> Any:
    async with snapshot(actor.tenant_id) as db:
        return await use_case(db, actor, *args, **kwargs)


async def write_note(actor, path: str = "Daily/2026-05-04.md", text: str = FATHER) -> str:
    async with unit_of_work(actor.tenant_id) as db:
        source = (await db.scalars(select(Source).where(Source.owner_id == actor.user_id))).first()
        if source is None:
            source = Source(owner_id=actor.user_id, kind="written", name="Notes")
            db.add(source)
            await db.flush()
        note = Note(
            owner_id=actor.user_id, source_id=source.id, path=path, path_key=path.lower(), text=text,
            title=path.rsplit("/", 1)[-1].removesuffix(".md"), sha256=hashlib.sha256(text.encode()).hexdigest(),
        )  # fmt: skip
        db.add(note)
        await db.flush()
        return note.id


async def retrieve_all(db, actor, _question: str, limit: int = 8) -> tuple[RetrievedPassage, ...]:
    """Stands for the search: every note of the person, whole."""
    query = select(Note).where(Note.owner_id == actor.user_id, Note.deleted_at.is_(None)).limit(limit)
    return tuple(
        RetrievedPassage(
            note_id=note.id, note_title=note.title, path=note.path, note_sha256=note.sha256, start_line=1,
            end_line=len(note.text.splitlines()), start_char=0, end_char=len(note.text), text=note.text,
            heading_path=(), score=1.0,
        )
        for note in (await db.scalars(query)).all()
    )  # fmt: skip


class Scripted:
    """A provider that says what it is told, piece by piece, when it is told."""

    name = "anthropic"

    def __init__(self) -> None:
        self.prompts: list[Any] = []
        self.closed = 0
        self._events: asyncio.Queue[Any] = asyncio.Queue()

    def say(self, *pieces: Any) -> None:
        for piece in pieces:
            self._events.put_nowait(TextDelta(piece) if isinstance(piece, str) else piece)

    def finish(self) -> None:
        self.say(Finished(StopReason.COMPLETE))

    def whole(self, *pieces: Any) -> None:
        self.say(*pieces)
        self.finish()

    async def stream(self, prompt: Any) -> AsyncGenerator[Any]:
        self.prompts.append(prompt)
        yield Started("scripted-1")
        try:
            while True:
                event = await self._events.get()
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.closed += 1

    def guarded(self, *_args: Any, **_more: Any) -> Guarded:
        return Guarded(self)


async def ended(actor, run_id: str):
    """Wait for the end of a run; its last event."""
    last = None
    async for event in service.follow_run(actor, run_id):
        last = event
    await eventually(lambda: live.live_run(run_id) is None)
    return last


async def ask(actor, text: str = "What did I say about my father?", conversation=None, key=None):
    return await do(service.post_message, actor, conversation, text, key)


async def thread(actor, conversation_id: str):
    return (await see(service.list_messages, actor, conversation_id)).items


# --- REST ---------------------------------------------------------------------------------------


@dataclass
class Answer:
    """A response as it comes in."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_over: bool = False
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def json(self) -> Any:
        return json.loads(self.body)

    def events(self) -> list[tuple[str, str, Any]]:
        """Kind, id and data of every whole frame."""
        found = []
        for block in self.body.decode().split("\n\n")[:-1]:
            if block.startswith(":"):
                continue
            lines = dict(line.split(":", 1) for line in block.split("\n"))
            found.append((lines.get("event", "delta"), lines.get("id", ""), json.loads(lines["data"])))
        return found

    @property
    def text(self) -> str:
        return "".join(data["t"] for kind, _id, data in self.events() if kind == "delta")


class Client:
    """Calls the REST application without a socket, as a browser with a login cookie."""

    def __init__(self, app: Any, secret: str) -> None:
        self._app, self._secret = app, secret

    async def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        async with self.open(method, path, body, **headers) as answer:
            await eventually(lambda: answer.is_over)
            return answer

    @asynccontextmanager
    async def open(self, method: str, path: str, body: Any = None, **headers: str):
        """A response to watch while it comes in; leaving the block hangs up."""
        answer, gone = Answer(), asyncio.Event()
        task = asyncio.create_task(self._call(method, path, body, headers, answer, gone))
        try:
            await eventually(lambda: answer.status or task.done())
            if task.done() and task.exception():
                raise task.exception()
            yield answer
        finally:
            gone.set()
            await asyncio.wait({task}, timeout=PATIENCE)
            task.cancel()

    async def _call(self, method, path, body, headers, answer: Answer, gone: asyncio.Event) -> None:
        path, _, query = path.partition("?")
        payload = b"" if body is None else json.dumps(body).encode()
        given = {
            "host": "localhost:8000", "origin": "http://localhost:8000", "content-type": "application/json",
            "cookie": f"__Host-login={self._secret}" if self._secret else "",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }  # fmt: skip
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": f"/api/v1{path}", "raw_path": f"/api/v1{path}".encode(), "query_string": query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in given.items() if v],
            "client": ("127.0.0.1", 5000), "server": ("localhost", 8000), "root_path": "",
        }  # fmt: skip
        sent = [{"type": "http.request", "body": payload, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if sent:
                return sent.pop()
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            else:
                answer.body += message.get("body", b"")
                answer.is_over = not message.get("more_body", False)
            answer.arrived.set()

        await self._app(scope, receive, send)


async def signed_in(app: Any, actor) -> Client:
    async with unit_of_work(actor.tenant_id) as db:
        secret = await start_login(
            db, user_id=actor.user_id, tenant_id=actor.tenant_id, device="test", address="127.0.0.1"
        )
    return Client(app, secret)
