"""`demo`: make a lived-in sample tenant on an empty installation."""

import secrets
import string
import tempfile
from contextlib import aclosing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import click
from pydantic import SecretStr

from coaching_app.cli.demo_content.dates import copy_notes
from coaching_app.cli.demo_content.life import live
from coaching_app.cli.demo_content.people import OTHERS, PASTOR, PEOPLE, TENANT, Person
from coaching_app.cli.demo_content.plans import PLANS, Aim, Step
from coaching_app.cli.demo_content.talks import TALKS, Question
from coaching_app.cli.running import person, run
from coaching_app.core import clock
from coaching_app.core.errors import Conflict, Unavailable
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day
from coaching_app.features.account import service as account
from coaching_app.features.account.schemas import FirstSetup, NewPerson
from coaching_app.features.chat import service as chat
from coaching_app.features.chat.schemas import Answered
from coaching_app.features.knowledge import service as knowledge
from coaching_app.features.knowledge.schemas import Finished
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import GoalDraft, TaskDraft

# Without letters and digits that look alike.
_LETTERS = "".join(set(string.ascii_letters + string.digits) - set("0O1lI"))


def new_password() -> str:
    """Four groups of four, with every kind of character in it."""
    while True:
        groups = ["".join(secrets.choice(_LETTERS) for _count in range(4)) for _group in range(4)]
        text = "-".join(groups)
        kinds = (str.islower, str.isupper, str.isdigit)
        if all(any(kind(char) for char in text) for kind in kinds):
            return text


async def make_demo(passwords: dict[Person, str], time_zone: str) -> None:
    """Fill an empty installation; raises Conflict when it is set up already."""
    if not await account.needs_setup():
        raise Conflict(
            _("This installation has been set up already. The sample needs an empty one: set DATA_DIR.")
        )
    # The sample is the same everywhere and costs nothing, so its coach is the twin, key or no key.
    get_settings().anthropic_api_key = SecretStr("")
    pastor = await _people(passwords, time_zone)
    click.echo(_("Bringing the notes in"))
    await _notes(pastor)
    click.echo(_("Writing goals and tasks"))
    for somebody, aims in PLANS.items():
        await _plan(await person(somebody.email), aims)
    click.echo(_("Living twelve weeks"))
    await live()
    click.echo(_("Talking with the coach"))
    for talk in TALKS:
        await _talk(pastor, talk)


async def _people(passwords: dict[Person, str], time_zone: str) -> Actor:
    await account.first_setup(
        FirstSetup(TENANT, PASTOR.name, PASTOR.email, passwords[PASTOR], time_zone=time_zone)
    )
    pastor = await person(PASTOR.email)
    for other in OTHERS:
        fresh = NewPerson(other.name, other.email, passwords[other], other.role, time_zone)
        await account.add_person(pastor, fresh)
    return pastor


async def _notes(actor: Actor) -> None:
    with tempfile.TemporaryDirectory(prefix="coaching-demo-") as folder:
        path = Path(folder) / "Garden notes"
        copy_notes(path, local_day(clock.now(), actor.time_zone))
        async with unit_of_work(actor.tenant_id) as db:
            job = await knowledge.start_import(db, actor, name=path.name, enqueued=False)
        async with aclosing(knowledge.run_import(actor.tenant_id, job.id, path=path)) as events:
            ended = [event async for event in events if isinstance(event, Finished)]
    if [event.status for event in ended] != ["done"]:
        raise Unavailable(_("The sample notes could not be brought in."))


def _moment(days_ago: int, hour: int) -> datetime:
    """An hour of that day, in UTC, and never later than now."""
    day = clock.now().date() - timedelta(days=days_ago)
    return min(datetime.combine(day, time(hour, 20), UTC), clock.now())


async def _plan(actor: Actor, aims: tuple[Aim, ...]) -> None:
    today = local_day(clock.now(), actor.time_zone)
    for aim in aims:
        goal_id = None
        begun = max(step.begun for step in aim.steps)
        if aim.title:
            due = None if aim.due is None else today + timedelta(days=aim.due)
            with clock.freeze(_moment(begun, 7)):
                async with unit_of_work(actor.tenant_id) as db:
                    goal_id = (await planner.add_goal(db, actor, GoalDraft(aim.title, aim.why, due))).id
        for step in aim.steps:
            await _step(actor, step, goal_id)


async def _step(actor: Actor, step: Step, goal_id: str | None) -> None:
    today = local_day(clock.now(), actor.time_zone)
    due = None if step.due is None else today + timedelta(days=step.due)
    draft = TaskDraft(step.title, step.notes, due, step.minutes, goal_id)
    with clock.freeze(_moment(step.begun, 8)):
        async with unit_of_work(actor.tenant_id) as db:
            task = await planner.add_task(db, actor, draft)
    if step.done is not None:
        with clock.freeze(_moment(step.done, 17)):
            async with unit_of_work(actor.tenant_id) as db:
                await planner.complete_task(db, actor, task.id)


async def _talk(actor: Actor, talk: tuple[Question, ...]) -> None:
    conversation_id = None
    for question in talk:
        with clock.freeze(_moment(question.days_ago, question.hour)):
            async with unit_of_work(actor.tenant_id) as db:
                posted = await chat.post_message(db, actor, conversation_id, question.text)
            conversation_id = posted.conversation_id
            await _decide(actor, await _answer(actor, posted.run_id), question)


async def _answer(actor: Actor, run_id: str) -> Answered:
    async with aclosing(chat.follow_run(actor, run_id)) as events:
        async for event in events:
            if isinstance(event, Answered):
                return event
    raise Unavailable(_("The coach did not answer."))


async def _decide(actor: Actor, answered: Answered, question: Question) -> None:
    if question.accepts:
        async with unit_of_work(actor.tenant_id) as db:
            for proposal in answered.proposals:
                await chat.accept_proposal(db, actor, proposal.id)


@click.command()
@click.option("--password", help="One password for all of them; else each gets a random one.")
@click.option("--time-zone", default="UTC", show_default=True, help="IANA name, for example Europe/Vienna.")
def command(password: str | None, time_zone: str) -> None:
    """Make a sample tenant with people, notes, goals, habits, check-ins and talks, on an empty installation."""
    passwords = {somebody: password or new_password() for somebody in PEOPLE}
    run(make_demo(passwords, time_zone))
    click.echo("\n" + _("{tenant} is ready. Sign in as").format(tenant=TENANT) + "\n")
    for somebody in PEOPLE:
        click.echo(f"  {somebody.email:<30} {passwords[somebody]:<22} {somebody.name}, {somebody.part}")
    click.echo("\n" + _("The passwords are shown once and kept nowhere else."))
