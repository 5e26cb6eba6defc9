"""State of the page of one template: its items week by week, and who gets it."""

import reflex as rx

from coaching_app.access.identity import require_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, NotFound
from coaching_app.core.forms import texts
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import ItemForm, TemplateItem, TemplatePage
from coaching_app.features.planner.state.notices import short
from coaching_app.features.shell.widgets import notify


class TemplateState(rx.State):
    """The template that is open, and the dialog over it."""

    is_loaded: bool = False
    is_missing: bool = False
    page: TemplatePage = TemplatePage()

    item: ItemForm = ItemForm()
    is_item_open: bool = False
    item_problem: str = ""
    is_settings_open: bool = False
    settings_problem: str = ""
    is_giving: bool = False
    give_problem: str = ""
    # Grows with every opening, so that a form is drawn anew.
    round: int = 0
    # What was taken out last, until it is put back or the page is left.
    _removed: TemplateItem | None = None

    @rx.event
    @policy(Policy.COACHES)
    async def load(self) -> None:
        """Show the template of the address."""
        self.is_loaded = self.is_missing = False
        self.is_item_open = self.is_settings_open = self.is_giving = False
        self._removed = None
        await self._refresh(self.router.url.path.rstrip("/").rpartition("/")[2])

    @rx.event
    @policy(Policy.COACHES)
    async def new_item(self, week: str) -> None:
        """Open an empty item, in a week if one is named."""
        self.item, self.item_problem, self.is_item_open = ItemForm(week=week), "", True
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def open_item(self, item_id: str) -> None:
        """Open an item as it is saved now."""
        actor = require_actor()
        async with snapshot(actor.tenant_id) as db:
            found = await service.get_template(db, actor, self.page.id)
        items = [one for one in found.content.items if one.id == item_id]
        if not items:
            raise NotFound
        self.item, self.item_problem, self.is_item_open = service.item_form(items[0]), "", True
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def close_item(self) -> None:
        """Close it without saving."""
        self.is_item_open = False

    @rx.event
    @policy(Policy.COACHES)
    async def save_item(self, form: dict[str, str | bool | None]) -> rx.event.EventSpec | None:
        """Save the open item; whoever has the template is shown the change."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                item = service.item_of(texts(form), self.item.id)
                await service.save_template_item(db, actor, self.page.id, self.page.version, item)
        except AppError as error:
            self.item_problem = error.message
            return None
        self.is_item_open = False
        await self._refresh(self.page.id)
        return self._told(_("Saved."))

    @rx.event
    @policy(Policy.COACHES)
    async def remove_item(self, item_id: str) -> rx.event.EventSpec:
        """Take an item out, with a way back."""
        actor = require_actor()
        async with unit_of_work(actor.tenant_id) as db:
            _view, self._removed = await service.drop_template_item(
                db, actor, self.page.id, self.page.version, item_id
            )
        self.is_item_open = False
        await self._refresh(self.page.id)
        title = self._removed.title if self._removed else ""
        told = _("Taken out: {title}").format(title=short(title))
        return notify(told, kind="good", undo=TemplateState.put_back)

    @rx.event
    @policy(Policy.COACHES)
    async def put_back(self) -> None:
        """Put back what was taken out last."""
        actor = require_actor()
        if self._removed is not None:
            async with unit_of_work(actor.tenant_id) as db:
                await service.save_template_item(db, actor, self.page.id, self.page.version, self._removed)
            self._removed = None
        await self._refresh(self.page.id)

    @rx.event
    @policy(Policy.COACHES)
    async def show_settings(self, shown: bool) -> None:
        """Open what the template is called and how it counts, or close it."""
        self.is_settings_open, self.settings_problem = shown, ""
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def save_settings(self, form: dict[str, str | bool | None]) -> rx.event.EventSpec | None:
        """Save what it is called and how it counts."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await service.save_template(db, actor, self.page.id, self.page.version, form)
        except AppError as error:
            self.settings_problem = error.message
            return None
        self.is_settings_open = False
        await self._refresh(self.page.id)
        return notify(_("Saved."), kind="good")

    @rx.event
    @policy(Policy.COACHES)
    async def show_giving(self, shown: bool) -> None:
        """Open the choice of people, or close it."""
        self.is_giving, self.give_problem = shown, ""
        self.round += 1

    @rx.event
    @policy(Policy.COACHES)
    async def give(self, form: dict[str, str | bool | None]) -> rx.event.EventSpec | None:
        """Give it to a circle or to people, as a draft each."""
        actor = require_actor()
        try:
            async with unit_of_work(actor.tenant_id) as db:
                count = await service.give_by_form(db, actor, self.page.id, form)
        except AppError as error:
            self.give_problem = error.message
            return None
        self.is_giving, self.give_problem = False, ""
        await self._refresh(self.page.id)
        told = ngettext("{count} person has a draft now.", "{count} people have a draft now.", count)
        if not count:
            return notify(_("Everybody you chose has it already."))
        return notify(told.format(count=count), kind="good")

    def _told(self, words: str) -> rx.event.EventSpec:
        if self.page.given:
            words = _("Saved. Those who have it are asked whether they take it over.")
        return notify(words, kind="good")

    async def _refresh(self, template_id: str) -> None:
        actor = require_actor()
        try:
            async with snapshot(actor.tenant_id) as db:
                self.page = await service.read_template(db, actor, template_id)
        except NotFound:
            self.is_missing = True
        self.is_loaded = True
