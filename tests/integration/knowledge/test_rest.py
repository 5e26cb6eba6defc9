"""Knowledge over REST: a vault sent three ways, notes, files, and nothing of anybody else's."""

import io
import zipfile

import pytest
from sqlalchemy import select, update

from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.knowledge.jobs import clean_import, import_vault
from coaching_app.features.knowledge.schemas import Problem
from coaching_app.models import Job, ResourceFile
from coaching_app.queue.port import JobContext
from tests.integration.knowledge.conftest import packed

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
VAULT = {
    "Daily/2026-05-03.md": "# Sunday\n\nTalked with [[My Father]] about [[Nowhere]].\n\n![[pic.png]]\n",
    "People/My Father.md": "---\ntags: [family]\naliases: [Dad]\n---\nHe likes #fishing. See [[2026-05-03]].\n",
    "pic.png": PNG,
    "evil.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
    ".obsidian/app.json": "{}",
}


@pytest.fixture
def small_uploads(set_settings, tmp_path):
    set_settings(MAX_UPLOAD_BYTES="1000000", DATA_DIR=str(tmp_path / "data"))
    return tmp_path / "data"


async def run_jobs():
    """Work off what is queued, as the worker would."""
    from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work

    async with unit_of_work(ALL_TENANTS) as db:
        jobs = list(await db.scalars(select(Job).where(Job.status == "queued").order_by(Job.id)))
        for job in jobs:
            job.status = "done"
    for job in jobs:
        run = {"knowledge.import": import_vault, "knowledge.clean_import": clean_import}[job.kind]
        await run(JobContext(job.id, job.tenant_id, job.payload))


async def send(rest, headers, **kwargs):
    return await rest.client.post("/api/v1/vaults/import", headers=headers, **kwargs)


