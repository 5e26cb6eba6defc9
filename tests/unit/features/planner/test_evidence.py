"""Milestones, evidence, and reviews by whom the goal is shared with, and nobody else."""

from datetime import date

import pytest

from coaching_app.core.errors import Invalid, NotFound
from coaching_app.domain.consent import Category, Viewer
from coaching_app.features.consent import service as consent
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import EvidenceDraft, GoalView
from coaching_app.storage.files import put_chunks
from tests.support.people import Cast
from tests.support.samples import naughty_strings
from tests.unit.features.planner.doing import do, goal, see, share, task, walk_with


async def progress(cast: Cast, goal_id: str) -> tuple[int, str]:
    found: GoalView = await see(service.get_goal, cast.mentee, goal_id)
    return found.progress.percent, found.progress.words


async def note(cast: Cast, goal_id: str, **fields):
    draft = EvidenceDraft(**{"kind": "note", "text": "I did it"} | fields)
    return await do(service.add_evidence, cast.mentee, goal_id, draft)


async def test_milestones_from_birth_to_undo(cast: Cast) -> None:
    aim = await goal(cast.mentee, progress_by="milestones")
    first = await do(service.add_milestone, cast.mentee, aim.id, "Read it", date(2026, 12, 1))
    second = await do(service.add_milestone, cast.mentee, aim.id, "Teach it")
    await do(service.reach_milestone, cast.mentee, first.id, reached=True)
    assert await progress(cast, aim.id) == (50, "1 of 2 milestones reached = 50 %")
    await do(service.delete_milestone, cast.mentee, second.id)
    assert (await progress(cast, aim.id))[0] == 100
    await do(service.restore_milestone, cast.mentee, second.id)
    await do(service.edit_milestone, cast.mentee, second.id, "Teach it well", None)
    assert [step.title for step in await see(service.list_milestones, cast.mentee, aim.id)] == [
        "Read it",
        "Teach it well",
    ]
    for use_case, args in (
        (service.reach_milestone, {"reached": True}),
        (service.delete_milestone, {}),
        (service.restore_milestone, {}),
    ):
        with pytest.raises(NotFound):
            await do(use_case, cast.other_mentee, first.id, **args)


