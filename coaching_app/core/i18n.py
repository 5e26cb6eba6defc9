"""Translates server-side text into the language of the person being served."""

import gettext as _gettext
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DOMAIN = "coaching_app"
DEFAULT_LANGUAGE = "en"
_LOCALES = Path(__file__).resolve().parent.parent / "locale"
_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


@cache
def available_languages() -> tuple[str, ...]:
    """BCP 47 codes that have a complete catalogue; English needs none."""
    catalogues = {path.parts[-3] for path in _LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return (DEFAULT_LANGUAGE, *sorted(catalogues - {DEFAULT_LANGUAGE}))


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, _LOCALES, languages=[language], fallback=True)


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Serve everything inside the block in this language."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str) -> str:
    """The message in the current language."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of the message that fits the count."""
    return _catalogue(_language.get()).ngettext(singular, plural, count)
