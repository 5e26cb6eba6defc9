"""The pages of administration, for admins only."""

from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.admin.page.places import (
    audit,
    consent,
    members,
    outbox,
    relationships,
    security,
    tenants,
)
from coaching_app.features.admin.state.bonds import BondsState
from coaching_app.features.admin.state.frame import AdminState
from coaching_app.features.admin.state.houses import HousesState
from coaching_app.features.admin.state.letters import LettersState
from coaching_app.features.admin.state.members import MembersState
from coaching_app.features.admin.state.openings import OpeningsState
from coaching_app.features.admin.state.security import SecurityState
from coaching_app.features.admin.state.trail import TrailState
from coaching_app.ui.text import t

PAGES = (
    Page("/admin", members, t("Members"), Policy.ADMIN, on_load=(AdminState.load, MembersState.load)),
    Page(
        "/admin/relationships", relationships, t("Relationships"), Policy.ADMIN,
        on_load=(AdminState.load, BondsState.load),
    ),
    Page("/admin/outbox", outbox, t("Outbox"), Policy.ADMIN, on_load=(AdminState.load, LettersState.load)),
    Page("/admin/audit", audit, t("Audit"), Policy.ADMIN, on_load=(AdminState.load, TrailState.load)),
    Page("/admin/consent", consent, t("Consent"), Policy.ADMIN, on_load=(AdminState.load, OpeningsState.load)),
    Page("/admin/tenants", tenants, t("Tenants"), Policy.ADMIN, on_load=(AdminState.load, HousesState.load)),
    Page("/admin/security", security, t("Security"), Policy.ADMIN, on_load=(AdminState.load, SecurityState.load)),
)  # fmt: skip
