"""Private text in the database: unreadable, unmovable, and never stored plain by mistake."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from coaching_app.core.crypto import DecryptionError
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal, unseal
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.models import Conversation
from tests.support.people import Cast


def _conversation(owner, title: str) -> Conversation:
    row = Conversation(id=new_id(), tenant_id=owner.tenant_id, owner_id=owner.user_id, title="")
    row.title = seal(row, "title", title)
    return row


async def test_the_database_holds_no_plain_text(cast: Cast) -> None:
    async with unit_of_work(cast.mentee.tenant_id) as db:
        db.add(_conversation(cast.mentee, "CANARY about my father"))
    async with snapshot(cast.mentee.tenant_id) as db:
        stored = (await db.execute(text("SELECT title FROM conversation"))).scalar_one()
        row = (await db.scalars(select(Conversation))).one()
    assert "CANARY" not in stored
    assert unseal(row, "title", row.title) == "CANARY about my father"


async def test_a_plain_value_never_reaches_the_disk(cast: Cast) -> None:
    with pytest.raises(StatementError, match="sealed"):
        async with unit_of_work(cast.mentee.tenant_id) as db:
            db.add(Conversation(owner_id=cast.mentee.user_id, title="plain"))


async def test_a_swapped_ciphertext_does_not_open(cast: Cast) -> None:
    mine, other = _conversation(cast.mentee, "mine"), _conversation(cast.other_mentee, "theirs")
    foreign = _conversation(cast.foreign_mentee, "elsewhere")
    for row in (other, foreign):
        with pytest.raises(DecryptionError):
            unseal(mine, "title", row.title)
    with pytest.raises(DecryptionError):
        unseal(mine, "another_column", mine.title)
