"""One request for every route of the API, and how to send it; the access matrix asks all of them."""

import io
import json
import re
import zipfile
from typing import Any

from tests.integration.wall.samples.sample import Sample, gathered
from tests.support.rest import Rest

API = "/api/v1"


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Note.md", "# A note")
    return buffer.getvalue()


PASSWORD = {"email": "nobody@example.org", "password": "CANARY-password-1"}
SECRET = {"refresh_token": "x" * 43}
SETUP = {
    "tenant_name": "T", "display_name": "D", "email": "first@example.org", "password": "Correct-horse-7-battery"
}  # fmt: skip
# A row for every route. A new route without one fails the build: write down what it takes and answers.
PUBLIC = {
    "GET /api/v1/openapi.json": Sample(),
    "GET /health": Sample(),
    "GET /ready": Sample(),
    "POST /api/v1/auth/login": Sample(401, PASSWORD),
    "POST /api/v1/auth/refresh": Sample(401, SECRET),
    "POST /api/v1/auth/logout": Sample(204, SECRET),
    "GET /api/v1/auth/context": Sample(),
    "POST /api/v1/auth/password-strength": Sample(200, {"password": "CANARY-password-2"}),
    "POST /api/v1/auth/browser/setup": Sample(403, SETUP),
    "POST /api/v1/auth/browser/sign-in": Sample(403, PASSWORD),
    "POST /api/v1/auth/browser/sign-out": Sample(403),
}
OPERATOR = {"GET /metrics": Sample()}
SIGNED_IN = {
    "GET /api/v1/tasks": Sample(),
    "POST /api/v1/tasks": Sample(201, {"title": "A task", "goal_id": "{goal_id}"}),
    "GET /api/v1/tasks/{task_id}": Sample(),
    "PATCH /api/v1/tasks/{task_id}": Sample(200, {"version": 1, "goal_id": "{goal_id}"}),
    "DELETE /api/v1/tasks/{task_id}": Sample(204),
    "POST /api/v1/tasks/{task_id}/complete": Sample(),
    "POST /api/v1/tasks/{task_id}/reopen": Sample(),
    "POST /api/v1/tasks/{task_id}/restore": Sample(),
    "GET /api/v1/goals": Sample(),
    "POST /api/v1/goals": Sample(201, {"title": "A goal"}),
    "GET /api/v1/goals/{goal_id}": Sample(),
    "PATCH /api/v1/goals/{goal_id}": Sample(200, {"version": 1, "why": "Because"}),
    "DELETE /api/v1/goals/{goal_id}": Sample(204),
    "POST /api/v1/goals/{goal_id}/complete": Sample(),
    "POST /api/v1/goals/{goal_id}/reopen": Sample(),
    "POST /api/v1/goals/{goal_id}/restore": Sample(),
    "GET /api/v1/conversations": Sample(),
    "POST /api/v1/conversations": Sample(201, {"title": "A talk"}),
    "GET /api/v1/conversations/{conversation_id}": Sample(),
    "PATCH /api/v1/conversations/{conversation_id}": Sample(200, {"title": "Another title"}),
    "DELETE /api/v1/conversations/{conversation_id}": Sample(204),
    "POST /api/v1/conversations/{conversation_id}/restore": Sample(),
    "GET /api/v1/conversations/{conversation_id}/messages": Sample(),
    "POST /api/v1/conversations/{conversation_id}/messages": Sample(
        202, {"text": "CANARY-question"}, headers={"Accept": "application/json"}
    ),
    "GET /api/v1/conversations/{conversation_id}/runs/{run_id}/events": Sample(),
    "POST /api/v1/runs/{run_id}/stop": Sample(),
    "POST /api/v1/runs/{run_id}/retry": Sample(),
    "POST /api/v1/proposals/{proposal_id}/accept": Sample(),
    "POST /api/v1/proposals/{proposal_id}/decline": Sample(),
    "GET /api/v1/notes": Sample(),
    "GET /api/v1/notes/search": Sample(query="?q=CANARY"),
    "GET /api/v1/notes/tags": Sample(),
    "POST /api/v1/notes": Sample(201, {"title": "Fresh", "text": "CANARY-note"}),
    "GET /api/v1/notes/{note_id}": Sample(),
    "PATCH /api/v1/notes/{note_id}": Sample(200, {"version": 1, "text": "CANARY-note"}),
    "DELETE /api/v1/notes/{note_id}": Sample(204),
    "POST /api/v1/notes/{note_id}/restore": Sample(),
    "POST /api/v1/vaults/import": Sample(
        202, query="?name=Vault", content=_zip(), headers={"Content-Type": "application/zip"}
    ),
    "GET /api/v1/vaults/import": Sample(),
    "GET /api/v1/vaults/import/{import_id}": Sample(),
    "POST /api/v1/vaults/import/{import_id}/cancel": Sample(),
    "GET /api/v1/vaults/import/{import_id}/problems": Sample(),
    "GET /api/v1/vaults": Sample(),
    "GET /api/v1/vaults/{source_id}/export": Sample(),
    "GET /api/v1/files/{file_id}": Sample(),
}
# A feature keeps its own rows in `samples/<feature>.py`, with what makes their objects.
PUBLIC |= gathered("PUBLIC")
OPERATOR |= gathered("OPERATOR")
SIGNED_IN |= gathered("SIGNED_IN")
COACHES = gathered("COACHES")
LEADERS = gathered("LEADERS")
STAFF = gathered("STAFF")
ADMIN = gathered("ADMIN")
SAMPLES = PUBLIC | OPERATOR | SIGNED_IN | COACHES | LEADERS | STAFF | ADMIN
IN_TEXT = re.compile(r"{(\w+_id)}")
# What stands in a path that names a day.
A_DAY = "2026-01-31"


async def call(rest: Rest, name: str, ids: dict[str, str], headers: dict[str, str]) -> Any:
    """The answer of a route to its sample with these objects."""
    method, path = name.split(" ")
    sample = SAMPLES[name]

    def fill(text: str) -> str:
        return IN_TEXT.sub(lambda found: ids[found[1]], text).replace("{day}", A_DAY)

    body = None if sample.body is None else json.loads(fill(json.dumps(sample.body)))
    return await rest.client.request(
        method, fill(path) + sample.query, json=body, content=sample.content, headers=sample.headers | headers
    )
