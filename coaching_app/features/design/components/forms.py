"""Form controls in every state."""

import reflex as rx

from coaching_app import ui

ZONES = [("Europe/Berlin", "Berlin"), ("Africa/Nairobi", "Nairobi"), ("America/Sao_Paulo", "São Paulo")]


def fields() -> rx.Component:
    """Text fields, choices from a menu, date and time."""
    return ui.card(
        ui.tiles(
            ui.input_field("plain", "Name", placeholder="As people call you"),
            ui.input_field(
                "hinted", "E-mail", type="email", hint="Only used to sign in.", icon="mail", required=True
            ),
            ui.input_field(
                "wrong",
                "House",
                error="That name is taken. Try adding the town.",
                default_value="Grace House",
            ),
            ui.input_field("off", "Disabled", disabled=True, default_value="Cannot be changed"),
            ui.input_field("fixed", "Read only", read_only=True, default_value="Grace House"),
            ui.select_field("zone", "Time zone", ZONES, hint="Found from your browser."),
            ui.date_field("day", "Day", optional=True),
            ui.time_field("time", "Time"),
            ui.date_time_field("moment", "Day and time"),
            ui.textarea_field("note", "Note", placeholder="Grows with what you write"),
            ui.textarea_field("note-wrong", "Note with an error", error="At most 10,000 characters."),
            ui.search_field("Search notes", shortcut="/"),
        ),
        title="Fields",
    )


def passwords() -> rx.Component:
    """The password field with each strength."""
    return ui.card(
        ui.tiles(
            *[ui.password_field(f"pw{n}", f"Password, strength {n}", strength=n, new=True) for n in range(5)],
            ui.password_field(
                "pw-wrong", "Password, wrong", error="At least 8 characters, letters and a number."
            ),
        ),
        title="Passwords",
    )


def choices() -> rx.Component:
    """Boxes, switches, radio groups, segments."""
    ai = [
        ("on", "With a model", "Answers are written by the model you choose and cite your notes."),
        ("off", "Without", "The coach finds passages and asks questions. Nothing leaves this house."),
    ]
    return ui.card(
        ui.split(
            ui.stack(
                ui.checkbox("a", "A box", default_checked=True),
                ui.checkbox("b", "A box with a hint", hint="You can change this later."),
                ui.checkbox("c", "A box with an error", error="Please agree to go on."),
                ui.checkbox("d", "Disabled", disabled=True),
                ui.switch("e", "A switch", default_checked=True),
                ui.switch("f", "A switch, off"),
            ),
            ui.stack(
                ui.radio_group("r1", "How often", [("day", "Daily"), ("week", "Weekly")], value="day"),
                ui.radio_group("r2", "The coach", ai, value="off", look="cards"),
                ui.segmented(
                    "seg", "View", [("day", "Day"), ("week", "Week"), ("month", "Month")], value="week"
                ),
                gap="l",
            ),
            ratio="half",
        ),
        title="Choices",
    )


def files() -> rx.Component:
    """Both places to drop files."""
    return ui.card(
        ui.tiles(
            ui.file_drop("file", "Drop a file here", hint="Sent with the form"),
            ui.upload_drop(
                "/api/v1/vaults/import",
                title="Drop your vault here",
                hint="A zip, or the folder itself. Nothing is changed in it.",
                accept=".zip",
            ),
            size="l",
        ),
        title="Files",
    )
