"""A real form: the browser posts it and loads the answer (Reflex's own form always prevents that)."""

import reflex as rx

from coaching_app.ui.wrapped.library import script


class NativeForm(rx.Component):
    """`<form>` whose `action` and `method` work."""

    library = script("native_form.js")
    tag = "NativeForm"
    action: rx.Var[str]
    method: rx.Var[str]
    enc_type: rx.Var[str]
    auto_complete: rx.Var[str]
    no_validate: rx.Var[bool]


native_form = NativeForm.create
