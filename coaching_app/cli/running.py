"""Runs a command's coroutine against a migrated database and closes the database after it."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

from coaching_app.cli.migrate import migrate
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.logging import configure_logging
from coaching_app.core.origin import Origin, coming_from
from coaching_app.db.unit_of_work import ALL_TENANTS, current_database, snapshot, use_database
from coaching_app.domain.actor import Actor
from coaching_app.features.account.queries import find_actor_by_email

Result = TypeVar("Result")


async def _closing(work: Coroutine[Any, Any, Result]) -> Result:
    try:
        return await work
    finally:
        await current_database().dispose()
        use_database(None)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Migrate if needed, do the work, close the database."""
    # The person at the terminal reads sentences; the log keeps to what went wrong.
    configure_logging("WARNING")
    try:
        migrate()
    except BaseException:
        work.close()
        raise
    with coming_from(Origin(f"command {' '.join(sys.argv[1:2])}")):
        return asyncio.run(_closing(work))


async def person(email: str) -> Actor:
    """The person a command acts for; raises NotFound."""
    async with snapshot(ALL_TENANTS) as db:
        actor = await find_actor_by_email(db, email)
    if actor is None:
        raise NotFound(_("Nobody with this e-mail address has an account here."))
    return actor
