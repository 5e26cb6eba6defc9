"""The account pages, one module each so that each is built into a file of its own."""

from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.account.page.account import account
from coaching_app.features.account.page.code import code
from coaching_app.features.account.page.confirm_email import confirm_email
from coaching_app.features.account.page.forgot import forgot
from coaching_app.features.account.page.reset import reset
from coaching_app.features.account.page.second_step import ROUTE as SECOND_STEP
from coaching_app.features.account.page.second_step import second_step
from coaching_app.features.account.page.setup import setup
from coaching_app.features.account.page.sign_in import sign_in
from coaching_app.features.account.page.trouble import trouble
from coaching_app.features.account.page.verify import verify
from coaching_app.features.account.state import ON_LOAD, EnrolmentState, ProtectionState
from coaching_app.ui.text import t

PAGES = (
    Page("/setup", setup, t("First steps"), Policy.PUBLIC),
    Page("/sign-in", sign_in, t("Sign in"), Policy.PUBLIC),
    Page("/code", code, t("Sign in with a code"), Policy.PUBLIC),
    Page("/verify", verify, t("Your code"), Policy.PUBLIC),
    Page("/forgot", forgot, t("A new password"), Policy.PUBLIC),
    Page("/reset", reset, t("Choose a new password"), Policy.PUBLIC),
    Page("/confirm-email", confirm_email, t("Confirm your e-mail address"), Policy.PUBLIC),
    Page("/sign-in-trouble", trouble, t("That did not work"), Policy.PUBLIC),
    Page(
        SECOND_STEP,
        second_step,
        t("One more step"),
        Policy.SIGNED_IN,
        on_load=(EnrolmentState.load, ProtectionState.load),
    ),
    Page("/account", account, t("Account"), Policy.SIGNED_IN, on_load=ON_LOAD),
)
