"""A conversation belongs to one person, can be deleted and brought back, and is listed whole."""

import pytest

from coaching_app.ai.protocol import ToolProposal
from coaching_app.core.errors import Invalid, NotFound
from coaching_app.features.chat import service
from coaching_app.features.chat.service import live
from tests.integration.chat.talking import ask, do, ended, see, thread
from tests.support.patience import eventually


async def test_nobody_else_sees_or_touches_anything(cast, coach):
    coach.whole("Mine.", ToolProposal("propose_task", {"title": "Walk", "why": ""}))
    posted = await ask(cast.mentee)
    await ended(cast.mentee, posted.run_id)
    proposal = (await thread(cast.mentee, posted.conversation_id))[-1].proposals[0]
    for stranger in (cast.other_mentee, cast.mentor, cast.admin, cast.foreign_mentee):
        for use_case, args in (
            (service.get_conversation, (posted.conversation_id,)),
            (service.list_messages, (posted.conversation_id,)),
            (service.rename_conversation, (posted.conversation_id, "Taken")),
            (service.delete_conversation, (posted.conversation_id,)),
            (service.restore_conversation, (posted.conversation_id,)),
            (service.post_message, (posted.conversation_id, "Hello", None)),
            (service.stop_run, (posted.run_id,)),
            (service.retry_run, (posted.run_id,)),
            (service.accept_proposal, (proposal.id,)),
            (service.decline_proposal, (proposal.id,)),
            (service.get_run, (posted.run_id, posted.conversation_id)),
        ):
            with pytest.raises(NotFound):
                await do(use_case, stranger, *args)
        assert (await see(service.list_conversations, stranger)).items == ()


async def test_delete_stops_hides_and_can_be_undone(cast, coach):
    posted = await ask(cast.mentee)
    coach.say("Begun")
    await eventually(lambda: live.live_run(posted.run_id).text)
    await do(service.delete_conversation, cast.mentee, posted.conversation_id)
    await eventually(lambda: live.live_run(posted.run_id) is None)
    with pytest.raises(NotFound):
        await thread(cast.mentee, posted.conversation_id)
    assert (await see(service.list_conversations, cast.mentee)).items == ()
    await do(service.restore_conversation, cast.mentee, posted.conversation_id)
    assert [m.text for m in await thread(cast.mentee, posted.conversation_id)][1:] == ["Begun"]


async def test_lists_page_without_gaps(cast, coach):
    ids = [(await do(service.create_conversation, cast.mentee, f"C{n}")).id for n in range(5)]
    seen, cursor = [], None
    while True:
        page = await see(service.list_conversations, cast.mentee, cursor=cursor, limit=2)
        seen += [item.id for item in page.items]
        if not (cursor := page.cursor):
            break
    assert sorted(seen) == sorted(ids)
    with pytest.raises(Invalid):
        await see(service.list_conversations, cast.mentee, cursor="bm9wZQ")
    for number in range(3):
        coach.whole(f"A{number}")
        posted = await ask(cast.mentee, f"Q{number}", ids[0])
        await ended(cast.mentee, posted.run_id)
    page = await see(service.list_messages, cast.mentee, ids[0], limit=4)
    earlier = await see(service.list_messages, cast.mentee, ids[0], limit=4, cursor=page.cursor)
    assert [m.text for m in (*earlier.items, *page.items)] == ["Q0", "A0", "Q1", "A1", "Q2", "A2"]
    assert earlier.cursor is None
