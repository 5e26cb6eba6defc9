"""The account page: who you are here, how that is protected, what acts for you."""

import reflex as rx

from coaching_app.features.account.components.profile import address, password, profile
from coaching_app.features.account.components.protection import connected_accounts, passkeys, second_step
from coaching_app.features.account.components.sign_ins import programs, sign_ins
from coaching_app.features.account.state import AccountState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.components.boxes import stack
from coaching_app.ui.text import t


def account() -> rx.Component:
    """The page."""
    return app_page(
        stack(
            profile(),
            address(),
            password(),
            second_step(),
            passkeys(),
            connected_accounts(),
            sign_ins(),
            programs(),
            gap="l",
        ),
        active="account",
        title=t("Account"),
        subtitle=rx.el.span(AccountState.tenant),
        width="reading",
    )
