"""What requests about an account may hold: small, and nothing that was not asked for."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

# Anybody may send these, so they are small.
LARGEST = 20_000
Short = Annotated[str, Field(max_length=300)]
Password = Annotated[str, Field(min_length=1, max_length=1000)]
Secret = Annotated[str, Field(min_length=20, max_length=200)]
Code = Annotated[str, Field(min_length=1, max_length=40)]


class Body(BaseModel):
    """A body with no more than its fields."""

    model_config = ConfigDict(extra="forbid")


class PasskeyBody(Body):
    """What a device signed, and the secret of the challenge it signed; a page's cookie may hold that instead.

    `page` is the token of our own page that sends this.
    """

    credential: dict[str, Any]
    secret: Short = ""
    name: Short = ""
    next: Short = ""
    page: Short = ""


class Next(BaseModel):
    """Where the browser goes now."""

    next: str


class Options(BaseModel):
    """What a device needs for a passkey, and the secret to send along with what it signs."""

    options: dict[str, Any]
    secret: str


class Tokens(BaseModel):
    """An access token for `expires_in` seconds and the refresh token that follows it."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str


# What a proof answers: 204 to a browser, whose cookie is another one now.
PROVED: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Tokens,
        "description": "To a program: its next pair; the one it had is worth nothing more.",
    }
}
