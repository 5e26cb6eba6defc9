"""What an admin can do and see; every function checks that it is one."""

from coaching_app.features.admin.service.bonds import introduce, read_bonds, read_pairing
from coaching_app.features.admin.service.houses import add_house, bound_house, read_houses
from coaching_app.features.admin.service.keys import is_owner, read_keys, start_rotation
from coaching_app.features.admin.service.letters import has_server, open_letter, read_letters, send_letter
from coaching_app.features.admin.service.members import (
    change_role,
    deactivate,
    end_sign_ins,
    reactivate,
    read_holdings,
    read_invitations,
    read_members,
    reset_second_factor,
)
from coaching_app.features.admin.service.openings import (
    approve_opening,
    ask_opening,
    decline_opening,
    end_opening,
    read_consent,
    read_openings,
)
from coaching_app.features.admin.service.security import (
    change_second_step,
    key_rows,
    read_chain,
    read_second_step,
    read_security,
    read_settings_facts,
    verify_chain,
)
from coaching_app.features.admin.service.trail import (
    MOST_ENTRIES,
    export_trail,
    list_trail,
    read_trail,
    require_admin,
)

__all__ = [
    "MOST_ENTRIES",
    "add_house",
    "approve_opening",
    "ask_opening",
    "bound_house",
    "change_role",
    "change_second_step",
    "deactivate",
    "decline_opening",
    "end_opening",
    "end_sign_ins",
    "export_trail",
    "has_server",
    "introduce",
    "is_owner",
    "key_rows",
    "list_trail",
    "open_letter",
    "reactivate",
    "read_bonds",
    "read_chain",
    "read_consent",
    "read_holdings",
    "read_houses",
    "read_invitations",
    "read_keys",
    "read_letters",
    "read_members",
    "read_openings",
    "read_pairing",
    "read_second_step",
    "read_security",
    "read_settings_facts",
    "read_trail",
    "require_admin",
    "reset_second_factor",
    "send_letter",
    "start_rotation",
    "verify_chain",
]  # fmt: skip
