"""Keeps the secrets nobody gave: made once, in the data folder, readable by the owner only."""

import base64
import os
import secrets
from functools import lru_cache
from pathlib import Path

from coaching_app.core.crypto import Keyring
from coaching_app.core.settings import Settings, SettingsError, get_settings, parse_keys


def _read_or_make(path: Path, made: str) -> str:
    """The file's content; a new file appears whole or not at all, with mode 600."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(made)
                file.flush()
                os.fsync(file.fileno())
            # A link never replaces: of two processes that start together, one key wins for both.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
    return path.read_text().strip()


def signing_secret(settings: Settings) -> str:
    """The secret that signs API access tokens."""
    given = settings.jwt_secret.get_secret_value()
    return given or _read_or_make(settings.data_dir / "secrets" / "jwt", secrets.token_urlsafe(48))


def _kept_keyring(settings: Settings) -> Keyring:
    path = settings.data_dir / "secrets" / "data_keys"
    made = f"k1:{base64.b64encode(os.urandom(32)).decode()}"
    try:
        return parse_keys(_read_or_make(path, made))
    except ValueError as error:
        raise SettingsError(f"The file secrets/data_keys in DATA_DIR cannot be used: {error}.") from None


@lru_cache(maxsize=1)
def get_keyring() -> Keyring:
    """The keys that encrypt private text in this process."""
    settings = get_settings()
    given = settings.data_keys.get_secret_value()
    return parse_keys(given) if given else _kept_keyring(settings)


def add_kept_key(settings: Settings, spelled: str) -> None:
    """Put a new key in front of those in DATA_DIR; the file is replaced whole or not at all."""
    path = settings.data_dir / "secrets" / "data_keys"
    _kept_keyring(settings)
    keys = f"{spelled},{path.read_text().strip()}"
    parse_keys(keys)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(keys)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    get_keyring.cache_clear()
