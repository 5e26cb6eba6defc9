"""The account pages, one module each so that each is built into a file of its own."""

from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.account.page.account import account
from coaching_app.features.account.page.setup import setup
from coaching_app.features.account.page.sign_in import sign_in
from coaching_app.features.account.state import AccountState
from coaching_app.ui.text import t

PAGES = (
    Page("/setup", setup, t("First steps"), Policy.PUBLIC),
    Page("/sign-in", sign_in, t("Sign in"), Policy.PUBLIC),
    Page("/account", account, t("Account"), Policy.SIGNED_IN, on_load=(AccountState.load,)),
)
