"""What shows that a goal moves: kept by its owner, reviewed by a coach who may see the goal."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id, new_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import Category, Viewer
from coaching_app.domain.written_text import clean_text, refuse
from coaching_app.features.consent import service as consent
from coaching_app.features.planner.queries import evidence_views
from coaching_app.features.planner.schemas import TEXT_LENGTH, EvidenceDraft, EvidenceView
from coaching_app.features.planner.service.goals import own_goal
from coaching_app.models import Evidence, EvidenceReview, Goal, Milestone, ResourceFile, Source
from coaching_app.storage.files import StoredFile

LONGEST_WORDS = 4_000
LONGEST_URL = 2_000
_SHELF = "Evidence"


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """The stored bytes of a file and the name it had."""

    name: str
    sha256: str
    size: int


async def list_evidence(db: AsyncSession, actor: Actor, goal_id: str) -> tuple[EvidenceView, ...]:
    """The evidence of a goal of the person, latest first."""
    return await evidence_views(db, [(await own_goal(db, actor, goal_id)).id])


async def add_evidence(db: AsyncSession, actor: Actor, goal_id: str, draft: EvidenceDraft) -> EvidenceView:
    """Keep a note or a link."""
    goal = await own_goal(db, actor, goal_id)
    text = clean_text(draft.text, "text", TEXT_LENGTH).strip()
    url = _clean_url(draft.url) if draft.kind == "link" else ""
    if draft.kind == "note" and not text:
        raise refuse("text", _("Write what shows that you moved."))
    if draft.kind == "file":
        raise refuse("kind", _("Send the file itself."))
    return await _keep(db, actor, goal, draft, text=text, url=url)


async def add_evidence_file(
    db: AsyncSession, actor: Actor, goal_id: str, name: str, stored: StoredFile
) -> EvidenceView:
    """Keep a file whose bytes are stored already."""
    goal = await own_goal(db, actor, goal_id)
    clean = clean_text(name, "file", TEXT_LENGTH).replace("/", "_").replace("\\", "_").strip()[-200:] or _(
        "file"
    )
    path = f"{goal.id}/{new_id()}/{clean}"
    file = ResourceFile(
        owner_id=actor.user_id,
        source_id=await _shelf(db, actor),
        path=path,
        path_key=path.casefold(),
        kind="attachment",
        size=stored.size,
        sha256=stored.sha256,
    )
    db.add(file)
    await db.flush()
    return await _keep(db, actor, goal, EvidenceDraft("file"), text="", url="", file_id=file.id)


async def delete_evidence(db: AsyncSession, actor: Actor, evidence_id: str) -> None:
    """Take it away; `restore_evidence` brings it back with its reviews."""
    (await _own(db, actor, evidence_id)).deleted_at = now()


async def restore_evidence(db: AsyncSession, actor: Actor, evidence_id: str) -> EvidenceView:
    """Bring back deleted evidence."""
    row = await _own(db, actor, evidence_id, deleted_too=True)
    row.deleted_at = None
    await db.flush()
    return await _one(db, row)


async def review_evidence(
    db: AsyncSession, actor: Actor, evidence_id: str, verdict: str, words: str = ""
) -> EvidenceView:
    """A coach says whether it shows what it should; only who may see the goal can, and both see what was said."""
    if verdict not in {"accepted", "more"}:
        raise refuse("verdict", _("A review accepts, or asks for more."))
    row = await _seen(db, actor, evidence_id)
    if row.owner_id == actor.user_id:
        raise NotFound
    said = clean_text(words, "words", TEXT_LENGTH).strip()
    if len(said) > LONGEST_WORDS:
        raise refuse("words", _("This holds at most {limit} characters.").format(limit=f"{LONGEST_WORDS:,}"))
    await consent.record_reads(
        db, actor, row.owner_id, Category.GOALS, [row.goal_id], surface="evidence review"
    )
    db.add(EvidenceReview(evidence_id=row.id, reviewer_id=actor.user_id, verdict=verdict, words=said))
    await db.flush()
    return await _one(db, row)


async def evidence_file(db: AsyncSession, actor: Actor, evidence_id: str) -> EvidenceFile:
    """The file of a piece of evidence, for its owner and for a coach who may see the goal."""
    row = await _seen(db, actor, evidence_id)
    file = await db.get(ResourceFile, row.file_id) if row.file_id else None
    if file is None:
        raise NotFound
    await consent.record_reads(
        db, actor, row.owner_id, Category.GOALS, [row.goal_id], surface="evidence file"
    )
    return EvidenceFile(file.path.rpartition("/")[2], file.sha256, file.size)


async def _keep(
    db: AsyncSession,
    actor: Actor,
    goal: Goal,
    draft: EvidenceDraft,
    *,
    text: str,
    url: str,
    file_id: str | None = None,
) -> EvidenceView:
    if draft.milestone_id is not None:
        step = await db.get(Milestone, draft.milestone_id) if is_id(draft.milestone_id) else None
        if step is None or step.goal_id != goal.id or step.deleted_at is not None:
            raise NotFound
    row = Evidence(
        goal_id=goal.id,
        owner_id=actor.user_id,
        milestone_id=draft.milestone_id,
        kind=draft.kind,
        text=text,
        url=url,
        amount=draft.amount,
        file_id=file_id,
    )
    db.add(row)
    await db.flush()
    return await _one(db, row)


async def _one(db: AsyncSession, row: Evidence) -> EvidenceView:
    return next(view for view in await evidence_views(db, [row.goal_id]) if view.id == row.id)


async def _own(db: AsyncSession, actor: Actor, evidence_id: str, *, deleted_too: bool = False) -> Evidence:
    query = select(Evidence).where(col(Evidence.id) == evidence_id, col(Evidence.owner_id) == actor.user_id)
    if not deleted_too:
        query = query.where(col(Evidence.deleted_at).is_(None))
    row = (await db.scalars(query)).first() if is_id(evidence_id) else None
    if row is None:
        raise NotFound
    return row


async def _seen(db: AsyncSession, actor: Actor, evidence_id: str) -> Evidence:
    """A piece of evidence that the actor owns, or whose goal is shared with them."""
    visible = consent.visible_to(Viewer.of(actor), Category.GOALS, col(Goal.owner_id), col(Goal.id))
    query = (
        select(Evidence)
        .join(Goal, col(Goal.id) == col(Evidence.goal_id))
        .where(
            col(Evidence.id) == evidence_id,
            col(Evidence.deleted_at).is_(None),
            col(Goal.deleted_at).is_(None),
            (col(Evidence.owner_id) == actor.user_id) | visible,
        )
    )
    row = (await db.scalars(query)).first() if is_id(evidence_id) else None
    if row is None:
        raise NotFound
    return row


async def _shelf(db: AsyncSession, actor: Actor) -> str:
    """The source under which evidence files stand, made at first use."""
    query = select(col(Source.id)).where(
        col(Source.owner_id) == actor.user_id, col(Source.kind) == "upload", col(Source.name) == _SHELF
    )
    found = (await db.scalars(query)).first()
    if found is not None:
        return found
    source = Source(owner_id=actor.user_id, kind="upload", name=_SHELF)
    db.add(source)
    await db.flush()
    return source.id


def _clean_url(url: str) -> str:
    text = clean_text(url, "url", TEXT_LENGTH).strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc or len(text) > LONGEST_URL:
        raise Invalid(_("A link begins with https:// or http://."), detail={"field": "url"})
    return text
