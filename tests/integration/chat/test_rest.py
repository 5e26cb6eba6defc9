"""The chat over REST: streams that resume, several readers, and nobody else's eyes."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from coaching_app.ai.protocol import Failed, FailureKind, Notice, NoticeKind, ToolProposal, Usage
from coaching_app.api.rest import product_routes, verify_routes
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.features.chat import service
from coaching_app.features.chat.api import router
from coaching_app.features.chat.service import live
from tests.integration.chat.talking import Client, ask, do, ended, signed_in, write_note
from tests.support.patience import eventually


def events_of(posted) -> str:
    return f"/conversations/{posted.conversation_id}/runs/{posted.run_id}/events"


def test_every_route_has_a_policy():
    verify_routes((router,))
    assert len(product_routes((router,))) > 12


async def test_a_message_posted_as_text_streams_and_ends_with_the_citations(cast, mentee, coach):
    note_id = await write_note(cast.mentee)
    created = (await mentee("POST", "/conversations", {})).json()
    coach.whole(
        "You listened. [1]", ToolProposal("propose_task", {"title": "Call", "why": "", "due": "2026-12-01"}),
        Usage(10, 5, model="m"),
    )  # fmt: skip
    answer = await mentee("POST", f"/conversations/{created['id']}/messages", {"text": "What did I say?"})
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert (answer.headers["cache-control"], answer.headers["x-accel-buffering"]) == ("no-store", "no")
    events = answer.events()
    kind, _id, begun = events[0]
    assert kind == "run"
    assert begun["conversation_id"] == created["id"]
    assert answer.text == "You listened. [1]"
    kind, _id, done = events[-1]
    assert kind == "done"
    assert [(c["ref"], c["note_id"], c["start_line"], c["end_line"]) for c in done["citations"]] == [
        (1, note_id, 1, 3)
    ]
    assert [(p["title"], p["due"], p["status"]) for p in done["proposals"]] == [
        ("Call", "2026-12-01", "open")
    ]
    listed = (await mentee("GET", f"/conversations/{created['id']}/messages")).json()
    assert [item["text"] for item in listed["items"]] == ["What did I say?", "You listened. [1]"]
    assert listed["items"][1]["id"] == done["message_id"]
    assert listed["cursor"] is None
    titles = (await mentee("GET", "/conversations")).json()
    assert [item["title"] for item in titles["items"]] == ["What did I say?"]


async def test_who_asks_for_json_gets_the_run_at_once_and_once(cast, mentee, coach):
    created = (await mentee("POST", "/conversations", {"title": "Plans"})).json()
    path, body = f"/conversations/{created['id']}/messages", {"text": "Hello", "client_key": "k"}
    first = await mentee("POST", path, body, accept="application/json")
    again = await mentee("POST", path, body, accept="application/json")
    assert first.status == again.status == 202
    assert first.json() == again.json()
    busy = await mentee("POST", path, {"text": "And?"}, accept="application/json")
    assert (busy.status, busy.headers["content-type"]) == (409, "application/problem+json")


async def test_a_resumed_stream_gives_each_piece_exactly_once(cast, mentee, coach):
    posted = await ask(cast.mentee)
    received = ""
    last_id = ""
    for word in ("Eins ", "zwei ", "drei ", "vier"):
        coach.say(word, " ")
        headers = {"last_event_id": last_id} if last_id else {}
        async with mentee.open("GET", events_of(posted), **headers) as answer:
            await eventually(answer.events)
            received += answer.text
            last_id = answer.events()[-1][1]
    coach.finish()
    rest = await mentee("GET", events_of(posted), last_event_id=last_id)
    assert received + rest.text == "Eins  zwei  drei  vier "
    assert rest.events()[-1][0] == "done"
    late = await mentee("GET", events_of(posted))
    assert late.text == "Eins  zwei  drei  vier "
    assert late.events()[-1] == rest.events()[-1]
    nothing_new = await mentee("GET", events_of(posted), last_event_id=str(len(late.text)))
    assert [kind for kind, _id, _data in nothing_new.events()] == ["done"]


async def test_two_readers_get_the_same_and_the_run_outlives_them(cast, mentee, coach):
    posted = await ask(cast.mentee)
    async with (
        mentee.open("GET", events_of(posted)) as one,
        mentee.open("GET", events_of(posted)) as two,
    ):
        coach.say("Shared ", "words ")
        await eventually(lambda: one.text == two.text == "Shared words")
    coach.whole("go on")
    await ended(cast.mentee, posted.run_id)
    assert (await mentee("GET", events_of(posted))).text == "Shared words go on"


async def test_frames_are_small(cast, mentee, coach):
    posted = await ask(cast.mentee)
    async with mentee.open("GET", events_of(posted)) as answer:
        for number in range(200):
            coach.say("words")
            await eventually(lambda: len(answer.text) == 5 * (number + 1))  # noqa: B023 - awaited at once
        assert len(answer.body) / 200 <= 32
    coach.finish()


async def test_remarks_and_failures_are_events(cast, mentee, coach):
    posted = await ask(cast.mentee)
    coach.say(Notice(NoticeKind.WAITING, "Busy."), "Some", Failed(FailureKind.OVERLOADED, "", True))
    events = (await mentee("GET", events_of(posted))).events()
    assert [kind for kind, _id, _data in events] in (
        ["delta", "notice", "error"],
        ["notice", "delta", "error"],
    )
    assert events[-1][2]["retryable"] is True
    assert events[-1][2]["message"].endswith(".")
    again = await mentee("POST", f"/runs/{posted.run_id}/retry")
    assert again.status == 200
    coach.whole("Better.")
    second = await mentee(
        "GET", f"/conversations/{posted.conversation_id}/runs/{again.json()['run_id']}/events"
    )
    assert second.text == "Better."


async def test_stop_over_rest(cast, mentee, coach):
    posted = await ask(cast.mentee)
    coach.say("Half. ", "x")
    async with mentee.open("GET", events_of(posted)) as answer:
        await eventually(lambda: answer.text)
        assert (await mentee("POST", f"/runs/{posted.run_id}/stop")).status == 200
        await eventually(lambda: answer.is_over)
    assert answer.events()[-1][0] == "done"
    assert answer.events()[-1][2]["status"] == "stopped"


async def test_a_quiet_line_is_kept_alive_until_the_login_ends(cast, mentee, coach, monkeypatch):
    from coaching_app.access import logins

    monkeypatch.setattr(live, "PING_SECONDS", 0.02)
    posted = await ask(cast.mentee)
    async with mentee.open("GET", events_of(posted)) as answer:
        await eventually(lambda: answer.body.count(b":\n\n") > 2)
        async with unit_of_work(cast.mentee.tenant_id) as db:
            await logins.end_logins(db, cast.mentee.user_id)
        await eventually(lambda: answer.is_over)
    assert answer.events() == []


async def test_too_many_open_streams_are_refused(cast, mentee, coach, monkeypatch):
    monkeypatch.setattr(live, "MOST_READERS", 1)
    posted = await ask(cast.mentee)
    async with mentee.open("GET", events_of(posted)):
        await eventually(lambda: live._readers)
        refused = await mentee("GET", events_of(posted))
        assert refused.status == 429
        assert "retry-after" in refused.headers


async def test_the_cap_of_streams_holds_for_many_that_come_at_once(cast, mentee, coach, monkeypatch):
    monkeypatch.setattr(live, "MOST_READERS", 2)
    posted = await ask(cast.mentee)
    for _ in range(2):
        async with AsyncExitStack() as stack:
            asking = [stack.enter_async_context(mentee.open("GET", events_of(posted))) for _ in range(6)]
            answers = await asyncio.gather(*asking)
            await eventually(lambda answers=answers: all(answer.status for answer in answers))
            assert sorted(answer.status for answer in answers) == [200, 200, 429, 429, 429, 429]
        await eventually(lambda: not live._readers)


@pytest.mark.parametrize("who", ["other_mentee", "mentor", "admin", "foreign_mentee", ""])
async def test_a_stranger_gets_the_same_404_as_for_nothing_at_all(app, cast, coach, who):
    coach.say("Private ", "words ")
    posted = await ask(cast.mentee)
    await eventually(lambda: live.live_run(posted.run_id).text)
    stranger = await signed_in(app, getattr(cast, who)) if who else Client(app, "")
    conversation, nothing = f"/conversations/{posted.conversation_id}", f"/conversations/{new_id()}"
    run, no_run = posted.run_id, new_id()
    for method, path, missing, body in (
        ("GET", conversation, nothing, None),
        ("PATCH", conversation, nothing, {"title": "Mine now"}),
        ("DELETE", conversation, nothing, None),
        ("POST", f"{conversation}/restore", f"{nothing}/restore", None),
        ("GET", f"{conversation}/messages", f"{nothing}/messages", None),
        ("POST", f"{conversation}/messages", f"{nothing}/messages", {"text": "Hi"}),
        ("GET", f"{conversation}/runs/{run}/events", f"{nothing}/runs/{no_run}/events", None),
        ("POST", f"/runs/{run}/stop", f"/runs/{no_run}/stop", None),
        ("POST", f"/runs/{run}/retry", f"/runs/{no_run}/retry", None),
        ("POST", f"/proposals/{run}/accept", f"/proposals/{no_run}/accept", None),
        ("POST", f"/proposals/{run}/decline", f"/proposals/{no_run}/decline", None),
    ):
        answer, expected = await stranger(method, path, body), await stranger(method, missing, body)
        assert answer.status == expected.status == (404 if who else 401), (method, path)
        assert b"Private" not in answer.body
    if who:
        own = await do(service.create_conversation, getattr(cast, who))
        mixed = await stranger("GET", f"/conversations/{own.id}/runs/{run}/events")
        assert mixed.status == 404
        assert (await stranger("GET", "/conversations")).json()["items"][0]["id"] == own.id


async def test_a_run_is_not_found_under_another_conversation_of_the_same_person(cast, mentee, coach):
    posted = await ask(cast.mentee)
    other = await do(service.create_conversation, cast.mentee)
    assert (await mentee("GET", f"/conversations/{other.id}/runs/{posted.run_id}/events")).status == 404


async def test_another_site_cannot_post(cast, mentee, coach):
    created = await do(service.create_conversation, cast.mentee)
    answer = await mentee(
        "POST", f"/conversations/{created.id}/messages", {"text": "x"}, origin="https://evil.example"
    )
    assert answer.status == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": " \n"},
        {"text": "x", "role": "coach"},
        {"text": "x", "client_key": "run:1"},
        [],
    ],
)
async def test_a_body_that_does_not_fit_is_a_422(cast, mentee, coach, body):
    created = await do(service.create_conversation, cast.mentee)
    assert (await mentee("POST", f"/conversations/{created.id}/messages", body)).status == 422


async def test_proposals_over_rest(cast, mentee, coach):
    coach.whole("Try this. ", ToolProposal("propose_task", {"title": "Walk", "why": "", "due": "2026-12-01"}))
    posted = await ask(cast.mentee)
    done = (await mentee("GET", events_of(posted))).events()[-1][2]
    path = f"/proposals/{done['proposals'][0]['id']}"
    assert (await mentee("POST", f"{path}/accept", {"title": ""})).status == 422
    assert (await mentee("POST", f"{path}/decline")).json()["status"] == "declined"
    accepted = (await mentee("POST", f"{path}/accept", {"title": "Run", "due": None})).json()
    assert (accepted["status"], accepted["title"], accepted["due"]) == ("accepted", "Run", "")
    assert (await mentee("POST", f"{path}/accept")).json() == accepted
    assert (await mentee("POST", f"{path}/decline")).status == 409
