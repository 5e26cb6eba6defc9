"""Requests for the weekly review, and one that only its owner may read."""

from datetime import date

from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.review import service
from coaching_app.features.review.schemas import ReviewWords
from tests.integration.wall.samples.sample import Sample, canary

SIGNED_IN = {
    "GET /api/v1/reviews": Sample(),
    "GET /api/v1/reviews/{day}": Sample(),
    "PUT /api/v1/reviews/{day}": Sample(body={"kept": "Enough sleep"}),
}


async def belongings(actor: Actor) -> dict[str, str]:
    """A review of a week long ago, with words in every part; weeks have no ids."""
    words = canary(actor)
    async with unit_of_work(actor.tenant_id) as db:
        await service.save_review(
            db, actor, date(2025, 1, 6), ReviewWords(words, words, words, words, (words,)), None
        )
    return {}
