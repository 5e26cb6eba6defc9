"""Draws the dialog in which a mentee chooses what passes on: each kind, and beneath it its single things."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.people.components.relationships import foot, problem
from coaching_app.features.people.schemas.rows import PackageKind, PackageThing
from coaching_app.features.people.state.package import PackageState
from coaching_app.ui.text import t

_DIALOG = "people-package"


def _is_chosen(key: rx.Var[str]) -> rx.Var[bool]:
    return rx.Var.create(PackageState.chosen).contains(key)


@rx.memo
def thing_box(thing: rx.vars.ObjectVar[PackageThing], kind: rx.Var[str]) -> rx.Component:
    """One single thing; with its whole kind it passes on too."""
    whole = _is_chosen(kind)
    return ui.row(
        ui.checkbox(
            "thing",
            thing.name,
            id=f"pass-{thing.key}",
            checked=~thing.is_never & (whole | _is_chosen(thing.key)),
            disabled=thing.is_never | whole,
            on_change=lambda ticked: PackageState.choose(thing.key, ticked),
        ),
        rx.cond(thing.is_never, ui.pill(t("never shared"), icon="lock")),
        gap="s",
    )


def _whole(kind: rx.vars.ObjectVar[PackageKind]) -> rx.Component:
    return ui.checkbox(
        "kind",
        t("All of these, what you add later included"),
        id=f"pass-{kind.key}",
        checked=_is_chosen(kind.key),
        on_change=lambda ticked: PackageState.choose(kind.key, ticked),
    )


@rx.memo
def package_kind(kind: rx.vars.ObjectVar[PackageKind]) -> rx.Component:
    """A kind: how much of it passes on, and folded out, what."""
    things = rx.foreach(
        kind.things, lambda thing: rx.fragment(thing_box(thing=thing, kind=kind.key), key=thing.key)
    )
    touched = rx.Var.create(PackageState.touched).contains(kind.key)
    words = rx.Var.create(PackageState.words).to(dict[str, str])[kind.key]
    return ui.disclosure(
        rx.fragment(
            ui.text(kind.label, inline=True),
            ui.pill(words, tone=rx.cond(touched, "green", "")),
        ),
        ui.stack(
            _whole(kind),
            things,
            rx.cond(kind.hint != "", ui.text(kind.hint, tone="soft", size="s")),
            gap="s",
        ),
        look="row",
    )


def package_dialog() -> rx.Component:
    """The mentee chooses what passes on."""
    form = rx.el.form(
        ui.stack(
            problem(PackageState.problem),
            ui.text(
                t(
                    "Choose what your new mentor may see. Beyond it they see only what you share with every mentor."
                ),
                tone="soft",
            ),
            ui.stack(
                rx.foreach(
                    PackageState.form.kinds, lambda kind: rx.fragment(package_kind(kind=kind), key=kind.key)
                ),
                gap="none",
            ),
            ui.text(PackageState.sum_words, aria_live="polite"),
            foot(save=t("Hand it over")),
        ),
        key=PackageState.round,
        on_submit=PackageState.save,
    )
    return ui.dialog(
        form,
        id=_DIALOG,
        title=t("What passes on"),
        open=rx.Var.create(PackageState.is_open),
        on_close=PackageState.close,
    )
