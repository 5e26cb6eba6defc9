"""Cards, rows, tables, figures and states."""

import reflex as rx

from coaching_app import ui

LONG = "Write to everyone who came in spring and ask how the evenings changed what they do on an ordinary Tuesday"
HEAT = [(n * 7 + n * n // 5) % 5 for n in range(24 * 7)]


def tasks() -> rx.Component:
    """Task rows: open, done, late, long, with a menu."""
    actions = ui.menu(
        ui.menu_item("Edit", icon="edit"),
        ui.menu_item("Move to tomorrow", icon="calendar"),
        ui.menu_line(),
        ui.menu_item("Delete", icon="trash", tone="danger"),
        id="task-actions",
        label="Actions for the letter",
    )
    return ui.card(
        ui.item_list(
            ui.task_row(
                "Read Romans 8, write three sentences", "25 min", "Understand forgiveness", done=True
            ),
            ui.task_row(
                "Call my brother", ui.pill("commitment", tone="green"), "to my mentor, kept early", done=True
            ),
            ui.task_row(
                "Draft the apology letter",
                "40 min",
                "from the session on Tuesday",
                due="due 18:00",
                actions=actions,
            ),
            ui.task_row("Return the book", due="since Monday", due_tone="rose", href="/design"),
            ui.task_row(
                LONG, ui.pill("resource", tone="sky"), "goal: a goal with a name that is rather long as well"
            ),
        ),
        title="Promised",
        aside="2 of 4 done · 1 h 05 left",
    )


def _listed() -> rx.Component:
    return ui.item_list(
        ui.list_row(
            "Daily/2026-05-04",
            "…listened longer than I spoke…",
            href="/design",
            icon="file",
            end="4 May",
        ),
        ui.list_row(
            "Questions",
            ui.tag("family"),
            ui.tag("open"),
            href="/design",
            icon="file",
            end=ui.pill("new", tone="green"),
        ),
        ui.list_row(
            "Amina Diallo",
            "two promises this week",
            href="/design",
            lead=ui.avatar("AD"),
            end="Tue 19:30",
        ),
    )


def rows() -> rx.Component:
    """Plain rows, pills, people, breadcrumbs, tabs, pages."""
    return ui.card(
        ui.stack(
            ui.breadcrumbs(("Knowledge", "/design"), ("Daily", "/design"), ("2026-05-04", "")),
            ui.tabs(
                "Parts",
                [("a", "Outline", "/design"), ("b", "Leader notes", "/design"), ("c", "Handout", "/design")],
                active="a",
            ),
            _listed(),
            ui.row(
                *[
                    ui.pill(tone or "plain", tone=tone)
                    for tone in ("", "green", "amber", "rose", "sky", "outline")
                ]
            ),
            ui.row(
                ui.avatar("MK"), ui.avatar("C", tone="solid"), ui.avatar("AD", size="l", label="Amina Diallo")
            ),
            ui.pagination(
                "1 to 50 of 1,204",
                on_previous=rx.noop(),
                on_next=rx.noop(),
                has_previous=False,
                has_next=True,
            ),
        ),
        title="Rows",
    )


def figures() -> rx.Component:
    """Heat map, progress, figures that explain themselves."""
    return ui.card(
        ui.stack(
            ui.heat_map(HEAT, summary="24 weeks: a promise kept on 131 of 168 days"),
            ui.row(
                ui.stat(
                    "Kept this week",
                    "4 of 5",
                    how="Promises ticked by their day, divided by promises due this week.",
                ),
                ui.stat(
                    "Mood on days you walked",
                    "+0.6",
                    unit="points",
                    how="41 against 33 days, 95 % interval 0.2 to 1.0.",
                ),
                gap="xl",
                align="start",
            ),
            ui.progress("Reading notes", value=1204, maximum=2000, counts="1,204 of 2,000"),
            ui.progress("Getting ready"),
            ui.disclosure("A row that opens", "What was hidden.", look="row"),
            gap="l",
        ),
        title="What moved",
        aside="24 weeks",
    )


def tables() -> rx.Component:
    """A table that sorts."""
    columns = [
        ui.Column("Note", "title"),
        ui.Column("Changed", "changed"),
        ui.Column("Words", "words", align="end"),
    ]
    lines = [
        ui.table_row(ui.link(name, "/design"), "4 May", ui.number_cell(words))
        for name, words in (
            ("Daily/2026-05-04", "412"),
            ("Questions", "96"),
            ("Letters/To my father, never sent", "1,830"),
        )
    ]
    return ui.table(
        columns,
        rx.fragment(*lines),
        caption="Notes",
        sort_by="changed",
        descending=True,
        on_sort=lambda _key: rx.noop(),
    )


def states() -> rx.Component:
    """Empty, error, no permission, offline, loading, remarks."""
    return ui.stack(
        ui.tiles(
            ui.card(
                ui.empty_state(
                    "No notes yet",
                    "Bring your Obsidian vault; it stays as it is.",
                    ui.button("Bring a vault"),
                    icon="book",
                )
            ),
            ui.card(
                ui.error_state(
                    "The answer stopped",
                    "The model's service was busy. Your question is saved.",
                    ui.button("Try again", icon="refresh"),
                    correlation_id="01JD8Z",
                )
            ),
            ui.card(
                ui.denied_state(
                    "Not yours to see",
                    "This page belongs to somebody else.",
                    ui.button("Back to today", href="/", variant="quiet"),
                )
            ),
            ui.card(ui.offline_state("No connection", "You can go on reading. Changes wait.")),
            ui.card(ui.skeleton("rows"), title="Loading rows"),
            ui.card(ui.skeleton("text"), ui.skeleton("card", count=1), title="Loading text"),
            size="l",
        ),
        ui.callout("Signing in needs https on other machines.", title="Good to know."),
        ui.callout("All notes were read.", tone="green"),
        ui.callout("Two notes could not be read; they are listed beneath.", tone="amber"),
        ui.callout("E-mail or password is not right.", tone="rose"),
    )
