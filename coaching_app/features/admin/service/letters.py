"""The outbox as an admin sees it: letters that wait or could not be sent, opened one at a time and on record."""

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.access import audit
from coaching_app.core.errors import Conflict, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.core.settings import get_settings
from coaching_app.domain.actor import Actor
from coaching_app.features.admin.schemas import LetterRow
from coaching_app.features.admin.service.trail import require_admin
from coaching_app.features.admin.service.wording import shown
from coaching_app.mail import outbox
from coaching_app.mail.outbox import Letter

PAGE = 25
_TONES = {"waiting": "amber", "sent": "green", "failed": "rose"}


def _row(actor: Actor, letter: Letter, *, has_server: bool) -> LetterRow:
    words = {"waiting": _("waiting"), "sent": _("sent"), "failed": _("not sent")}
    return LetterRow(
        id=letter.id, recipient=letter.recipient, subject=letter.subject, kind=letter.kind,
        status_label=words.get(letter.status, letter.status), tone=_TONES.get(letter.status, ""),
        when=shown(actor, letter.sent_at or letter.created_at), problem=letter.problem,
        has_text=letter.has_text, can_send=has_server and letter.has_text,
    )  # fmt: skip


def has_server() -> bool:
    """Whether letters are sent by a mail server."""
    return bool(get_settings().mail_url.get_secret_value())


async def read_letters(
    db: AsyncSession, actor: Actor, *, status: str = "", before: str = ""
) -> tuple[tuple[LetterRow, ...], bool]:
    """A page of the tenant's letters, newest first, and whether there are older ones."""
    require_admin(actor)
    found = await outbox.outbox(db, actor.tenant_id, status=status, before=before, limit=PAGE + 1)
    rows = tuple(_row(actor, letter, has_server=has_server()) for letter in found[:PAGE])
    return rows, len(found) > PAGE


async def open_letter(db: AsyncSession, actor: Actor, letter_id: str) -> str:
    """The text of a letter. It may hold a code that signs somebody in, so whoever opens it is written down."""
    require_admin(actor)
    text = await outbox.read_letter(db, actor.tenant_id, letter_id) if is_id(letter_id) else None
    if text is None:
        raise NotFound
    audit.note(db, "letter.opened", letter_id=letter_id)
    return text


async def send_letter(db: AsyncSession, actor: Actor, letter_id: str) -> None:
    """Try to send a letter once more."""
    require_admin(actor)
    if not is_id(letter_id) or await outbox.read_letter(db, actor.tenant_id, letter_id) is None:
        raise NotFound
    if not await outbox.send_again(db, actor.tenant_id, letter_id):
        raise Conflict(_("This letter cannot be sent any more, or no mail server is set."))