async def test_progress_counts_only_accepted_evidence_where_the_goal_says_so(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    aim = await goal(cast.mentee, progress_by="measure", unit="km", target_value=10.0, is_reviewed_only=True)
    piece = await note(cast, aim.id, amount=4.0)
    assert await progress(cast, aim.id) == (0, "from 0 to 0 of 10 km = 0 %, accepted evidence only")
    # Not shared: for the mentor it does not exist.
    with pytest.raises(NotFound):
        await do(service.review_evidence, cast.mentor, piece.id, "accepted")
    await share(cast.mentee, cast.mentor, Category.GOALS, aim.id)
    reviewed = await do(service.review_evidence, cast.mentor, piece.id, "more", "Which day?")
    assert (await progress(cast, aim.id))[0] == 0
    reviewed = await do(service.review_evidence, cast.mentor, piece.id, "accepted", "Well done.")
    assert await progress(cast, aim.id) == (40, "from 0 to 4 of 10 km = 40 %, accepted evidence only")
    # Both see what was said, by whom.
    (mine,) = await see(service.list_evidence, cast.mentee, aim.id)
    assert mine == reviewed
    assert [(one.reviewer_name, one.verdict, one.words) for one in mine.reviews] == [
        ("Mentor", "accepted", "Well done."),
        ("Mentor", "more", "Which day?"),
    ]
    receipts = await see(consent.list_receipts, cast.mentee)
    assert receipts


async def test_nobody_reviews_their_own_or_what_a_stranger_has(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    piece = await note(cast, aim.id)
    for actor in (cast.mentee, cast.pastor, cast.other_mentee, cast.foreign_mentee):
        with pytest.raises(NotFound):
            await do(service.review_evidence, actor, piece.id, "accepted")


@pytest.mark.parametrize(
    "draft",
    [
        EvidenceDraft("note"),
        EvidenceDraft("link", url="javascript:alert(1)"),
        EvidenceDraft("link", url="file:///etc/passwd"),
        EvidenceDraft("link", url="https://"),
        EvidenceDraft("link", url="http://[bad"),
        EvidenceDraft("file"),
        EvidenceDraft("note", text="x" * 20_001),
    ],
)
async def test_evidence_that_is_none_is_refused(cast: Cast, draft: EvidenceDraft) -> None:
    aim = await goal(cast.mentee)
    with pytest.raises(Invalid):
        await do(service.add_evidence, cast.mentee, aim.id, draft)


async def test_a_milestone_is_proved_by_accepted_evidence(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    aim = await goal(cast.mentee, progress_by="milestones", is_reviewed_only=True)
    await share(cast.mentee, cast.mentor, Category.GOALS, aim.id)
    step = await do(service.add_milestone, cast.mentee, aim.id, "Run 5 km")
    await do(service.reach_milestone, cast.mentee, step.id, reached=True)
    piece = await note(cast, aim.id, milestone_id=step.id)
    assert (await progress(cast, aim.id))[0] == 0
    await do(service.review_evidence, cast.mentor, piece.id, "accepted")
    assert (await progress(cast, aim.id))[0] == 100
    await do(service.delete_evidence, cast.mentee, piece.id)
    assert (await progress(cast, aim.id))[0] == 0
    await do(service.restore_evidence, cast.mentee, piece.id)
    assert (await progress(cast, aim.id))[0] == 100
    other = await goal(cast.mentee)
    with pytest.raises(NotFound):
        await note(cast, other.id, milestone_id=step.id)


async def test_a_file_is_read_by_its_owner_and_by_whom_the_goal_is_shared_with(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    aim = await goal(cast.mentee)
    stored = put_chunks(cast.mentee.tenant_id, [b"bytes"])
    piece = await do(service.add_evidence_file, cast.mentee, aim.id, "../../evil/run.png", stored)
    assert (piece.kind, piece.file_name, piece.file_size) == ("file", ".._.._evil_run.png", 5)
    assert (await do(service.evidence_file, cast.mentee, piece.id)).sha256 == stored.sha256
    with pytest.raises(NotFound):
        await do(service.evidence_file, cast.mentor, piece.id)
    await share(cast.mentee, cast.mentor, Category.GOALS)
    assert (await do(service.evidence_file, cast.mentor, piece.id)).size == 5


async def test_what_is_shared_is_what_was_allowed_and_no_more(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    aim, secret = await goal(cast.mentee, "Seen"), await goal(cast.mentee, "Unseen")
    seen = await task(cast.mentee, "a", goal_id=aim.id)
    hidden = await task(cast.mentee, "b", goal_id=secret.id)
    viewer = Viewer.of(cast.mentor)
    assert await see_shared(cast, viewer) == ([], [])
    await share(cast.mentee, cast.mentor, Category.GOALS, aim.id)
    assert await see_shared(cast, viewer) == (["Seen"], [])
    await share(cast.mentee, cast.mentor, Category.TASKS)
    # The task is shared, the goal it belongs to is not: its name stays away.
    assert await see_shared(cast, viewer) == (["Seen"], [(seen.id, "Seen"), (hidden.id, "")])
    assert await see_shared(cast, Viewer.of(cast.pastor)) == ([], [])


async def see_shared(cast: Cast, viewer: Viewer) -> tuple[list, list]:
    async def both(db, _actor):
        goals = await service.shared_goals(db, viewer, cast.mentee.user_id, "en")
        tasks = await service.shared_tasks(db, viewer, cast.mentee.user_id, "en")
        return [one.goal.title for one in goals], [(one.id, one.goal_title) for one in tasks]

    return await see(both, cast.mentor)


async def test_naughty_evidence_comes_back_as_it_was_written(cast: Cast) -> None:
    aim = await goal(cast.mentee)
    for text in naughty_strings()[::10]:
        if "".join(char for char in text if char.isprintable()).strip():
            await note(cast, aim.id, text=text)
    assert len(await see(service.list_evidence, cast.mentee, aim.id)) > 20
