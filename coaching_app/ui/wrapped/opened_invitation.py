"""An invitation that somebody holds: says what it is and shows the form that fits them."""

import reflex as rx

from coaching_app.ui.wrapped.library import script


class OpenedInvitation(rx.Component):
    """Reads the secret behind the # of the address, which no server is sent, and asks `url` what it opens.

    `words` may name {inviter}, {tenant}, {role}, {email} and {signed_in_as}; a form inside carries the secret
    when it is a `rest_form(carries_invitation=True)`.
    """

    library = script("opened_invitation.js")
    tag = "OpenedInvitation"
    url: rx.Var[str]
    roles: rx.Var[dict[str, str]]
    words: rx.Var[str]
    bound_words: rx.Var[str]
    other_words: rx.Var[str]
    waiting: rx.Var[rx.Component]
    when_new: rx.Var[rx.Component]
    when_bound: rx.Var[rx.Component]
    when_join: rx.Var[rx.Component]
    when_accept: rx.Var[rx.Component]
    when_other: rx.Var[rx.Component]
    when_closed: rx.Var[rx.Component]
    when_offline: rx.Var[rx.Component]


opened_invitation = OpenedInvitation.create
