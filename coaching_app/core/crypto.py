"""Encrypts small values with AES-256-GCM under named keys that can be rotated."""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_VERSION = "v1"


class DecryptionError(Exception):
    """The value was not made by these keys, or not for this place."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys by id; the first one encrypts, all of them decrypt."""

    keys: tuple[tuple[str, bytes], ...]

    def __post_init__(self) -> None:
        if not self.keys:
            raise ValueError("a keyring needs a key")
        if len({key_id for key_id, _ in self.keys}) != len(self.keys):
            raise ValueError("two keys have the same id")
        if any(len(key) != 32 for _, key in self.keys):
            raise ValueError("an AES-256 key has 32 bytes")
        if any(not key_id.isalnum() for key_id, _ in self.keys):
            raise ValueError("a key id has letters and digits only")

    @property
    def current_id(self) -> str:
        """The id of the key that new values are encrypted with."""
        return self.keys[0][0]

    def encrypt(self, plain: bytes, context: bytes) -> str:
        """`v1.<key id>.<base64 of nonce and ciphertext>`, bound to the context."""
        key_id, key = self.keys[0]
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + AESGCM(key).encrypt(nonce, plain, context)
        return f"{_VERSION}.{key_id}.{base64.b64encode(sealed).decode()}"

    def decrypt(self, token: str, context: bytes) -> bytes:
        """The plain bytes; raises DecryptionError for a wrong key, place or a changed value."""
        version, _, rest = token.partition(".")
        key_id, _, payload = rest.partition(".")
        key = dict(self.keys).get(key_id)
        if version != _VERSION or key is None:
            raise DecryptionError("unknown key")
        try:
            sealed = base64.b64decode(payload, validate=True)
            return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as error:
            raise DecryptionError("not readable with this key in this place") from error

    def needs_rotation(self, token: str) -> bool:
        """Whether the value was encrypted with another than the current key."""
        return not token.startswith(f"{_VERSION}.{self.current_id}.")


def digest_secret(secret: str) -> str:
    """What is stored of a high-entropy secret: its SHA-256, enough because it cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same_secret(left: str, right: str) -> bool:
    """Compare without telling by time where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return os.urandom(32)


def keyed_digest(key: bytes, *parts: bytes) -> str:
    """HMAC-SHA256 over the parts, each with its length, so that no two lists of parts mean the same."""
    digest = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
