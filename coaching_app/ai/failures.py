"""Says each way an answer can fail in one plain sentence, and whether trying again makes sense."""

from __future__ import annotations

from coaching_app.ai.protocol import Failed, FailureKind
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking

FINAL = frozenset({FailureKind.UNAUTHORISED, FailureKind.REFUSED, FailureKind.TOO_LONG})


def sentence(kind: FailureKind) -> str:
    """The sentence for the person, in the current language."""
    sentences = {
        FailureKind.UNAUTHORISED: _(
            "The AI service did not accept the key. Please ask your admin to check it."
        ),
        FailureKind.RATE_LIMITED: _(
            "The AI service has had too many questions for the moment. Please try again shortly."
        ),
        FailureKind.OVERLOADED: _("The AI service is overloaded. Please try again in a moment."),
        FailureKind.TIMEOUT: _("The AI service took too long to answer. Please try again."),
        FailureKind.CUT_OFF: _("The answer was cut off on its way. What arrived is kept; you can try again."),
        FailureKind.MALFORMED: _("The AI service sent something unreadable. Please try again."),
        FailureKind.REFUSED: _("The AI service declined to answer this. You can ask it in another way."),
        FailureKind.TOO_LONG: _("This conversation is too long for the AI service. Please start a new one."),
        FailureKind.UNREACHABLE: _(
            "The AI service cannot be reached. Please check the connection and try again."
        ),
        FailureKind.UNKNOWN: _("The AI service could not answer. Please try again."),
    }
    return sentences[kind]


def failed(
    kind: FailureKind, locale: str, *, retry_after: int | None = None, lasting: bool = False
) -> Failed:
    """The closing event of a failed answer, in the person's language; `lasting` when no retry can help."""
    retryable = kind not in FINAL and not lasting
    with speaking(locale):
        return Failed(kind, sentence(kind), retryable=retryable, retry_after=retry_after)
