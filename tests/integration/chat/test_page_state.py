"""The coach page: what a person sees after each thing they do."""

import dataclasses

import pytest
from reflex.istate.data import ReflexURL
from sqlalchemy import update

from coaching_app.ai.protocol import Failed, FailureKind, ToolProposal, Usage
from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.features.chat import service
from coaching_app.features.chat.service import live
from coaching_app.features.chat.state import CoachState
from coaching_app.models import Note
from tests.integration.chat.talking import ask, do, ended, write_note
from tests.support.patience import eventually
from tests.support.states import changed, open_state, run

TASK = ToolProposal("propose_task", {"title": "Call", "why": "You said so", "due": "2026-12-01"})


async def at(state, address: str) -> None:
    """The tab shows this address."""
    root = state._get_root_state()
    root.router = dataclasses.replace(root.router, url=ReflexURL(f"http://localhost:8000{address}"))


async def opened(actor, address: str = "/coach") -> CoachState:
    state = await open_state(CoachState)
    await at(state, address)
    await run(state, CoachState.load, as_=actor)
    return state


async def answered(actor, state, coach, *pieces) -> None:
    """Ask, hear the whole answer, and let the page know."""
    events = await run(state, CoachState.send, "What did I say?", "key1", as_=actor)
    run_id = state._running
    assert state.stream_url.endswith(f"/runs/{run_id}/events")
    coach.whole(*pieces)
    await ended(actor, run_id)
    await run(state, CoachState.finished, run_id, as_=actor)
    return events


async def test_the_first_question_leads_to_its_own_address(cast, coach):
    await write_note(cast.mentee)
    state = await opened(cast.mentee)
    assert (state.is_loaded, state.messages, state.conversations, state.initials) == (True, (), (), "M")
    events = await answered(
        cast.mentee, state, coach, "You listened [1].", Usage(1200, 40, model="claude-x"), TASK
    )
    assert f"/coach/{state.talk_id}" in str(events)
    assert state.taken == "key1"
    question, answer = state.messages
    assert (question.role, question.text, question.trouble) == ("person", "What did I say?", "")
    assert 'class="cite"' in answer.html
    assert answer.label == "claude-x · 1,240 tokens"
    assert (state.stream_url, state.title) == ("", "What did I say?")
    assert [row.label for row in state.sources.rows] == ["Daily/2026-05-04"]
    assert state.sources.rows[0].href.endswith("?lines=1-3")
    (proposal,) = answer.proposals
    assert proposal.due_label == "Tuesday, December 1, 2026"


async def test_a_refused_question_keeps_its_draft_and_says_why(cast, coach):
    state = await opened(cast.mentee)
    events = await run(state, CoachState.send, "   ", "k", as_=cast.mentee)
    assert (state.refused, state.taken) == ("k", "")
    assert "Write something first." in str(events)


async def test_a_reload_in_the_middle_attaches_again(cast, coach):
    posted = await ask(cast.mentee)
    coach.say("Half ")
    state = await opened(cast.mentee, f"/coach/{posted.conversation_id}")
    assert state.stream_url == f"/api/v1/conversations/{posted.conversation_id}/runs/{posted.run_id}/events"
    await run(state, CoachState.broke, "The line was lost.", as_=cast.mentee)
    assert state.stream_url.endswith("?again=1")
    await run(state, CoachState.noticed, "notice", "Busy, trying again.", as_=cast.mentee)
    assert state.remark == "Busy, trying again."


async def test_stop_and_try_again(cast, coach):
    state = await opened(cast.mentee)
    await run(state, CoachState.send, "Well?", "k", as_=cast.mentee)
    run_id = state._running
    coach.say("Half an answer. ", "x")
    await eventually(lambda: live.live_run(run_id).text)
    await run(state, CoachState.stop, as_=cast.mentee)
    await ended(cast.mentee, run_id)
    await run(state, CoachState.finished, run_id, as_=cast.mentee)
    stopped = state.messages[-1]
    assert (stopped.note, stopped.can_retry) == ("You stopped this answer.", True)
    await run(state, CoachState.retry, stopped.run_id, as_=cast.mentee)
    assert len(state.messages) == 1
    assert state.stream_url
    coach.whole("All of it.")
    await ended(cast.mentee, state._running)
    await run(state, CoachState.finished, "", as_=cast.mentee)
    assert [row.role for row in state.messages] == ["person", "coach"]


async def test_a_failure_is_said_where_the_answer_would_stand(cast, coach):
    state = await opened(cast.mentee)
    await run(state, CoachState.send, "Well?", "k", as_=cast.mentee)
    coach.say("So far", Failed(FailureKind.OVERLOADED, "", True))
    await ended(cast.mentee, state._running)
    await run(state, CoachState.broke, "x", as_=cast.mentee)
    (row,) = state.messages
    assert "overloaded" in row.trouble
    assert "So far" in row.partial
    assert (row.can_retry, state.stream_url) == (True, "")


async def test_proposals_are_accepted_as_they_are_changed_or_not_at_all(cast, coach):
    state = await opened(cast.mentee)
    await answered(cast.mentee, state, coach, "One. ", TASK)
    proposal = state.messages[-1].proposals[0]
    await run(state, CoachState.decline, proposal.id, as_=cast.mentee)
    assert state.messages[-1].proposals[0].status == "declined"
    await run(state, CoachState.edit, proposal.id, as_=cast.mentee)
    assert (state.is_editing, state.proposal.title) == (True, "Call")
    bad = {"title": "", "why": "", "due": ""}
    await run(state, CoachState.accept_edited, bad, as_=cast.mentee)
    assert state.edit_problem
    assert state.is_editing
    good = {"title": "Call Dad", "why": "", "due": ""}
    await run(state, CoachState.accept_edited, good, as_=cast.mentee)
    accepted = state.messages[-1].proposals[0]
    assert (accepted.status, accepted.title, accepted.due, state.is_editing) == (
        "accepted",
        "Call Dad",
        "",
        False,
    )
    assert accepted.href.startswith("/planner?task=")


