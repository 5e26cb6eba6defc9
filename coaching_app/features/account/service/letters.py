"""The letters of sign-in: short, plain, and never with more in them than they need."""

from datetime import datetime, timedelta
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.features.account import queries
from coaching_app.mail.outbox import queue_mail
from coaching_app.models import User

_HERE = ("localhost", "127.0.0.1", "::1")


def link(path: str, token: str = "") -> str:
    """An address of ours for a letter. The token follows a `#`, so that no log and no other site sees it.

    Only settings say where we are: a request's own word for it could be a stranger's.
    """
    settings = get_settings()
    base = settings.public_url
    if not base and settings.host in _HERE:
        base = f"http://localhost:{settings.port}"
    return f"{base}{path}" + (f"#{quote(token)}" if token else "")


def _where(path: str, token: str) -> str:
    address = link(path, token)
    if address.startswith("http"):
        return address
    return _("Open {address} at the address where you sign in.").format(address=address)


async def _post(
    db: AsyncSession,
    user_id: str,
    to: str,
    kind: str,
    subject: str,
    *lines: str,
    until: datetime | None = None,
) -> None:
    await queue_mail(
        db,
        to=to,
        subject=subject,
        text="\n\n".join(lines) + "\n",
        kind=kind,
        tenant_id=await queries.first_tenant(db, user_id),
        expires_at=until,
    )


async def send_code(db: AsyncSession, user: User, code: str, until: datetime) -> None:
    """The code that signs in, or that shows who is there."""
    await _post(
        db, user.id, user.email, "sign_in_code",
        _("Your sign-in code"),
        _("Your code is {code}. It works once, for ten minutes, in the browser that asked for it.").format(code=code),
        _("Nobody from our side will ever ask you for it. If you did not ask for a code, do nothing."),
        until=until,
    )  # fmt: skip


async def send_address_code(db: AsyncSession, user: User, code: str, until: datetime) -> None:
    """The code that shows that somebody reads the mail of their address."""
    await _post(
        db, user.id, user.email, "address_code",
        _("Confirm your e-mail address"),
        _("Your code is {code}. Type it on your account page within ten minutes.").format(code=code),
        _("If you did not ask for it, somebody may have given your address for theirs: do nothing."),
        until=until,
    )  # fmt: skip


async def send_reset(db: AsyncSession, user: User, token: str, until: datetime) -> None:
    """The link to choose a new password."""
    await _post(
        db, user.id, user.email, "password_reset",
        _("Choose a new password"),
        _("Here you choose a new password. The link works once, for one hour:"),
        _where("/reset", token),
        _("If you did not ask for this, do nothing: your password stays as it is."),
        until=until,
    )  # fmt: skip


async def send_confirmation(db: AsyncSession, user_id: str, to: str, token: str, *, is_new: bool) -> None:
    """The link by which one of the two addresses agrees to an e-mail change."""
    about = (
        _("Somebody wants to sign in with this address from now on. If it is you, confirm it:")
        if is_new
        else _("Your e-mail address here is to change. If you want that, confirm it:")
    )
    await _post(
        db, user_id, to, "email_change",
        _("Confirm your e-mail address"),
        about,
        _where("/confirm-email", token),
        _("The change happens once both addresses have confirmed it, within a day. Otherwise do nothing."),
        until=now() + timedelta(days=1),
    )  # fmt: skip


async def send_taken(db: AsyncSession, user_id: str, to: str) -> None:
    """What an address hears that somebody else wanted, and that has an account already."""
    await _post(
        db, user_id, to, "email_taken",
        _("About your e-mail address"),
        _("Somebody wanted to use this address for their account, but yours has it already. Nothing changed."),
    )  # fmt: skip


async def tell(db: AsyncSession, user: User, what: str) -> None:
    """Tell a person that something about how they sign in has changed; `what` is a sentence."""
    await _post(
        db, user.id, user.email, "security_notice",
        _("Your sign-in has changed"),
        what,
        _("If it was not you, choose a new password at once and tell whoever runs this place: {address}").format(
            address=link("/forgot")
        ),
    )  # fmt: skip
