"""Use cases of an account: first setup, every way to sign in, what protects it, where one is signed in."""

from coaching_app.access.tokens import TokenPair
from coaching_app.features.account.schemas import Client, Credentials, NewPerson
from coaching_app.features.account.service.api_tokens import make_token
from coaching_app.features.account.service.devices import device_name
from coaching_app.features.account.service.freshness import is_fresh, require_fresh
from coaching_app.features.account.service.linking import disconnect, offered
from coaching_app.features.account.service.overview import security
from coaching_app.features.account.service.password_change import change_password
from coaching_app.features.account.service.profile import change_profile, profile
from coaching_app.features.account.service.sessions import (
    end_api_login,
    end_everything,
    end_login,
    end_other_logins,
    own_sign_ins,
    refresh,
    start_api_login,
    start_browser_login,
)
from coaching_app.features.account.service.setup import add_person, first_setup, needs_setup
from coaching_app.features.account.service.sign_in import check_credentials

__all__ = [
    "Client", "Credentials", "NewPerson", "TokenPair", "add_person", "change_password", "change_profile",
    "check_credentials", "device_name", "disconnect", "end_api_login", "end_everything", "end_login",
    "end_other_logins", "first_setup", "is_fresh", "make_token", "needs_setup", "offered", "own_sign_ins",
    "profile", "refresh", "require_fresh", "security", "start_api_login", "start_browser_login",
]  # fmt: skip
