"""An authenticator in software that signs as a device would, and lies where a test wants it to."""

import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass
class SoftPasskey:
    """One key pair; `count` grows with every signature."""

    origin: str
    host: str
    credential_id: bytes = b"credential-of-a-test"
    count: int = 0
    user_handle: bytes = b""
    flags: int = PRESENT | VERIFIED
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def _client_data(self, kind: str, given: str, **changes: Any) -> bytes:
        told = {"type": kind, "challenge": given, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told | changes).encode()

    def _authenticator(self, *, attested: bool) -> bytes:
        flags = self.flags | (ATTESTED if attested else 0)
        data = hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)
        if not attested:
            return data
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        length = struct.pack(">H", len(self.credential_id))
        return data + bytes(16) + length + self.credential_id + cbor2.dumps(cose)

    def create(self, options: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """What a browser sends after making a passkey."""
        self.user_handle = base64url_to_bytes(options["user"]["id"])
        client = self._client_data("webauthn.create", options["challenge"], **changes)
        attestation = cbor2.dumps(
            {"fmt": "none", "attStmt": {}, "authData": self._authenticator(attested=True)}
        )
        return self._credential(
            clientDataJSON=bytes_to_base64url(client), attestationObject=bytes_to_base64url(attestation)
        )

    def get(self, options: dict[str, Any], *, signed_by: Any = None, **changes: Any) -> dict[str, Any]:
        """What a browser sends after signing a challenge."""
        self.count += 1
        client = self._client_data("webauthn.get", options["challenge"], **changes)
        data = self._authenticator(attested=False)
        signature = (signed_by or self.key).sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._credential(
            clientDataJSON=bytes_to_base64url(client),
            authenticatorData=bytes_to_base64url(data),
            signature=bytes_to_base64url(signature),
            userHandle=bytes_to_base64url(self.user_handle),
        )

    def _credential(self, **response: str) -> dict[str, Any]:
        name = bytes_to_base64url(self.credential_id)
        return {
            "id": name, "rawId": name, "type": "public-key", "response": response,
            "authenticatorAttachment": "platform", "clientExtensionResults": {},
        }  # fmt: skip