async def test_a_vault_goes_in_is_read_and_comes_back(rest, cast) -> None:
    me = await rest.bearer(cast.mentee)
    sent = await send(
        rest, me | {"Content-Type": "application/zip"}, content=packed(VAULT), params={"name": "Mine"}
    )
    assert sent.status_code == 202, sent.text
    assert sent.json()["status"] == "waiting"
    again = await send(
        rest, me | {"Content-Type": "application/zip"}, content=packed(VAULT), params={"name": "Mine"}
    )
    assert again.status_code == 409
    await run_jobs()
    state = (await rest.client.get(f"/api/v1/vaults/import/{sent.json()['id']}", headers=me)).json()
    assert (state["status"], state["percent"], state["counts"]["added"]) == ("done", 100, 5)

    listed = (await rest.client.get("/api/v1/notes", headers=me, params={"sort": "title"})).json()
    assert [row["title"] for row in listed["items"]] == ["2026-05-03", "My Father"]
    tagged = (await rest.client.get("/api/v1/notes", headers=me, params={"tag": "fishing"})).json()
    assert [row["path"] for row in tagged["items"]] == ["People/My Father.md"]
    found = (
        await rest.client.get("/api/v1/notes/search", headers=me, params={"q": "talked tag:none"})
    ).json()
    assert found["items"] == []
    found = (await rest.client.get("/api/v1/notes/search", headers=me, params={"q": "talked"})).json()
    daily = found["items"][0]["id"]
    view = (await rest.client.get(f"/api/v1/notes/{daily}", headers=me)).json()
    assert '<a class="internal" href="/knowledge/note/' in view["html"]
    assert [link["target"] for link in view["broken"]] == ["Nowhere"]
    assert [link["title"] for link in view["backlinks"]] == ["My Father"]
    assert [file["name"] for file in view["files"]] == ["pic.png"]

    picture = await rest.client.get(view["files"][0]["href"], headers=me)
    assert (picture.content, picture.headers["content-type"]) == (PNG, "image/png")
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in picture.headers["content-security-policy"]

    source = (await rest.client.get("/api/v1/vaults", headers=me)).json()["items"][0]
    out = await rest.client.get(f"/api/v1/vaults/{source['id']}/export", headers=me)
    with zipfile.ZipFile(io.BytesIO(out.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: data if isinstance(data, bytes) else data.encode() for name, data in VAULT.items()
        }


async def test_a_script_in_a_picture_is_saved_never_shown(rest, cast, vaults) -> None:
    await vaults.bring_in(cast.mentee, VAULT)
    async with snapshot(cast.mentee.tenant_id) as db:
        file_id = await db.scalar(select(ResourceFile.id).where(ResourceFile.path == "evil.svg"))
    answer = await rest.client.get(f"/api/v1/files/{file_id}", headers=await rest.bearer(cast.mentee))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    for other in (cast.other_mentee, cast.foreign_mentee, cast.admin):
        refused = await rest.client.get(f"/api/v1/files/{file_id}", headers=await rest.bearer(other))
        assert refused.status_code == 404


@only_sqlite
async def test_a_page_under_the_name_of_a_picture_is_saved_never_shown(rest, cast, vaults) -> None:
    page, me = b"<!doctype html><script>alert(1)</script>", cast.mentee
    *events, _finished = await vaults.bring_in(
        me, {"Note.md": "![[evil.png]] ![[song.mp3]]", "evil.png": page, "song.mp3": page}
    )
    told = {event.path: event.reason for event in events if isinstance(event, Problem)}
    assert told == dict.fromkeys(
        ("evil.png", "song.mp3"),
        "It is not what its name says. It is kept as it is and can be saved, not shown.",
    )
    headers = await rest.bearer(me)
    (row,) = (await rest.client.get("/api/v1/notes", headers=headers)).json()["items"]
    view = (await rest.client.get(f"/api/v1/notes/{row['id']}", headers=headers)).json()
    assert "<img" not in view["html"]
    assert "<audio" not in view["html"]
    # An archive may bring a row that says what it likes.
    async with unit_of_work(me.tenant_id) as db:
        await db.execute(update(ResourceFile).values(media_type="image/png"))
    for file in view["files"]:
        assert (file["media_type"], file["is_image"]) == ("application/octet-stream", False)
        answer = await rest.client.get(file["href"], headers=headers)
        assert (answer.content, answer.headers["content-type"]) == (page, "application/octet-stream")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_folder_or_a_zip_in_a_form(rest, cast) -> None:
    me = await rest.cookie(cast.mentee)
    folder = [("files", (f"My Vault/{path}", data)) for path, data in VAULT.items()]
    sent = await send(rest, me, files=folder)
    assert sent.status_code == 202, sent.text
    assert sent.json()["name"] == "My Vault"
    zipped = await send(rest, me, files=[("files", ("Zettel “1”.zip", packed(VAULT)))])
    assert (zipped.status_code, zipped.json()["name"]) == (202, "Zettel “1”")
    await run_jobs()
    names = (await rest.client.get("/api/v1/notes", headers=me)).json()["items"]
    assert sorted(row["path"] for row in names) == sorted(2 * ["Daily/2026-05-03.md", "People/My Father.md"])


@pytest.mark.parametrize(
    ("kwargs", "status"),
    [
        ({"content": b"not a zip", "headers": {"Content-Type": "application/zip"}}, 422),
        ({"content": b"", "headers": {"Content-Type": "application/zip"}}, 422),
        ({"content": b"{}", "headers": {"Content-Type": "application/json"}}, 422),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 422),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=a"}}, 422),
        ({"files": [("files", ("a.zip", b"1")), ("files", ("b.zip", b"2"))]}, 422),
        ({"data": {"name": "x"}, "files": []}, 422),
        ({"files": [("files", ("v/../../etc/passwd", b"1"))]}, 422),
        ({"content": b"1" * 1_100_000, "headers": {"Content-Type": "application/zip"}}, 413),
    ],
)
async def test_what_is_no_vault_is_refused_and_leaves_nothing(
    rest, cast, small_uploads, kwargs, status
) -> None:
    me = await rest.bearer(cast.mentee)
    kwargs = dict(kwargs)
    answer = await send(rest, me | kwargs.pop("headers", {}), **kwargs)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"]
    assert (await rest.client.get("/api/v1/vaults/import", headers=me)).json()["items"] == []
    assert not [path for path in small_uploads.rglob("*") if path.is_file() and "files" in path.parts]


