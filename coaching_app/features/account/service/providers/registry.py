"""Which providers are configured, and what each calls the things we need: one entry for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coaching_app.core.settings import Settings, get_settings

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a provider says somebody is. `email` counts only where it `is_verified`."""

    issuer: str
    subject: str
    email: str
    is_verified: bool
    label: str


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where to send the browser, where to trade the code, where to ask; `keys` is empty without OpenID."""

    authorize: str
    token: str
    about: str
    keys: str = ""
    posts_secret: bool = False


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider; without `endpoints` its issuer publishes them, as OpenID Connect says."""

    key: str
    name: str
    issuer: str
    scope: str
    client_id: str
    client_secret: str
    identify: Callable[[str, Claims], Identity]
    endpoints: Endpoints | None = None
    # What else the provider understands; the standard lets it refuse what it does not.
    extra: Mapping[str, str] = field(default_factory=dict[str, str])


def _by_standard(issuer: str, claims: Claims) -> Identity:
    email = str(claims.get("email") or "")
    is_verified = claims.get("email_verified") is True or claims.get("email_verified") == "true"
    return Identity(issuer, str(claims["sub"]), email, is_verified, email or str(claims.get("name") or ""))


def _by_microsoft(issuer: str, claims: Claims) -> Identity:
    """Microsoft says by `xms_edov` alone whether the owner of the domain vouches for the address."""
    email = str(claims.get("email") or "")
    is_verified = claims.get("xms_edov") in (True, 1, "1", "true")
    label = str(claims.get("preferred_username") or email)
    return Identity(issuer, str(claims["sub"]), email, is_verified, label)


def _by_discord(issuer: str, claims: Claims) -> Identity:
    email = str(claims.get("email") or "")
    return Identity(
        issuer, str(claims["id"]), email, claims.get("verified") is True, str(claims.get("username") or email)
    )


# Somebody with several accounts there picks one.
_CHOOSE = {"prompt": "select_account"}
_GOOGLE = "https://accounts.google.com"
_DISCORD = "https://discord.com"
DISCORD_ENDPOINTS = Endpoints(
    authorize=f"{_DISCORD}/oauth2/authorize",
    token=f"{_DISCORD}/api/oauth2/token",
    about=f"{_DISCORD}/api/users/@me",
)


def _google(settings: Settings) -> Provider:
    return Provider(
        key="google",
        name="Google",
        issuer=_GOOGLE,
        scope="openid email profile",
        client_id=settings.google_client_id,
        client_secret=settings.google_client_secret.get_secret_value(),
        identify=_by_standard,
        extra=_CHOOSE,
    )


def _microsoft(settings: Settings) -> Provider:
    return Provider(
        key="microsoft",
        name="Microsoft",
        issuer=f"https://login.microsoftonline.com/{settings.microsoft_tenant}/v2.0",
        scope="openid email profile",
        # Without a directory anybody at Microsoft could say any address is theirs.
        client_id=settings.microsoft_client_id if settings.microsoft_tenant else "",
        client_secret=settings.microsoft_client_secret.get_secret_value(),
        identify=_by_microsoft,
        extra=_CHOOSE,
    )


def _discord(settings: Settings) -> Provider:
    return Provider(
        key="discord",
        name="Discord",
        issuer=_DISCORD,
        scope="identify email",
        client_id=settings.discord_client_id,
        client_secret=settings.discord_client_secret.get_secret_value(),
        identify=_by_discord,
        endpoints=DISCORD_ENDPOINTS,
    )


def _oidc(settings: Settings) -> Provider:
    return Provider(
        key="oidc",
        name=settings.oidc_name,
        issuer=settings.oidc_issuer,
        scope="openid email profile",
        client_id=settings.oidc_client_id if settings.oidc_issuer else "",
        client_secret=settings.oidc_client_secret.get_secret_value(),
        identify=_by_standard,
    )


# A provider is a function above and its name here.
_REGISTRY = (_google, _microsoft, _discord, _oidc)


def _all() -> tuple[Provider, ...]:
    settings = get_settings()
    return tuple(make(settings) for make in _REGISTRY)


def providers() -> tuple[Provider, ...]:
    """Those that are configured."""
    return tuple(one for one in _all() if one.client_id)


def provider(key: str) -> Provider | None:
    """The configured provider of this name."""
    return next((one for one in providers() if one.key == key), None)


def provider_name(key: str) -> str:
    """What people call a provider, configured or not."""
    return next((one.name for one in _all() if one.key == key), key)
