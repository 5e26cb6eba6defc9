"""Writes JSON log lines with a correlation id and without secrets."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, TextIO, cast

import structlog
from asgi_correlation_id import correlation_id

REDACTED = "[redacted]"
_SECRET_WORDS = (
    "authorization",
    "cookie",
    "token",
    "password",
    "secret",
    "api_key",
    "apikey",
    "payload",
    "body",
    "text",
)


def _is_secret(key: str) -> bool:
    lowered = key.lower()
    return any(word in lowered for word in _SECRET_WORDS)


def _scrub(value: object) -> object:
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        return {str(key): REDACTED if _is_secret(str(key)) else _scrub(item) for key, item in pairs}
    if isinstance(value, (list, tuple)):
        return [_scrub(item) for item in cast("Sequence[object]", value)]
    return value


def redact(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace every value whose key speaks of a secret or of what a person wrote."""
    for key in list(event):
        event[key] = REDACTED if _is_secret(key) else _scrub(event[key])
    return event


def _add_correlation_id(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if identifier := correlation_id.get():
        event["correlation_id"] = identifier
    return event


_QUOTING = ("reflex", "engineio", "socketio", "granian", "_granian")
_QUOTE_BEGINS = re.compile(r"[({\['\":=]")
_LONGEST_FOREIGN = 100


class _DropForeignPayloads(logging.Filter):
    """Reflex and its socket quote cookies, tokens and payloads: of their lines only the sentence is kept."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Cut the line where a quotation may begin, and an exception down to its kind."""
        if record.name.split(".")[0].startswith(_QUOTING):
            sentence = _QUOTE_BEGINS.split(record.getMessage(), maxsplit=1)[0][:_LONGEST_FOREIGN]
            kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
            record.msg, record.args = f"{sentence.strip()} {kind}".strip(), ()
            record.exc_info = record.exc_text = None
        return True


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is now, not to what it was when logging began."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # pyright: ignore[reportIncompatibleVariableOverride]: looked up at every line
        """Standard error of this moment."""
        return sys.stderr


_SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _add_correlation_id,
)


def configure_logging(level: str) -> None:
    """Send every log line of the process, ours and the libraries', as JSON to standard error."""
    structlog.configure(
        processors=[*_SHARED, redact, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = _StandardError()
    handler.addFilter(_DropForeignPayloads())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # At DEBUG other people's libraries write whole statements, requests and forms, with what is private in them.
    root.setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))
    logging.getLogger("coaching_app").setLevel(level)
    for name in ("httpx", "httpx2", "httpcore", "httpcore2", "apscheduler", "engineio", "socketio"):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger that takes an event name and keyword values: `log.info("vault_imported", notes=12)`."""
    return structlog.stdlib.get_logger(name)
