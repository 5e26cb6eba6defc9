"""State of the import panel: follows the latest import until it ends, and shows what could not be read."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any, Literal

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.schemas import ImportCard, Problem, VaultRow
from coaching_app.features.knowledge.service.pages import read_import, read_shelf
from coaching_app.features.knowledge.state.notes import NotesState
from coaching_app.features.shell.widgets import notify

_LOOK_EVERY = 0.4
_LONGEST_WATCH = 1800
_MOST_PROBLEMS = 100
_KINDS: dict[str, Literal["info", "good", "problem"]] = {"green": "good", "rose": "problem"}


class ImportState(rx.State):
    """The vaults that are here and the import that runs."""

    is_loaded: bool = False
    is_open: bool = False
    vaults: tuple[VaultRow, ...] = ()
    job: ImportCard = ImportCard()
    problems: tuple[Problem, ...] = ()
    more_problems: bool = False
    upload_problem: str = ""
    _is_watching: bool = False

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def load(self) -> Any:
        """Show the vaults, and go on following an import that runs."""
        self.upload_problem = ""
        await self._show_shelf(require_actor())
        self.is_loaded = True
        if self.job.status in {"done", "cancelled"} and not self.job.problem_count:
            # Old news; what went wrong stays until the next import.
            self.job = ImportCard()
        return ImportState.watch if self.job.is_active else None

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def set_open(self, is_open: bool) -> None:
        """Show or fold the place where vaults are dropped."""
        self.is_open = is_open

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def began(self) -> None:
        """Forget what the last upload ended with."""
        self.upload_problem, self.job, self.problems = "", ImportCard(), ()

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def refused(self, message: str) -> None:
        """Say why an upload was not taken."""
        self.upload_problem = str(message)[:500]

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def accepted(self) -> Any:
        """Follow the import that an upload began."""
        self.upload_problem = ""
        await self._show_shelf(require_actor())
        return ImportState.watch

    @rx.event(background=True)
    @policy(Policy.SIGNED_IN)
    async def watch(self) -> AsyncGenerator[Any]:
        """Look at the import until it ends, and then at the list it filled."""
        actor = require_actor()
        async with self:
            if self._is_watching:
                return
            self._is_watching = True
        try:
            for _look in range(int(_LONGEST_WATCH / _LOOK_EVERY)):
                async with self:
                    import_id = self.job.id
                if not await self._look(actor, import_id):
                    break
                await asyncio.sleep(_LOOK_EVERY)
            else:
                return
        finally:
            async with self:
                self._is_watching = False
        async with self:
            await self._show_shelf(actor, keep=True)
            job = self.job
        yield NotesState.load
        if job.id:
            # On a phone the panel lies far below the notes, and the person may have gone elsewhere.
            kind = _KINDS.get(job.tone, "info")
            yield notify(f"{job.name}: {job.sentence}", kind=kind)

    async def _look(self, actor: Actor, import_id: str) -> bool:
        """Show how an import stands; whether it goes on."""
        if not import_id:
            return False
        try:
            async with snapshot(actor.tenant_id) as db:
                job = await read_import(db, actor, import_id)
        except AppError:
            return False
        async with self:
            if self.job.id == import_id and self.job != job:
                self.job = job
        return job.is_active

    @rx.event
    @policy(Policy.SIGNED_IN)
    async def cancel(self) -> None:
        """Stop the import."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            await service.cancel_import(db, actor, self.job.id)
        async with snapshot(actor.tenant_id) as db:
            self.job = await read_import(db, actor, self.job.id)

    async def _show_shelf(self, actor: Actor, *, keep: bool = False) -> None:
        async with snapshot(actor.tenant_id) as db:
            vaults, latest = await read_shelf(db, actor)
            job = self.job if keep else latest
            problems = (
                await service.list_problems(db, actor, job.id, limit=_MOST_PROBLEMS)
                if job.problem_count
                else None
            )
        self.vaults, self.job = vaults, job
        self.problems = problems.items if problems else ()
        self.more_problems = bool(problems and problems.cursor)
