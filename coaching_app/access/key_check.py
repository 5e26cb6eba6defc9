"""Refuses to start when the keys do not open what is stored: a lost or wrong key must not be found out later."""

from sqlalchemy import select
from sqlmodel import col

from coaching_app.core.crypto import DecryptionError
from coaching_app.core.secret_files import get_keyring
from coaching_app.core.settings import SettingsError
from coaching_app.db.sealed import unseal
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot
from coaching_app.models import AuditHead

_MOST = 500


async def check_keys() -> None:
    """Open the key of the audit chains; raises SettingsError with what to do."""
    known = ", ".join(key_id for key_id, _key in get_keyring().keys)
    async with snapshot(ALL_TENANTS) as db:
        heads = list(await db.scalars(select(AuditHead).order_by(col(AuditHead.id)).limit(_MOST)))
    for head in heads:
        key_id = head.key.split(".")[1]
        try:
            unseal(head, "key", head.key)
        except DecryptionError:
            raise SettingsError(
                f"DATA_KEYS: what is stored was encrypted with the key {key_id}, and the keys given ({known}) "
                "do not open it. Put that key back, or restore the secrets folder of DATA_DIR from the backup."
            ) from None