async def test_a_removed_note_is_shown_as_removed(cast, coach):
    note_id = await write_note(cast.mentee)
    state = await opened(cast.mentee)
    await answered(cast.mentee, state, coach, "You listened [1].")
    async with unit_of_work(cast.mentee.tenant_id) as db:
        await db.execute(update(Note).where(Note.id == note_id).values(deleted_at=now()))
    state = await opened(cast.mentee, f"/coach/{state.talk_id}")
    (source,) = state.sources.rows
    assert (source.href, source.lines, source.state) == ("", "removed", "removed")
    assert 'data-state="removed"' in state.messages[-1].html


async def test_earlier_messages_come_on_request_and_stay(cast, coach, monkeypatch):
    from coaching_app.features.chat.service import showing

    monkeypatch.setattr(showing, "_WINDOW", 4)
    conversation = await do(service.create_conversation, cast.mentee, "Long")
    for number in range(4):
        coach.whole(f"A{number}")
        posted = await ask(cast.mentee, f"Q{number}", conversation.id)
        await ended(cast.mentee, posted.run_id)
    state = await opened(cast.mentee, f"/coach/{conversation.id}")
    assert ([row.text for row in state.messages if row.role == "person"], state.has_earlier) == (
        ["Q2", "Q3"],
        True,
    )
    await run(state, CoachState.show_earlier, as_=cast.mentee)
    assert [row.text for row in state.messages if row.role == "person"] == ["Q0", "Q1", "Q2", "Q3"]
    assert not state.has_earlier
    await answered(cast.mentee, state, coach, "A4")
    assert [row.text for row in state.messages if row.role == "person"][-1] == "What did I say?"
    assert len(state.messages) == 10
    await run(state, CoachState.show_sources, state.messages[1].id, as_=cast.mentee)
    assert state.sources.answer_id == state.messages[1].id


async def test_an_address_of_somebody_else_shows_nothing(cast, coach):
    posted = await ask(cast.mentee)
    for stranger in (cast.other_mentee, cast.foreign_mentee, cast.admin):
        state = await opened(stranger, f"/coach/{posted.conversation_id}")
        assert (state.is_missing, state.messages, state.talk_id, state.stream_url) == (True, (), "", "")
        with pytest.raises(NotFound):
            await run(state, CoachState.delete, posted.conversation_id, as_=stranger)
        with pytest.raises(NotFound):
            await run(state, CoachState.retry, posted.run_id, as_=stranger)
    assert (await opened(cast.mentee, "/coach/../../etc")).is_missing


async def test_rename_delete_and_undo(cast, coach):
    conversation = await do(service.create_conversation, cast.mentee, "Old")
    state = await opened(cast.mentee, f"/coach/{conversation.id}")
    await run(state, CoachState.ask_title, as_=cast.mentee)
    await run(state, CoachState.rename, {"title": " "}, as_=cast.mentee)
    assert state.rename_problem
    await run(state, CoachState.rename, {"title": "New"}, as_=cast.mentee)
    assert (state.title, state.is_renaming) == ("New", False)
    events = await run(state, CoachState.delete, conversation.id, as_=cast.mentee)
    assert "/coach" in str(events)
    assert state.talk_id == ""
    await run(state, CoachState.restore, conversation.id, as_=cast.mentee)
    assert (await opened(cast.mentee, f"/coach/{conversation.id}")).title == "New"


async def test_the_end_of_an_answer_is_one_delta_without_the_texts_of_the_sources(cast, coach):
    await write_note(cast.mentee, text="x" * 5000 + "\n")
    state = await opened(cast.mentee)
    await changed(state)
    await answered(cast.mentee, state, coach, "Yes [1].")
    delta = await changed(state)
    assert len(str(delta["sources"])) < 1500


async def test_another_tab_shows_what_was_asked_here(cast, coach):
    await write_note(cast.mentee)
    here = await opened(cast.mentee)
    await answered(cast.mentee, here, coach, "First.")
    there = await opened(cast.mentee, f"/coach/{here.talk_id}")
    assert there.mark == here.mark != ""
    await run(here, CoachState.send, "And then?", "key2", as_=cast.mentee)
    assert there.mark != here.mark
    await run(there, CoachState.look_again, as_=cast.mentee)
    assert [row.text for row in there.messages if row.role == "person"] == ["What did I say?", "And then?"]
    assert (there.stream_url, there.mark) == (here.stream_url, here.mark)
    coach.whole("Second.")
    await ended(cast.mentee, here._running)


async def test_another_tab_sees_that_a_conversation_is_gone_and_that_it_is_back(cast, coach):
    await write_note(cast.mentee)
    here = await opened(cast.mentee)
    await answered(cast.mentee, here, coach, "First.")
    gone = here.talk_id
    there = await opened(cast.mentee, f"/coach/{gone}")
    await run(here, CoachState.delete, gone, as_=cast.mentee)
    assert there.mark != here.mark
    await run(there, CoachState.look_again, as_=cast.mentee)
    assert (there.is_missing, there.messages, there.talk_id) == (True, (), "")
    assert there.conversations == ()
    await run(here, CoachState.restore, gone, as_=cast.mentee)
    await run(there, CoachState.look_again, as_=cast.mentee)
    assert (there.is_missing, there.talk_id) == (False, gone)
