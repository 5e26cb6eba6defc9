"""Sends what is in the outbox over SMTP, again and again until it is taken or refused for good."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from coaching_app.core.clock import now
from coaching_app.core.logging import get_logger
from coaching_app.core.settings import Settings, get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.mail.outbox import SEND, open_body
from coaching_app.models import OutboxMail
from coaching_app.queue.port import GiveUp, JobContext, JobSpec

# With the queue's waits between them these reach over an hour and a half.
ATTEMPTS = 20
_SECONDS = 20
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server of MAIL_URL."""

    host: str
    port: int
    username: str | None
    password: str | None
    is_tls: bool
    is_plain: bool = False

    @property
    def start_tls(self) -> bool | None:
        """To another machine letters travel encrypted or not at all: the codes and links in them open accounts.

        Where the operator says `?tls=off` it is used where it is offered; a password never goes in the clear.
        """
        if self.is_tls:
            return False
        may_be_plain = self.host in _LOOPBACK or (self.is_plain and not self.username)
        return None if may_be_plain else True


def server_of(url: str) -> Server:
    """Read `smtp://user:password@host:port`; smtps is encrypted from the first byte, `?tls=off` may not be."""
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    return Server(
        host=parts.hostname or "localhost",
        port=parts.port or (465 if is_tls else 587 if parts.username else 25),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        is_tls=is_tls,
        is_plain=parse_qs(parts.query).get("tls") == ["off"],
    )


def sender_of(settings: Settings) -> str:
    """Who mail comes from: MAIL_FROM, else a name at the host people open."""
    host = urlsplit(settings.public_url).hostname or "localhost"
    return settings.mail_from or f"Coaching <coaching@{host}>"


def message_of(mail: OutboxMail, text: str, sender: str) -> EmailMessage:
    """The letter as it travels; a second delivery has the same id, so that it is seen to be the same."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{mail.id}@{domain}>" if domain.isascii() else make_msgid(mail.id)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


async def send(ctx: JobContext) -> None:
    """The job: send one letter. What was sent before is not sent again."""
    mail_id = str(ctx.payload["mail_id"])
    async with snapshot(ALL_TENANTS) as db:
        mail = await db.get(OutboxMail, mail_id)
    if mail is None or mail.status == "sent" or mail.body is None:
        return
    if mail.expires_at is not None and mail.expires_at <= now():
        await _note(mail_id, "failed", "It was too old to be of use.")
        raise GiveUp("too old to be of use")
    message = message_of(mail, open_body(mail), sender_of(get_settings()))
    try:
        await _hand_over(message)
    except (aiosmtplib.SMTPException, OSError) as error:
        await _refused(mail_id, error, is_last=ctx.attempt >= ATTEMPTS)
        raise
    await _note(mail_id, "sent", "")


async def _hand_over(message: EmailMessage) -> None:
    server = server_of(get_settings().mail_url.get_secret_value())
    await aiosmtplib.send(
        message,
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.is_tls,
        start_tls=server.start_tls,
        timeout=_SECONDS,
    )


def _is_final(error: Exception) -> bool:
    """Whether the server said no for good, rather than not now."""
    code = getattr(error, "code", None)
    refused = getattr(error, "recipients", None)
    if isinstance(refused, list) and refused:
        code = getattr(refused[0], "code", None)  # pyright: ignore[reportUnknownArgumentType]: the library types it loosely
    # A wrong password is mended by the operator, not by giving up on the letter.
    is_sign_in = isinstance(error, aiosmtplib.SMTPAuthenticationError)
    return isinstance(code, int) and 500 <= code < 600 and not is_sign_in


async def _refused(mail_id: str, error: Exception, *, is_last: bool) -> None:
    """Write down that it failed; the server's words may quote the letter, so only their kind is kept."""
    code = getattr(error, "code", "")
    problem = f"{type(error).__name__} {code or ''}".strip()
    _log.warning("mail_not_sent", mail_id=mail_id, kind=type(error).__name__, code=code or 0)
    is_final = _is_final(error)
    await _note(mail_id, "failed" if is_final or is_last else "waiting", problem)
    if is_final:
        raise GiveUp(problem) from None


async def _note(mail_id: str, status: str, problem: str) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        mail = await db.get(OutboxMail, mail_id)
        if mail is None:
            return
        mail.status, mail.problem = status, problem
        mail.attempts += 1
        if status == "sent":
            # A code or a link that has arrived need not lie here for whoever reads this table.
            mail.sent_at, mail.body = now(), None


def mail_jobs(worker: object) -> tuple[JobSpec, ...]:
    """The jobs of mail, under the worker's policy (which lies above this layer)."""
    return (JobSpec(SEND, send, max_attempts=ATTEMPTS, policy=worker, max_seconds=120),)
