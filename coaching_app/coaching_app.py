"""The composition root: puts pages, API, wall and background work together; knows everything, decides nothing."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

import reflex as rx
from asgi_correlation_id import CorrelationIdMiddleware
from reflex.state import StateUpdate
from reflex_base.event import Event
from starlette.types import ASGIApp

from coaching_app import ui
from coaching_app.access import sockets
from coaching_app.access.event_guard import EventGuard, verify_handlers
from coaching_app.access.gate import PageGate, SocketGate
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.api.measure import Measure
from coaching_app.api.rest import build_api, verify_routes
from coaching_app.api.static_site import Preflights, StaticSite
from coaching_app.core.logging import configure_logging, get_logger
from coaching_app.core.metrics import ERRORS
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import current_database, use_database
from coaching_app.domain.consent import Category
from coaching_app.features.account import api as account_api
from coaching_app.features.account import page as account_page
from coaching_app.features.account import service as account_service
from coaching_app.features.account.widgets import proof_dialog, proof_event
from coaching_app.features.admin import api as admin_api
from coaching_app.features.admin import page as admin_page
from coaching_app.features.calendar import api as calendar_api
from coaching_app.features.calendar import page as calendar_page
from coaching_app.features.chat import api as chat_api
from coaching_app.features.chat import page as chat_page
from coaching_app.features.chat import service as chat_service
from coaching_app.features.coaching import api as coaching_api
from coaching_app.features.coaching import page as coaching_page
from coaching_app.features.companion import api as companion_api
from coaching_app.features.companion import page as companion_page
from coaching_app.features.companion import service as companion_service
from coaching_app.features.consent import api as consent_api
from coaching_app.features.consent import page as consent_page
from coaching_app.features.consent import service as consent_service
from coaching_app.features.content import page as content_page
from coaching_app.features.dashboard import api as dashboard_api
from coaching_app.features.dashboard import page as dashboard_page
from coaching_app.features.habits import api as habits_api
from coaching_app.features.habits import page as habits_page
from coaching_app.features.habits import service as habits_service
from coaching_app.features.knowledge import api as knowledge_api
from coaching_app.features.knowledge import page as knowledge_page
from coaching_app.features.people import api as people_api
from coaching_app.features.people import page as people_page
from coaching_app.features.planner import api as planner_api
from coaching_app.features.planner import page as planner_page
from coaching_app.features.planner import service as planner_service
from coaching_app.features.planner import widgets as planner_widgets
from coaching_app.features.reminders import api as reminders_api
from coaching_app.features.reminders import page as reminders_page
from coaching_app.features.reminders import service as reminders_service
from coaching_app.features.reminders.widgets import show_arrived
from coaching_app.features.resources import api as resources_api
from coaching_app.features.resources import page as resources_page
from coaching_app.features.rest import api as rest_api
from coaching_app.features.rest import page as rest_page
from coaching_app.features.rest.widgets import rest_menu_item, use_after_rest
from coaching_app.features.review import api as review_api
from coaching_app.features.review import page as review_page
from coaching_app.features.shell import service as shell_service
from coaching_app.features.shell.state import ShellState, failed, refused, use_proof
from coaching_app.features.shell.widgets import use_overlay, use_person_menu
from coaching_app.features.wellness import api as wellness_api
from coaching_app.features.wellness import page as wellness_page
from coaching_app.features.wellness import service as wellness_service
from coaching_app.jobs.registry import build_engine
from coaching_app.launcher.stamp import client_dir

SITE = client_dir()


def _workshop() -> tuple[Page, ...]:
    """The page of all components, for whoever works on them."""
    if get_settings().environment != "development":
        return ()
    from coaching_app.features.design.page import PAGES as DESIGN

    return DESIGN


PAGES = (
    *_workshop(),
    *content_page.PAGES,
    *account_page.PAGES,
    *dashboard_page.PAGES,
    *coaching_page.PAGES,
    *planner_page.PAGES,
    *calendar_page.PAGES,
    *people_page.PAGES,
    *habits_page.PAGES,
    *wellness_page.PAGES,
    *resources_page.PAGES,
    *review_page.PAGES,
    *chat_page.PAGES,
    *knowledge_page.PAGES,
    *admin_page.PAGES,
    *reminders_page.PAGES,
    *rest_page.PAGES,
    *consent_page.PAGES,
    *companion_page.PAGES,
)
_GRACE_SECONDS = 3.0
ROUTERS = (
    account_api.router,
    dashboard_api.router,
    coaching_api.router,
    planner_api.router,
    calendar_api.router,
    habits_api.router,
    wellness_api.router,
    resources_api.router,
    review_api.router,
    chat_api.router,
    knowledge_api.router,
    people_api.router,
    admin_api.router,
    reminders_api.router,
    rest_api.router,
    consent_api.router,
    companion_api.router,
)
companion_service.install()
planner_service.use_habits(
    planner_service.HabitKeeper(
        habits_service.keep_prepared, habits_service.put_prepared_away, habits_service.find_prepared
    )
)
planner_service.use_teller(planner_service.Teller(reminders_service.announce, reminders_service.settle))
use_person_menu(rest_menu_item)
use_after_rest(*planner_widgets.after_rest_changed)
use_overlay(proof_dialog)
use_proof(proof_event)


@asynccontextmanager
async def lifespan() -> AsyncGenerator[None]:
    """What runs beside the server, from its first to its last moment."""
    verify_handlers()
    verify_routes(ROUTERS)
    sockets.on_close(_close_page)
    shell_service.use_capture(planner_service.capture_task)
    shell_service.use_bell(reminders_service.unread_count)
    reminders_service.use_poke(_poke_page)
    consent_service.use_things(Category.CHECKINS, wellness_service.things)
    await chat_service.recover_runs()
    engine = build_engine()
    await engine.start()
    try:
        yield
    finally:
        await chat_service.end_runs()
        await engine.stop(_GRACE_SECONDS)
        await current_database().dispose()
        use_database(None)


async def _close_page(token: str) -> None:
    """Send a page to sign-in and end its socket."""
    namespace = app.event_namespace
    if namespace is None or (sid := namespace.token_to_sid.get(token)) is None:
        return
    if app.sio is not None:
        await app.sio.disconnect(sid, namespace=namespace.namespace)


async def _poke_page(token: str) -> None:
    """Have an open page ask what has arrived; it asks as whoever is signed in there, like any event of its own."""
    namespace = app.event_namespace
    if namespace is not None and token in namespace.token_to_sid:
        await namespace.emit_update(StateUpdate(events=Event.from_event_type(show_arrived())), token)


def _page_error(exception: Exception) -> rx.event.EventSpec | None:
    return failed(exception)


def _browser_error(exception: Exception) -> None:
    """Note that a page's script failed, not what it says: that may hold what somebody wrote."""
    ERRORS.labels("browser").inc()
    get_logger(__name__).warning("browser_error", size=len(str(exception)))


class Product(rx.App):
    """The application; around it, what answers before any of our layers is asked."""

    def __call__(self) -> ASGIApp:
        """What the server runs."""
        return Preflights(super().__call__())


def build_app() -> rx.App:
    """The application, not yet running."""
    configure_logging(get_settings().log_level)
    built = Product(
        **ui.app_look(),
        backend_exception_handler=_page_error,
        frontend_exception_handler=_browser_error,
        api_transformer=[
            build_api(ROUTERS),
            Measure,
            partial(PageGate, pages=PAGES, needs_setup=account_service.needs_setup),
            partial(SocketGate),
            partial(StaticSite, folder=SITE, proxy_hops=get_settings().trusted_proxy_hops),
            CorrelationIdMiddleware,
        ],
    )
    built.add_middleware(EventGuard(refused), index=0)
    built.register_lifespan_task(lifespan)
    for page in PAGES:
        is_public = page.policy is Policy.PUBLIC
        on_load = [] if is_public else [ShellState.load, *page.on_load]
        built.add_page(
            page.build,
            route=page.route,
            on_load=on_load,
            **ui.document(page.title, page.description, public=is_public),
        )
    return built


app = build_app()
