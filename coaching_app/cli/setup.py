"""`setup`: make the first tenant and its admin without a browser."""

import sys

import click

from coaching_app.cli.running import run
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.features.account import service
from coaching_app.features.account.schemas import FirstSetup


def asked_password() -> str:
    """The password from the settings, else typed twice; raises Invalid when nobody can type."""
    given = get_settings().admin_password.get_secret_value()
    if given:
        return given
    if not sys.stdin.isatty():
        raise Invalid(_("Set ADMIN_PASSWORD, or run this in a terminal to type the password."))
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@click.command()
@click.option("--email", help="The admin's address; else ADMIN_EMAIL.")
@click.option("--name", help="What the admin is called; else the part of the address before the @.")
@click.option("--tenant", help="The tenant's name; else TENANT_NAME.")
@click.option("--time-zone", default="UTC", show_default=True, help="IANA name, for example Europe/Vienna.")
@click.option("--language", default="en", show_default=True)
@click.option("--ai/--no-ai", default=True, show_default=True, help="Whether the coach may answer here.")
def command(
    *, email: str | None, name: str | None, tenant: str | None, time_zone: str, language: str, ai: bool
) -> None:
    """Make the first tenant and its admin; the password comes from ADMIN_PASSWORD or is asked for."""
    settings = get_settings()
    address = email or settings.admin_email
    if not address:
        raise Invalid(_("Give --email or set ADMIN_EMAIL."))
    first = FirstSetup(
        tenant_name=tenant or settings.tenant_name or "Home",
        display_name=name or address.partition("@")[0],
        email=address,
        password=asked_password(),
        time_zone=time_zone,
        language=language,
        ai_enabled=ai,
    )
    run(service.first_setup(first))
    click.echo(f"{first.tenant_name} is set up. Sign in as {first.email}.")
