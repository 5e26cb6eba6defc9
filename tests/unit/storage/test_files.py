"""Private files: stored once, whole or not at all, and found by nobody else."""

import hashlib
import os

import pytest

from coaching_app.core.errors import NotFound, TooLarge
from coaching_app.core.ids import new_id
from coaching_app.core.settings import get_settings
from coaching_app.storage import files, staging


@pytest.fixture(autouse=True)
def _own_folder(set_settings, tmp_path):
    set_settings(DATA_DIR=str(tmp_path))
    (tmp_path).mkdir(exist_ok=True)


async def _pieces(*pieces: bytes):
    for piece in pieces:
        yield piece


async def _content(tenant: str, digest: str) -> bytes:
    return b"".join([chunk async for chunk in files.stream(tenant, digest)])


async def test_content_comes_back_and_is_stored_once():
    tenant = new_id()
    stored = files.put_chunks(tenant, [b"ab", b"c" * 300_000])
    again = files.put_chunks(tenant, [b"ab" + b"c" * 300_000])
    assert stored == again
    assert stored.sha256 == hashlib.sha256(b"ab" + b"c" * 300_000).hexdigest()
    assert await files.exists(tenant, stored.sha256)
    assert await _content(tenant, stored.sha256) == b"ab" + b"c" * 300_000
    names = [p for p in (get_settings().files_dir / tenant).rglob("*") if p.is_file()]
    assert len(names) == 1
    assert names[0].stat().st_mode & 0o077 == 0
    await files.delete(tenant, stored.sha256)
    await files.delete(tenant, stored.sha256)
    assert not await files.exists(tenant, stored.sha256)


async def test_another_tenant_does_not_have_it():
    stored = files.put_chunks(new_id(), [b"secret"])
    assert not await files.exists(new_id(), stored.sha256)
    with pytest.raises(NotFound):
        await _content(new_id(), stored.sha256)


@pytest.mark.parametrize("name", ["", "../" * 3 + "x", "a" * 63, "A" * 64, "a" * 64 + "/", "a" * 65])
async def test_a_name_that_is_no_hash_is_never_looked_up(name):
    with pytest.raises(NotFound):
        await files.exists(new_id(), name)
    with pytest.raises(NotFound):
        await files.exists("../etc", "a" * 64)


def test_a_source_that_fails_leaves_nothing():
    def broken():
        yield b"half"
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        files.put_chunks(new_id(), broken())
    assert not any(path.is_file() for path in get_settings().files_dir.rglob("*"))


def test_old_files_are_listed_and_touched_ones_are_spared():
    tenant = new_id()
    stored = files.put_chunks(tenant, [b"x"])
    path = next(p for p in (get_settings().files_dir / tenant).rglob("*") if p.is_file())
    os.utime(path, (1000, 1000))
    assert list(files.list_older(tenant, 60, 5000.0)) == [stored.sha256]
    files.put_chunks(tenant, [b"x"])
    assert list(files.list_older(tenant, 60, 5000.0)) == []


async def test_an_upload_is_staged_with_its_hash_and_goes_away():
    staged = await staging.stage(_pieces(b"a" * 2_000_000, b"b"), limit=3_000_000)
    path = staging.staged_path(staged.name)
    assert path.stat().st_size == staged.size == 2_000_001
    assert hashlib.sha256(path.read_bytes()).hexdigest() == staged.sha256
    await staging.unstage(staged.name)
    with pytest.raises(NotFound):
        staging.staged_path(staged.name)
    with pytest.raises(NotFound):
        staging.staged_path("../coaching.db")


@pytest.mark.parametrize("announced", [0, 11])
async def test_an_upload_past_the_limit_is_refused_and_leaves_nothing(announced):
    with pytest.raises(TooLarge):
        await staging.stage(_pieces(b"a" * 6, b"a" * 5), limit=10, expected=announced)
    assert not any(path.is_file() for path in get_settings().files_dir.rglob("*"))
