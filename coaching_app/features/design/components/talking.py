"""The conversation with the coach, overlays, and rendered notes."""

import reflex as rx

from coaching_app import ui

NOTE = (
    '<h2 data-line="1">4 May</h2><p data-line="3">Called my father. <a href="/design">Workshop</a> again.</p>'
    '<p data-line="5-6">I <strong>listened longer</strong> than I spoke, which is new.</p>'
    '<ul><li data-line="8">ask about the lathe</li><li data-line="9">send the photograph</li></ul>'
    '<blockquote data-line="11"><p>Be quick to listen.</p></blockquote><pre data-line="13"><code>due: 2026-05-11</code></pre>'
)


def conversation() -> rx.Component:
    """A question, an answer with citations, a quote, a proposal in each status, and a stream at rest."""
    answer = rx.el.p(
        "Three entries mention him. On 4 May you wrote that you had listened longer than you spoke",
        ui.citation("1", "/design", label="Daily/2026-05-04, lines 12 to 15"),
        ", and a week later:",
    )
    facts = ("Sunday", "15 min", "goal: Honest with family")
    task = {"kind": "Proposed task", "on_accept": rx.noop(), "on_decline": rx.noop()}
    return ui.message_list(
        ui.message("What did I say about my father in May?", sender="person", initials="MK"),
        ui.message(
            answer,
            ui.quote(
                rx.fragment(
                    "I think he was waiting for me to ask. ",
                    ui.citation("2", "/design", label="Daily/2026-05-11, lines 3 to 4"),
                )
            ),
            ui.stack(
                ui.proposal("Ask Dad about the workshop", *facts, on_edit=rx.noop(), **task),
                ui.proposal(
                    "Ask Dad about the workshop",
                    *facts,
                    status="accepted",
                    outcome=ui.pill("In your planner", tone="green"),
                    **task,
                ),
                ui.proposal(
                    "Ask Dad about the workshop", *facts, status="declined", outcome="Not added.", **task
                ),
            ),
            sender="coach",
            foot=ui.button("Copy", variant="text", size="s"),
        ),
        ui.message(ui.stream_text(""), sender="coach"),
    )


def sources() -> rx.Component:
    """What the coach saw."""
    return ui.card(
        ui.item_list(
            ui.source_span(
                "Daily/2026-05-04",
                "/design",
                lines="lines 12–15",
                excerpt="…listened longer than I spoke…",
                number="1",
            ),
            ui.source_span(
                "Daily/2026-05-11",
                "/design",
                lines="lines 3–4",
                excerpt="…waiting for me to ask…",
                number="2",
                active=True,
            ),
            ui.source_span(
                "Questions", "/design", lines="line 41", excerpt="…visit before summer?", number="3"
            ),
        ),
        ui.link("Why could it see these?"),
        title="What the coach saw",
        aside="3 spans",
    )


def _demo_dialog() -> rx.Component:
    return ui.dialog(
        ui.input_field("demo-title", "Title"),
        id="demo-dialog",
        title="Edit the task",
        actions=rx.fragment(
            ui.button("Not now", variant="text", closes=True), ui.button("Save", closes=True)
        ),
    )


def overlays() -> rx.Component:
    """Dialog, menu, popover, tooltip, panels."""
    return ui.card(
        ui.row(
            ui.button("Open a dialog", variant="quiet", opens="demo-dialog"),
            ui.menu(
                ui.menu_item("One", icon="home"),
                ui.menu_item("Two", icon="book"),
                id="demo-menu",
                label="A menu",
                words="A menu",
                variant="quiet",
            ),
            ui.popover(
                "A panel",
                ui.text("Anything can stand here."),
                id="demo-panel",
                label="A panel",
                data_variant="quiet",
            ),
            ui.tooltip(
                ui.button("With a tip", variant="quiet", aria_describedby="demo-tip"),
                "A few words more.",
                id="demo-tip",
            ),
            ui.button("Palette", variant="text", data_palette=""),
            ui.button("Capture", variant="text", data_capture=""),
            ui.theme_toggle(in_menu=False),
        ),
        ui.panels(
            "Parts of a session",
            [("Outline", "The outline."), ("Notes", "The notes."), ("Handout", "The handout.")],
            id="demo-panels",
        ),
        _demo_dialog(),
        title="Over the page",
    )


def note() -> rx.Component:
    """A rendered note with lines marked."""
    return ui.card(ui.safe_html(NOTE), title="A note")
