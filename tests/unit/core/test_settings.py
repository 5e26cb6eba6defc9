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
