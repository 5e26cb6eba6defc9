"""Forms to begin with, so that nobody stands before an empty page."""

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.checkins.fields import FieldKind, FieldSpec
from coaching_app.features.wellness.schemas import WEEKDAYS, FormDraft


def starter_forms() -> dict[str, FormDraft]:
    """By name: a short day, a fuller day, and a look back at the week."""
    mood = FieldSpec("mood", FieldKind.MOOD, _("How are you?"))
    words = FieldSpec("words", FieldKind.TEXT, _("What stays with you?"), _("Only you can read this."))
    energy = FieldSpec("energy", FieldKind.SCALE, _("Energy"), low=1, high=10)
    sleep = FieldSpec("sleep", FieldKind.NUMBER, _("Hours slept"), unit="h", low=0, high=24)
    return {
        "short": FormDraft(_("My day"), (mood, words), _("Half a minute in the evening."), WEEKDAYS),
        "full": FormDraft(
            _("Body and soul"),
            (
                mood,
                energy,
                sleep,
                FieldSpec("stress", FieldKind.SCALE, _("Stress"), low=1, high=10),
                FieldSpec("balance", FieldKind.COMPUTED, _("Balance"), formula="(energy + 11 - stress) / 2"),
                words,
            ),
            _("Two minutes, with a number worked out for you."),
            WEEKDAYS,
        ),
        "week": FormDraft(
            _("My week"),
            (
                FieldSpec("kept", FieldKind.SCALE, _("I kept what I meant to keep"), low=1, high=10),
                FieldSpec("thanks", FieldKind.TEXT, _("What am I thankful for?")),
                FieldSpec("ask", FieldKind.TEXT, _("What do I need?")),
            ),
            _("On Sundays, five minutes."),
            ("sun",),
        ),
    }
