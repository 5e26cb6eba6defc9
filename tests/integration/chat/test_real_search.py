"""The whole way without stand-ins: a note is written, found, quoted, cited by its lines, and forgotten once deleted."""

import pytest
from sqlalchemy import select

from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.chat.service import runs
from coaching_app.features.knowledge import service as knowledge
from coaching_app.models import SeenSpan
from tests.integration.chat.talking import ask, do, ended, thread

MAY = """# Monday

Breakfast outside.

I listened longer than I spoke when my father called, which is new.
"""


@pytest.fixture(autouse=True)
def _real_search(monkeypatch):
    monkeypatch.setattr(runs, "retrieve", knowledge.retrieve)


async def answer(actor, question: str):
    posted = await ask(actor, question)
    await ended(actor, posted.run_id)
    return (await thread(actor, posted.conversation_id))[-1]


async def test_without_a_key_the_best_passages_come_back_word_for_word(cast):
    note = await do(knowledge.create_note, cast.mentee, path="Daily/2026-05-04.md", text=MAY)
    await do(knowledge.create_note, cast.other_mentee, path="Theirs.md", text="My father is a secret.\n")
    said = await answer(cast.mentee, "What did I say about my father?")
    assert said.run.is_twin
    assert "> I listened longer than I spoke when my father called, which is new. [1]" in said.text
    assert {citation.note_id for citation in said.citations} == {note.id}
    (cited,) = [citation for citation in said.citations if citation.is_cited]
    assert cited.start_line <= 5 <= cited.end_line
    assert MAY[cited.start_char : cited.end_char] == cited.text
    async with snapshot(cast.mentee.tenant_id) as db:
        assert all(
            span.tenant_id == cast.mentee.tenant_id for span in (await db.scalars(select(SeenSpan))).all()
        )


async def test_a_date_in_the_question_is_respected(cast):
    await do(knowledge.create_note, cast.mentee, path="Daily/2026-05-04.md", text=MAY)
    await do(
        knowledge.create_note, cast.mentee, path="Daily/2026-08-02.md", text="My father came for lunch.\n"
    )
    said = await answer(cast.mentee, "What did I say about my father in May 2026?")
    assert [citation.label for citation in said.citations] == ["Daily/2026-05-04"]


async def test_a_deleted_note_is_used_no_more_and_shows_as_removed(cast):
    note = await do(knowledge.create_note, cast.mentee, path="Daily/2026-05-04.md", text=MAY)
    posted = await ask(cast.mentee, "What did I say about my father?")
    await ended(cast.mentee, posted.run_id)
    await do(knowledge.delete_note, cast.mentee, note.id)
    before = (await thread(cast.mentee, posted.conversation_id))[-1]
    assert [(citation.state, citation.text) for citation in before.citations] == [("removed", "")]
    assert (await answer(cast.mentee, "What did I say about my father?")).citations == ()
