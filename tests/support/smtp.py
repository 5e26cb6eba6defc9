"""A real SMTP server in this process that keeps what it is given, or refuses it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.support.live_server import free_port
from tests.support.patience import PATIENCE


@dataclass
class Postbox:
    """Every letter that arrived; `answers` are given first, one for each letter, instead of taking it."""

    letters: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    url: str = ""
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _way: str, given: Any) -> AuthResult:
        """Let everybody in whose password is right."""
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login, given.password))
        return AuthResult(success=given.password == b"p@ss/word", handled=False)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 the library calls it so
        """Take a letter, or answer what was prepared."""
        if self.answers:
            return self.answers.pop(0)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[Postbox]:
    """A mail server on this machine."""
    box = Postbox()
    port = free_port()
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        ready_timeout=PATIENCE,
        enable_SMTPUTF8=True,
        auth_require_tls=False,
        authenticator=box.authenticate,
    )
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        controller.stop()


@pytest.fixture
def postbox(set_settings) -> Iterator[Postbox]:
    """A mail server that the product sends through."""
    with mail_server() as box:
        set_settings(MAIL_URL=box.url, MAIL_FROM="Coaching <coach@example.org>")
        yield box
