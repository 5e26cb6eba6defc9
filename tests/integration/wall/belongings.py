"""Gives a person one of everything that has an id, each holding words by which a leak would be known."""

import asyncio
import json

from coaching_app.access import logins
from coaching_app.core.clock import now
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.chat import service as chat
from coaching_app.features.knowledge import service as knowledge
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import GoalDraft, TaskDraft
from coaching_app.models import AnswerRun, Message, Proposal, ResourceFile, VaultImport
from coaching_app.storage import files
from tests.integration.wall.samples.sample import belongings_of_features, canary

__all__ = ["belongings", "canary"]


async def belongings(actor: Actor, *, importing: bool = False) -> dict[str, str]:
    """The id of one thing of every kind, by the name that parameters give it.

    The import has ended, unless it is to be a running one: of those a person may have a few only.
    """
    words = canary(actor)
    stored = await asyncio.to_thread(files.put_chunks, actor.tenant_id, [words.encode()])
    async with unit_of_work(actor.tenant_id) as db:
        goal = await planner.add_goal(db, actor, GoalDraft(f"Goal {words}"))
        task = await planner.add_task(db, actor, TaskDraft(f"Task {words}"))
        note = await knowledge.create_note(db, actor, title=f"Note {new_id()}", text=words)
        # A private one beside it: nobody hears of it, whatever the first one does.
        await knowledge.create_note(db, actor, title=f"{words} {new_id()}", text=words, is_private=True)
        conversation = await chat.create_conversation(db, actor, f"Talk {words}")
        source_id = next(source.id for source in await knowledge.list_sources(db, actor))
        file = ResourceFile(
            owner_id=actor.user_id, source_id=source_id, path=f"{new_id()}.png", path_key=new_id(),
            kind="attachment", sha256=stored.sha256, size=stored.size,
        )  # fmt: skip
        job = VaultImport(
            owner_id=actor.user_id,
            name=f"Import {words}",
            source_id=source_id,
            status="waiting" if importing else "done",
        )
        db.add_all((file, job))
        run_id, message_id, proposal_id = await _talk(db, actor, conversation.id)
    async with unit_of_work(ALL_TENANTS) as db:
        secret = await logins.start_login(
            db, user_id=actor.user_id, tenant_id=actor.tenant_id, device="test", address=""
        )
    login = await logins.find_actor(secret)
    assert login is not None
    return await belongings_of_features(actor) | {
        "goal_id": goal.id, "task_id": task.id, "note_id": note.id, "conversation_id": conversation.id,
        "source_id": source_id, "file_id": file.id, "import_id": job.id, "run_id": run_id,
        "message_id": message_id, "proposal_id": proposal_id, "login_id": login.login_id,
    }  # fmt: skip


async def _talk(db, actor: Actor, conversation_id: str) -> tuple[str, str, str]:
    """A question, the run that failed to answer it, and what it proposed before."""
    tenant = {"tenant_id": actor.tenant_id, "conversation_id": conversation_id}
    question = Message(role="person", text="", id=new_id(), **tenant)
    question.text = seal(question, "text", canary(actor))
    db.add(question)
    await db.flush()
    run = AnswerRun(
        question_id=question.id, status="failed", failure="interrupted", finished_at=now(), **tenant
    )
    db.add(run)
    await db.flush()
    question.run_id = run.id
    proposal = Proposal(run_id=run.id, tool="propose_task", arguments="", id=new_id(), **tenant)
    proposal.arguments = seal(proposal, "arguments", json.dumps({"title": canary(actor), "why": ""}))
    db.add(proposal)
    return run.id, question.id, proposal.id
