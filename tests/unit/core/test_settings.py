"""A bad setting stops the start with a sentence that names it; secrets nobody gave are made once."""

import base64
import stat

import pytest

from coaching_app.core import secret_files
from coaching_app.core.settings import Settings, SettingsError, read_settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JWT_SECRET", "too short"),
        ("DATA_KEYS", "k1:not-base64!"),
        ("DATA_KEYS", "k1:" + base64.b64encode(b"short").decode()),
        ("DATA_KEYS", "nothing"),
        ("PORT", "70000"),
        ("PORT", "eighty"),
        ("PUBLIC_URL", "coach.example.org"),
        ("PUBLIC_URL", "javascript:alert(1)"),
        ("DATABASE_URL", "mysql://localhost/coach"),
        ("LOG_LEVEL", "LOUD"),
        ("TRUSTED_PROXY_HOPS", "-1"),
        ("RATE_LIMIT_PER_MINUTE", "0"),
    ],
)
def test_a_bad_setting_is_named_and_its_value_is_not(monkeypatch, name, value) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert str(refused.value).startswith(f"{name}: ")
    if name in {"JWT_SECRET", "DATA_KEYS"}:
        assert value not in str(refused.value)


def test_several_bad_settings_are_told_at_once(monkeypatch) -> None:
    monkeypatch.setenv("PORT", "0")
    monkeypatch.setenv("JWT_SECRET", "short")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert {line.split(":")[0] for line in str(refused.value).splitlines()} == {"PORT", "JWT_SECRET"}


def test_a_secret_nobody_gave_is_made_once_for_the_owner_only(tmp_path) -> None:
    settings = Settings(data_dir=tmp_path / "data", jwt_secret="")
    first = secret_files.signing_secret(settings)
    assert len(first) >= 32
    assert secret_files.signing_secret(settings) == first
    path = tmp_path / "data/secrets/jwt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.glob(".*")) == []


def test_a_damaged_key_file_stops_the_start(tmp_path, monkeypatch, set_settings) -> None:
    set_settings(DATA_DIR=str(tmp_path), DATA_KEYS="")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/data_keys").write_text("k1:AAAA")
    secret_files.get_keyring.cache_clear()
    with pytest.raises(SettingsError, match="data_keys"):
        secret_files.get_keyring()
    secret_files.get_keyring.cache_clear()


@pytest.mark.parametrize(
    "place",
    [
        "db.example.org/name",
        "db.example.org:5433/name?sslmode=prefer",
        "10.0.0.3/name?sslmode=allow",
        "127.0.0.1.example.org/name",
        "/name?host=localhost,db.example.org",
        "[2001:db8::1]/name",
    ],
)
def test_a_database_on_another_machine_says_how_it_is_encrypted(monkeypatch, place):
    monkeypatch.setenv("DATABASE_URL", f"postgresql+psycopg://me:secret@{place}")
    with pytest.raises(
        SettingsError, match=r"DATABASE_URL: names another machine: end it in \?sslmode=verify-full"
    ):
        read_settings()


@pytest.mark.parametrize(
    "place",
    [
        "db.example.org/name?sslmode=verify-full&sslrootcert=system",
        "db.example.org/name?sslmode=require",
        "db/name?sslmode=disable",
        "localhost/name",
        "127.0.0.1:5433/name",
        "[::1]/name",
        "/name?host=/var/run/postgresql",
        "/name",
    ],
)
def test_an_encrypted_database_or_one_of_this_machine_is_fine(monkeypatch, place):
    monkeypatch.setenv("DATABASE_URL", f"postgresql+psycopg://me:secret@{place}")
    assert read_settings().database_url.endswith(place)