async def test_cancel_before_and_after(rest, cast) -> None:
    me = await rest.bearer(cast.mentee)
    headers = me | {"Content-Type": "application/zip"}
    sent = (await send(rest, headers, content=packed(VAULT))).json()
    for other in (cast.other_mentee, cast.foreign_mentee):
        refused = await rest.client.post(
            f"/api/v1/vaults/import/{sent['id']}/cancel", headers=await rest.bearer(other)
        )
        assert refused.status_code == 404
    stopped = await rest.client.post(f"/api/v1/vaults/import/{sent['id']}/cancel", headers=me)
    assert (stopped.status_code, stopped.json()["status"]) == (200, "cancelling")
    await run_jobs()
    state = (await rest.client.get(f"/api/v1/vaults/import/{sent['id']}", headers=me)).json()
    assert state["status"] == "cancelled"
    assert (await rest.client.get("/api/v1/notes", headers=me)).json()["items"] == []
    sent = (await send(rest, headers, content=packed(VAULT))).json()
    await run_jobs()
    late = await rest.client.post(f"/api/v1/vaults/import/{sent['id']}/cancel", headers=me)
    assert late.status_code == 409


async def test_notes_are_written_and_nobody_else_sees_them(rest, cast) -> None:
    me = await rest.bearer(cast.mentee)
    made = await rest.client.post(
        "/api/v1/notes", headers=me, json={"title": "Plan: A/B", "text": "one #two"}
    )
    assert (made.status_code, made.json()["path"], made.json()["tags"]) == (201, "Plan A B.md", ["two"])
    note = made.json()
    url = f"/api/v1/notes/{note['id']}"
    changed = await rest.client.patch(url, headers=me, json={"version": 1, "text": "three"})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = await rest.client.patch(url, headers=me, json={"version": 1, "text": "four"})
    assert (stale.status_code, stale.json()["detail"]) == (409, {"version": 2})
    for text, found in (("one", 0), ("three", 1), ("four", 0)):
        hits = (await rest.client.get("/api/v1/notes/search", headers=me, params={"q": text})).json()
        assert len(hits["items"]) == found
    missing = await rest.client.get("/api/v1/notes/" + "0" * 26, headers=me)
    for other in (cast.other_mentee, cast.foreign_mentee, cast.admin):
        theirs = await rest.bearer(other)
        for verb, body in (("GET", None), ("PATCH", {"version": 2, "text": "x"}), ("DELETE", None)):
            refused = await rest.client.request(verb, url, headers=theirs, json=body)
            assert refused.status_code == 404
            assert refused.json()["title"] == missing.json()["title"]
        assert (await rest.client.get("/api/v1/notes/search", headers=theirs, params={"q": "three"})).json()[
            "items"
        ] == []
    assert (await rest.client.delete(url, headers=me)).status_code == 204
    assert (await rest.client.get(url, headers=me)).status_code == 404
    assert (await rest.client.get("/api/v1/notes/search", headers=me, params={"q": "three"})).json()[
        "items"
    ] == []
    assert (await rest.client.post(f"{url}/restore", headers=me)).status_code == 200
    assert (
        len(
            (await rest.client.get("/api/v1/notes/search", headers=me, params={"q": "three"})).json()["items"]
        )
        == 1
    )


@pytest.mark.parametrize(
    "body", [{"text": "a\x00b"}, {"text": "\ud800"}, {"path": "../x.md"}, {"path": "a\x07.md"}]
)
async def test_what_cannot_be_stored_is_refused(rest, cast, body) -> None:
    import json

    headers = await rest.bearer(cast.mentee) | {"Content-Type": "application/json"}
    answer = await rest.client.post("/api/v1/notes", headers=headers, content=json.dumps(body))
    assert answer.status_code == 422


async def test_export_and_problems_of_others_are_not_there(rest, cast, vaults) -> None:
    events = await vaults.bring_in(cast.mentee, VAULT)
    assert events[-1].status == "done"
    me = await rest.bearer(cast.mentee)
    source = (await rest.client.get("/api/v1/vaults", headers=me)).json()["items"][0]["id"]
    job = (await rest.client.get("/api/v1/vaults/import", headers=me)).json()["items"][0]["id"]
    for other in (cast.other_mentee, cast.foreign_mentee):
        theirs = await rest.bearer(other)
        for url in (f"/vaults/{source}/export", f"/vaults/import/{job}", f"/vaults/import/{job}/problems"):
            assert (await rest.client.get(f"/api/v1{url}", headers=theirs)).status_code == 404
        for url in ("/vaults", "/vaults/import", "/notes", "/notes/tags"):
            assert (await rest.client.get(f"/api/v1{url}", headers=theirs)).json()["items"] == []
