"""Search finds what was written in every script; the coach gets the passages that fit, with their exact places."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from coaching_app.core import clock
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.knowledge import service
from coaching_app.models import Note
from tests.support.people import Cast

MAY = "# A Sunday\r\n\r\nCalled my father. He spoke about his garden and about grandfather.\r\n\r\n## Work\r\n\r\nNothing.\r\n"
NOTES = {
    "Daily/2026-05-03.md": MAY,
    "Daily/2026-06-10.md": "My father visited. We argued about money.",
    "People/Father.md": "---\ntags: [family/close]\n---\nBorn in 1951. Likes fishing.",
    "People/Mutter.md": "Meine Großmutter wohnt in München.",
    "日記.md": "今日は父と教会に行きました。とても良い日でした。",
    "Diario.md": "---\ncreated: 2026-05-20\n---\nHablé con mi padre sobre el perdón.",
    "Long.md": "\n\n".join(f"Paragraph {i} about prayer and patience, number {i}." for i in range(200)),
}


async def _found(actor, q, **kwargs):
    async with snapshot(actor.tenant_id) as db:
        return await service.search(db, actor, q, **kwargs)


async def titles(actor, q):
    return [hit.title for hit in (await _found(actor, q)).items]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("fath", {"Father", "2026-05-03", "2026-06-10"}),
        ('"my father visited"', {"2026-06-10"}),
        ("father -garden ", {"Father", "2026-06-10"}),
        ("tag:family/close", {"Father"}),
        ("title:father", {"Father"}),
        ("path:daily money", {"2026-06-10"}),
        ("munchen", {"Mutter"}),
        ("教会", {"日記"}),
        ("父", {"日記"}),
        ("perdon", {"Diario"}),
        ("nowhere", set()),
        ("", set()),
        ('"', set()),
        ("tag:", set()),
        ("a\x00b OR NEAR( *", set()),
    ],
)
async def test_search(cast: Cast, vaults, q, expected) -> None:
    await vaults.bring_in(cast.mentee, NOTES)
    assert set(await titles(cast.mentee, q)) == expected
    assert await titles(cast.other_mentee, q) == []
    assert await titles(cast.foreign_mentee, q) == []


async def test_snippets_mark_the_words_and_pages_do_not_repeat(cast: Cast, vaults) -> None:
    await vaults.bring_in(cast.mentee, NOTES | {f"n{i}.md": f"father {i}" for i in range(30)})
    hit = (await _found(cast.mentee, "garden")).items[0]
    assert [part.text for part in hit.snippet if part.is_hit] == ["garden"]
    seen, cursor = [], None
    while True:
        part = await _found(cast.mentee, "father ", limit=8, cursor=cursor)
        seen += [found.id for found in part.items]
        if (cursor := part.cursor) is None:
            break
    assert len(seen) == len(set(seen)) == 33


async def _retrieved(actor, question, **kwargs):
    with clock.freeze(datetime(2026, 11, 21, 12, tzinfo=UTC)):
        async with snapshot(actor.tenant_id) as db:
            passages = await service.retrieve(db, actor, question, **kwargs)
            ids = [passage.note_id for passage in passages]
            notes = {note.id: note for note in await db.scalars(select(Note).where(Note.id.in_(ids)))}
    for passage in passages:
        note = notes[passage.note_id]
        assert note.text[passage.start_char : passage.end_char] == passage.text
        assert note.sha256 == passage.note_sha256
        lines = note.text.splitlines()[passage.start_line - 1 : passage.end_line]
        assert passage.text.splitlines() == [line.rstrip() for line in lines] or passage.text in "\n".join(
            lines
        )
    return passages


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What did I say about my father in May?", "2026-05-03"),
        ("what did i write about my father in june 2026", "2026-06-10"),
        ("When was my father born?", "Father"),
        ("¿Qué dije sobre mi padre en mayo?", "Diario"),
        ("我对教会说了什么？", "日記"),
        ("Wo wohnt meine Großmutter?", "Mutter"),
    ],
)
async def test_a_question_finds_its_passage(cast: Cast, vaults, question, first) -> None:
    await vaults.bring_in(cast.mentee, NOTES)
    found = await _retrieved(cast.mentee, question)
    assert found[0].note_title == first
    assert await _retrieved(cast.other_mentee, question) == ()
    assert await _retrieved(cast.foreign_mentee, question) == ()


async def test_a_time_without_a_subject_and_one_with_nothing(cast: Cast, vaults) -> None:
    await vaults.bring_in(cast.mentee, NOTES)
    assert {p.note_title for p in await _retrieved(cast.mentee, "What happened in June?")} == {"2026-06-10"}
    assert await _retrieved(cast.mentee, "What about my father in January?") == ()
    async with unit_of_work(cast.mentee.tenant_id) as db:
        with clock.freeze(datetime(2026, 11, 20, 12, tzinfo=UTC)):
            await service.create_note(db, cast.mentee, title="Thought", text="Father rang about the garden.")
    assert [p.note_title for p in await _retrieved(cast.mentee, "my father yesterday?")] == ["Thought"]


async def test_passages_are_few_and_of_several_notes(cast: Cast, vaults) -> None:
    await vaults.bring_in(cast.mentee, NOTES)
    found = await _retrieved(cast.mentee, "prayer and patience")
    assert len(found) == 3
    assert len(await _retrieved(cast.mentee, "prayer, patience, father, garden, fishing, money")) <= 8
    assert await _retrieved(cast.mentee, "") == ()
    assert await _retrieved(cast.mentee, "what did you say?") == ()
