"""Reads every setting from the environment or .env and refuses a bad one with a sentence that names it."""

import base64
import binascii
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from coaching_app.core.crypto import Keyring

Environment = Literal["production", "development", "test"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
SHORTEST_SECRET = 32
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
# What a database address may say of encryption: ways that fall back to none by themselves are not among them.
_SAID = frozenset({"disable", "require", "verify-ca", "verify-full"})


class SettingsError(Exception):
    """A setting cannot be used; the message is one sentence per setting."""


class Settings(BaseSettings):
    """Everything a self-hoster may set; each description is the documentation."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    host: str = Field("localhost", description="Address to listen on; 0.0.0.0 serves other machines.")
    port: int = Field(8000, ge=1, le=65535, description="The one port for pages, API and websocket.")
    data_dir: Path = Field(Path("data"), description="Folder that holds everything people wrote.")
    public_url: str = Field(
        "",
        description="Address people open, for example https://coach.example.org; empty accepts the "
        "address of the request.",
    )
    environment: Environment = Field("production", description="production, development or test.")
    database_url: str = Field(
        "",
        description="PostgreSQL as postgresql+psycopg://user:password@host/name; empty means SQLite "
        "in DATA_DIR. For another machine it has to say sslmode: verify-full, verify-ca, require, or disable for a "
        "network you trust.",
    )
    jwt_secret: SecretStr = Field(
        SecretStr(""),
        description=f"Signs API access tokens, at least {SHORTEST_SECRET} characters; made and kept in "
        "DATA_DIR when empty.",
    )
    data_keys: SecretStr = Field(
        SecretStr(""),
        description="Keys that encrypt private text: id:base64 of 32 bytes, several separated by commas, "
        "the first encrypts; made and kept in DATA_DIR when empty.",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Bearer token for /metrics from another machine; empty allows this machine only.",
    )
    log_level: LogLevel = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    allow_insecure_http: bool = Field(
        False,
        description="true lets people sign in over plain HTTP from another machine, without a Secure "
        "cookie; only for a network you trust.",
    )
    trusted_proxy_hops: int = Field(
        0, ge=0, le=5, description="Reverse proxies in front whose X-Forwarded headers are believed."
    )
    rate_limit_per_minute: int = Field(100, ge=1, description="API requests a minute for each person.")
    password_complexity: bool = Field(
        True,
        description="Ask for mixed kinds of characters in passwords; what is easy to guess is refused anyway.",
    )
    max_upload_bytes: int = Field(
        2_000_000_000, ge=1_000_000, description="Largest file or archive accepted, in bytes."
    )
    mail_url: SecretStr = Field(
        SecretStr(""),
        description="Mail server as smtp://user:password@host:587 or smtps://user:password@host:465; empty "
        "keeps mail in the outbox, where an admin can read it. Another machine has to offer encryption, unless "
        "the address ends in ?tls=off, for a network you trust.",
    )
    mail_from: str = Field("", description="Sender of mail, for example Coaching <coach@example.org>.")
    link_by_email: bool = Field(
        True,
        description="true lets a first sign-in with Google or the like open the account that has the same, "
        "verified e-mail address; false asks people to connect it while signed in.",
    )
    oidc_name: str = Field("Single sign-on", description="What the button for OIDC_ISSUER says.")
    oidc_issuer: str = Field("", description="Address of an OpenID Connect provider of your own.")
    oidc_client_id: str = Field("", description="Client id at OIDC_ISSUER.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Client secret at OIDC_ISSUER.")
    google_client_id: str = Field("", description="Client id for signing in with Google.")
    google_client_secret: SecretStr = Field(SecretStr(""), description="Client secret at Google.")
    microsoft_client_id: str = Field("", description="Client id for signing in with Microsoft.")
    microsoft_client_secret: SecretStr = Field(SecretStr(""), description="Client secret at Microsoft.")
    microsoft_tenant: str = Field(
        "", description="Directory (tenant) id at Microsoft whose people may sign in; needed for Microsoft."
    )
    discord_client_id: str = Field("", description="Client id for signing in with Discord.")
    discord_client_secret: SecretStr = Field(SecretStr(""), description="Client secret at Discord.")
    anthropic_api_key: SecretStr = Field(
        SecretStr(""), description="Key for Anthropic; empty keeps the coach on its built-in rules."
    )
    anthropic_base_url: str = Field(
        "", description="Another address for the Anthropic API, for a proxy or a test."
    )
    anthropic_model: str = Field("claude-sonnet-5-5", description="Model that answers.")
    ai_timeout_seconds: float = Field(
        60.0, gt=0, le=600, description="Longest silence of an AI provider before it counts as gone."
    )
    ai_deadline_seconds: float = Field(
        300.0, gt=0, le=3600, description="Longest time for one whole answer, retries included."
    )
    ai_max_attempts: int = Field(
        4, ge=1, le=10, description="Tries for a provider that is overloaded, before any text came."
    )
    ai_max_output_tokens: int = Field(2000, ge=64, le=64000, description="Longest answer, in tokens.")
    audit_retention_days: int = Field(
        730, ge=0, description="Days an audit entry is kept; 0 keeps them for ever."
    )
    admin_email: str = Field("", description="First admin's address for `coaching-app setup`.")
    admin_password: SecretStr = Field(
        SecretStr(""), description="First admin's password for `coaching-app setup`."
    )
    tenant_name: str = Field("", description="First tenant's name for `coaching-app setup`.")

    @field_validator("jwt_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"needs at least {SHORTEST_SECRET} characters, or leave it empty")
        return value

    @field_validator("data_keys")
    @classmethod
    def _usable_keys(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            parse_keys(value.get_secret_value())
        return value

    @field_validator("mail_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        given = value.get_secret_value()
        if given and (urlsplit(given).scheme not in {"smtp", "smtps"} or not urlsplit(given).hostname):
            raise ValueError("needs an address that starts with smtp:// or smtps://")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _safe_issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        is_here = parts.hostname in _HERE
        if value and not (
            parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and is_here))
        ):
            raise ValueError("needs an address that starts with https://")
        return value

    @field_validator("public_url", "anthropic_base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc):
            raise ValueError("needs an address that starts with https:// or http://")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("postgresql+psycopg://", "sqlite+aiosqlite://")):
            raise ValueError("must start with postgresql+psycopg:// or sqlite+aiosqlite://")
        if value and remote_hosts(value) and encryption_of(value) not in _SAID:
            raise ValueError(
                "names another machine: end it in ?sslmode=verify-full, or in ?sslmode=disable for a network "
                "that you trust"
            )
        return value

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'coaching.db'}"

    @property
    def files_dir(self) -> Path:
        """Where uploaded and imported files are kept."""
        return self.data_dir / "files"


def remote_hosts(database_url: str) -> tuple[str, ...]:
    """The other machines a database address names; a socket and this machine are none."""
    parts = urlsplit(database_url)
    given = ",".join(parse_qs(parts.query).get("host", [])) or parts.hostname or ""
    hosts = [host if host.count(":") > 1 else host.partition(":")[0] for host in given.split(",") if host]
    return tuple(host for host in hosts if not (host.startswith(("/", "@")) or _is_here(host)))


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in _HERE


def encryption_of(database_url: str) -> str:
    """What a database address says of encryption; empty when nothing."""
    return parse_qs(urlsplit(database_url).query).get("sslmode", [""])[-1]


def parse_keys(text: str) -> Keyring:
    """Read `id:base64,id:base64`; raises ValueError with a reason."""
    keys: list[tuple[str, bytes]] = []
    for part in text.split(","):
        key_id, _, encoded = part.strip().partition(":")
        try:
            keys.append((key_id, base64.b64decode(encoded, validate=True)))
        except binascii.Error as error:
            raise ValueError(f"key {key_id!r} is not base64") from error
    return Keyring(tuple(keys))


def read_settings() -> Settings:
    """Read and check the settings; raises SettingsError with a plain sentence for each bad one."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue]: every field has a default or comes from the environment
    except ValidationError as error:
        sentences = [
            f"{'_'.join(str(part) for part in problem['loc']).upper()}: "
            f"{problem['msg'].removeprefix('Value error, ')}."
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("\n".join(sentences)) from None


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return read_settings()
