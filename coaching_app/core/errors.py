"""The one error type of the product: it becomes a notice in a page and a problem document in the API."""

from typing import ClassVar

from coaching_app.core.i18n import gettext as _


class AppError(Exception):
    """An expected failure whose message is safe and useful to show to the person.

    `detail` holds machine-readable extras (for example the fields that were refused).
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"

    def __init__(
        self, message: str, *, code: str | None = None, detail: dict[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = code or self.code
        self.detail = detail or {}


class Invalid(AppError):
    """What was sent cannot be accepted as it is."""

    status = 422
    code = "invalid"


class Unauthenticated(AppError):
    """Nobody is signed in, or the sign-in has ended."""

    status = 401
    code = "unauthenticated"

    def __init__(self, message: str | None = None, *, code: str | None = None) -> None:
        super().__init__(message or _("Please sign in."), code=code)


class Forbidden(AppError):
    """The person is known and may not do this."""

    status = 403
    code = "forbidden"

    def __init__(self, message: str | None = None, *, code: str | None = None) -> None:
        super().__init__(message or _("You may not do this."), code=code)


class ProofNeeded(Exception):
    """The person is known, and has to show first that it is still them.

    No AppError: a handler that shows refusals beside a field would take this for one of them, and the page could
    not ask. `again` is what was wanted, to be done after the proof.
    """

    status: ClassVar[int] = 403
    reason: ClassVar[str] = "reauthenticate"

    def __init__(self, again: object = None) -> None:
        super().__init__(_("Please confirm that it is you, then try again."))
        self.message = str(self)
        self.again = again


class NotFound(AppError):
    """There is no such thing for this person; another tenant's object answers exactly the same."""

    status = 404
    code = "not_found"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _("This does not exist, or it is not yours to see."))


class Conflict(AppError):
    """The thing changed, or exists already."""

    status = 409
    code = "conflict"


class TooLarge(AppError):
    """More was sent than is accepted."""

    status = 413
    code = "too_large"


class TooManyRequests(AppError):
    """A limit was reached; `retry_after` is in whole seconds."""

    status = 429
    code = "too_many_requests"

    def __init__(self, retry_after: int, message: str | None = None) -> None:
        super().__init__(message or _("Too many requests. Please wait a moment."))
        self.retry_after = max(1, retry_after)


class Unavailable(AppError):
    """Something this needs is not there right now."""

    status = 503
    code = "unavailable"
