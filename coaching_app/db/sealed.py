"""Seals and opens private text, bound to its tenant, table, column and row."""

from typing import Any, Protocol, cast

from coaching_app.core.secret_files import get_keyring


class Sealable(Protocol):
    """A row that knows who it is before it is stored; its `tenant_id` may be a column or the class's own."""

    id: str


def _context(row: Sealable, column: str) -> bytes:
    # What belongs to a person, whichever tenant they are in, says so with an empty `tenant_id`.
    placed = cast("Any", row)
    return f"{placed.tenant_id}\x1f{placed.__tablename__}\x1f{column}\x1f{row.id}".encode()


def seal(row: Sealable, column: str, plain: str) -> str:
    """The ciphertext for this column of this row; anywhere else it cannot be opened."""
    return get_keyring().encrypt(plain.encode(), _context(row, column))


def unseal(row: Sealable, column: str, sealed: str) -> str:
    """The plain text; raises core.crypto.DecryptionError when it was moved, changed or made elsewhere."""
    return get_keyring().decrypt(sealed, _context(row, column)).decode()


def reseal(row: Sealable, column: str) -> bool:
    """Encrypt the value with the current key; whether it had another one."""
    sealed = getattr(row, column)
    if sealed is None or not get_keyring().needs_rotation(sealed):
        return False
    setattr(row, column, seal(row, column, unseal(row, column, sealed)))
    return True
