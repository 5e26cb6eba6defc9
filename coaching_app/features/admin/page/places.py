"""One function for each place of administration."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.admin.components import lists, openings
from coaching_app.features.admin.components import members as member_parts
from coaching_app.features.admin.components import security as security_parts
from coaching_app.features.admin.components import trail as trail_parts
from coaching_app.features.admin.components.frame import admin_page
from coaching_app.features.admin.components.pairing import pair_dialog
from coaching_app.features.admin.state.bonds import BondsState
from coaching_app.features.admin.state.frame import AdminState
from coaching_app.features.admin.state.houses import HousesState
from coaching_app.features.admin.state.letters import LettersState
from coaching_app.features.admin.state.members import MembersState
from coaching_app.features.admin.state.openings import OpeningsState
from coaching_app.features.admin.state.security import SecurityState
from coaching_app.features.admin.state.trail import TrailState
from coaching_app.ui.text import t


def members() -> rx.Component:
    """Who belongs here."""
    return admin_page(
        "members",
        member_parts.members(),
        member_parts.invitations(),
        member_parts.member_dialog(),
        member_parts.invite_dialog(),
        title=t("Members"),
        subtitle=t("Who belongs here, with which role."),
        is_loaded=MembersState.is_loaded,
        actions=ui.button(t("Invite somebody"), icon="plus", on_click=MembersState.begin_inviting),
    )


def relationships() -> rx.Component:
    """Who walks with whom."""
    return admin_page(
        "relationships",
        lists.bonds(),
        pair_dialog(),
        title=t("Relationships"),
        subtitle=t("Who walks with whom, not what they say to one another."),
        is_loaded=BondsState.is_loaded,
        actions=ui.button(t("Bring two together"), icon="plus", on_click=BondsState.begin),
    )


def outbox() -> rx.Component:
    """Letters."""
    return admin_page(
        "outbox",
        lists.letters(),
        lists.letter_dialog(),
        title=t("Outbox"),
        subtitle=t("Letters that were sent, wait, or could not be sent."),
        is_loaded=LettersState.is_loaded,
    )


def audit() -> rx.Component:
    """The audit trail."""
    return admin_page(
        "audit",
        trail_parts.trail(),
        trail_parts.entry_dialog(),
        title=t("Audit"),
        subtitle=t("Who did what, when, and from where."),
        is_loaded=TrailState.is_loaded,
        actions=trail_parts.trail_actions(),
    )


def consent() -> rx.Component:
    """Consent in numbers, and forced views."""
    return admin_page(
        "consent",
        openings.openings(),
        openings.ask_dialog(),
        title=t("Consent"),
        subtitle=t("How much is shared, in numbers; and views opened in an emergency."),
        is_loaded=OpeningsState.is_loaded,
        actions=ui.button(t("Ask for a view"), variant="quiet", icon="eye", on_click=OpeningsState.begin),
    )


def tenants() -> rx.Component:
    """The tenants of the installation."""
    return admin_page(
        "tenants",
        lists.houses(),
        lists.add_house_dialog(),
        lists.bounds_dialog(),
        title=t("Tenants"),
        subtitle=t("How much each holds, never what."),
        is_loaded=HousesState.is_loaded,
        actions=rx.cond(
            AdminState.is_owner, ui.button(t("New tenant"), icon="plus", on_click=HousesState.begin)
        ),
    )


def security() -> rx.Component:
    """How safe it is."""
    return admin_page(
        "security",
        security_parts.security(),
        title=t("Security"),
        subtitle=t("Sign-ins, second steps, the trail and the keys."),
        is_loaded=SecurityState.is_loaded,
    )
