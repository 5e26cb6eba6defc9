"""A data folder of its own, vaults made on the spot, and imports run to their end."""

import io
import zipfile
from pathlib import Path

import pytest

from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.features.knowledge import service

KEPANO = Path("../shared/fixtures/vault-kepano.zip").resolve()


@pytest.fixture(autouse=True)
def _own_folder(set_settings, tmp_path):
    set_settings(DATA_DIR=str(tmp_path / "data"))


def packed(files: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return buffer.getvalue()


class Vaults:
    """Vaults on the disk, brought in for somebody."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0

    def write(self, files: dict[str, bytes | str]) -> Path:
        self.made += 1
        path = self.folder / f"vault{self.made}.zip"
        path.write_bytes(packed(files))
        return path

    async def start(self, actor, name="vault"):
        async with unit_of_work(actor.tenant_id) as db:
            return (await service.start_import(db, actor, name=name, enqueued=False)).id

    async def run(self, actor, import_id, path):
        return [event async for event in service.run_import(actor.tenant_id, import_id, path=path)]

    async def bring_in(self, actor, vault, name="vault"):
        path = vault if isinstance(vault, Path) else self.write(vault)
        return await self.run(actor, await self.start(actor, name), path)


@pytest.fixture
def vaults(tmp_path) -> Vaults:
    return Vaults(tmp_path)
