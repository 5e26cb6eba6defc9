"""The second half of the sample tenant: who walks with whom, what they practise, and what they share."""

from datetime import date, timedelta

from coaching_app.cli.demo_content.people import JONAH, NOEMI, TOBIAS, Person
from coaching_app.cli.demo_content.rhythm import DAYS, LIVES, Day, Practice, days_of
from coaching_app.cli.running import person
from coaching_app.core import clock
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import FieldKind, FieldSpec
from coaching_app.domain.consent import Category
from coaching_app.domain.local_day import local_day
from coaching_app.features.consent import service as consent
from coaching_app.features.consent.schemas import Decision
from coaching_app.features.habits import service as habits
from coaching_app.features.habits.schemas import EntryChange, HabitDraft
from coaching_app.features.people import service as people
from coaching_app.features.wellness import service as wellness
from coaching_app.features.wellness.schemas import CheckinDraft, FormDraft


async def live() -> None:
    """Twelve weeks of habits and check-ins, and two people who walk with a mentor."""
    for somebody in LIVES:
        await _days(await person(somebody.email), somebody)
    await _walk_together()


async def _days(actor: Actor, somebody: Person) -> None:
    today = local_day(clock.now(), actor.time_zone)
    life = LIVES[somebody]
    begun = clock.now() - timedelta(days=DAYS)
    async with unit_of_work(actor.tenant_id) as db:
        ids: dict[str, str] = {}
        with clock.freeze(begun):
            for practice in life.practices:
                ids[practice.name] = (await habits.add_habit(db, actor, _draft(practice))).id
            form = await wellness.add_form(db, actor, _form()) if life.checks_in else None
        for day in days_of(somebody):
            on = today - timedelta(days=day.ago)
            for name, amount in day.kept.items():
                change = EntryChange("value", amount) if amount else EntryChange("yes")
                await habits.write_entry(db, actor, ids[name], on, change)
            if form is not None and day.mood is not None:
                await wellness.add_checkin(db, actor, _checkin(form.id, on, day))


def _draft(practice: Practice) -> HabitDraft:
    times, days = practice.often
    return HabitDraft(
        practice.name,
        practice.question,
        kind="measured" if practice.target else "yes_no",
        aim=practice.aim,
        target=practice.target,
        unit=practice.unit,
        times=times,
        days=days,
    )


def _form() -> FormDraft:
    fields = (
        FieldSpec("mood", FieldKind.MOOD, _("How are you?")),
        FieldSpec("energy", FieldKind.SCALE, _("Energy"), low=1, high=10),
        FieldSpec("words", FieldKind.TEXT, _("What stays with you?")),
    )
    return FormDraft(_("My day"), fields, _("Half a minute in the evening."))


def _checkin(form_id: str, on: date, day: Day) -> CheckinDraft:
    answers: dict[str, object] = {"mood": day.mood, "energy": day.energy, "words": day.words}
    return CheckinDraft(form_id, answers, on)


async def _walk_together() -> None:
    """Tobias walks with Jonah and Noemi; Jonah shows him goals, habits and his mood, Noemi nothing yet."""
    mentor = await person(TOBIAS.email)
    for somebody in (JONAH, NOEMI):
        mentee = await person(somebody.email)
        async with unit_of_work(mentor.tenant_id) as db:
            walk = await people.propose(db, mentee, mentor.user_id, side="mentee")
            await people.accept(db, mentor, walk.id)
    jonah = await person(JONAH.email)
    async with unit_of_work(jonah.tenant_id) as db:
        consent.use_things(Category.CHECKINS, wellness.things)
        mood = (await wellness.list_forms(db, jonah))[0].fields[0]
        for category, item in ((Category.GOALS, ""), (Category.HABITS, ""), (Category.CHECKINS, mood.id)):
            await consent.decide(db, jonah, Decision(category, item, mentor.user_id))
