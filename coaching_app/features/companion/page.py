"""The page of one person, and the owner's view of it through somebody's eyes."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.companion.components import missing, person_view, some
from coaching_app.features.companion.schemas import ArchiveRow
from coaching_app.features.companion.state.leaving import LeavingState
from coaching_app.features.companion.state.person import CompanionState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def _known() -> rx.Component:
    # What the server remembers of an earlier look comes first after a reload; it may not be shared any more.
    return rx.cond(
        rx.State.is_hydrated & CompanionState.is_loaded,
        rx.cond(CompanionState.is_missing, missing(), person_view()),
        ui.skeleton("page"),
    )


def person() -> rx.Component:
    """What somebody shares with me."""
    return app_page(
        ui.measure(_known()),
        active="people",
        title=rx.cond(CompanionState.person.name != "", CompanionState.person.name, t("Person")),
    )


def preview() -> rx.Component:
    """What somebody sees of me."""
    return app_page(
        ui.measure(
            ui.stack(
                ui.callout(
                    t(
                        "This is exactly what they see when they open your page now. Your looking leaves no receipt."
                    ),
                    title=t("Through their eyes"),
                    tone="sky",
                ),
                _known(),
                gap="l",
            )
        ),
        active="sharing",
        title=t("What they see"),
        actions=ui.button(t("Sharing"), href="/sharing", variant="quiet"),
    )


@rx.memo
def archive_row(archive: rx.vars.ObjectVar[ArchiveRow]) -> rx.Component:
    """One archive: to be taken, or taken away."""
    take = rx.cond(
        archive.href != "",
        ui.row(
            ui.button(
                t("Download"), href=archive.href, download="", variant="quiet", size="s", icon="download"
            ),
            ui.icon_button(
                t("Take away: {title}", title=archive.title), "trash", on_click=LeavingState.drop(archive.id)
            ),
            gap="none",
        ),
    )
    return ui.list_row(
        archive.title,
        rx.cond(archive.is_failed, ui.pill(t("failed"), tone="rose")),
        rx.fragment(archive.facts),
        icon="download",
        end=take,
    )


def _take_along() -> rx.Component:
    rows = ui.item_list(
        rx.foreach(LeavingState.rows, lambda row: rx.fragment(archive_row(archive=row), key=row.id)),
        label=t("Archives"),
    )
    under_way = ui.row(
        ui.text(t("Being made."), tone="soft", inline=True),
        ui.button(t("Look again"), variant="quiet", size="s", icon="refresh", on_click=LeavingState.refresh),
        gap="s",
    )
    return ui.card(
        ui.stack(
            ui.text(
                t(
                    "One archive with everything of yours: notes as Markdown, files, calendar, and every row as JSON. "
                    "It stays here for seven days, and another instance can bring it in without loss."
                ),
                tone="soft",
            ),
            ui.row(ui.button(t("Make an archive"), icon="download", on_click=LeavingState.make)),
            rx.cond(LeavingState.is_making, under_way),
            rx.cond(some(LeavingState.rows), rows),
        ),
        title=t("Take everything with you"),
    )


def _bring_in() -> rx.Component:
    return ui.card(
        ui.stack(
            ui.text(
                t("Bring in an archive that another instance made. It comes in as a whole or not at all."),
                tone="soft",
            ),
            ui.upload_drop(
                "/api/v1/me/import",
                title=t("Drop the archive here"),
                hint=t("A zip file"),
                accept=".zip",
                folder=False,
                on_done=LeavingState.brought,
            ),
        ),
        title=t("Bring in"),
    )


def _delete() -> rx.Component:
    form = rx.el.form(
        ui.stack(
            rx.cond(
                LeavingState.problem != "",
                ui.callout(LeavingState.problem, tone="rose"),
            ),
            ui.text(
                t(
                    "Deletes your account and everything of yours at once and for good: notes, files, habits, "
                    "conversations, what the search knows. Nothing can bring it back, so take your archive first."
                ),
                tone="soft",
            ),
            ui.input_field(
                "confirmation",
                t("Type your e-mail address"),
                id="delete-confirmation",
                type="email",
                required=True,
                auto_complete="off",
            ),
            ui.row(ui.button(t("Delete everything"), type="submit", variant="danger", icon="trash")),
        ),
        on_submit=LeavingState.delete_account,
    )
    return ui.card(form, title=t("Delete the account"))


def data() -> rx.Component:
    """Everything of mine: to take, to bring, to delete."""
    return app_page(
        ui.measure(
            ui.stack(
                rx.cond(LeavingState.is_loaded, _take_along(), ui.card(ui.skeleton("rows"))),
                _bring_in(),
                _delete(),
                gap="l",
            )
        ),
        active="sharing",
        title=t("Your data"),
        subtitle=t("All of it is yours: take it with you, bring it in, or delete it."),
    )


PAGES = (
    Page("/sharing/data", data, t("Your data"), Policy.SIGNED_IN, on_load=(LeavingState.load,)),
    Page("/people/[person_id]", person, t("Person"), Policy.SIGNED_IN, on_load=(CompanionState.load,)),
    Page(
        "/sharing/as/[person_id]",
        preview,
        t("What they see"),
        Policy.SIGNED_IN,
        on_load=(CompanionState.load_preview,),
    ),
)
