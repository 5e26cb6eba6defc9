"""Building: which registry, which tools, what a failure says."""

from pathlib import Path

import pytest

import rxconfig
from coaching_app.launcher import build, stamp


def test_a_registry_the_person_chose_is_kept(monkeypatch):
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "https://mirror.example")
    assert build.tools_environment()["NPM_CONFIG_REGISTRY"] == "https://mirror.example"


def test_reflex_is_told_to_use_npm_and_to_ask_nobody(monkeypatch):
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "https://mirror.example")
    environment = build.tools_environment()
    assert environment["REFLEX_USE_NPM"] == "1"
    assert environment["REFLEX_TELEMETRY_ENABLED"] == "false"
    assert environment["REFLEX_CHECK_LATEST_VERSION"] == "false"


def test_missing_npm_gets_a_sentence(tmp_path):
    with pytest.raises(build.BuildError, match="npm is missing"):
        build.configured_registry({"PATH": str(tmp_path)})


def built(root: Path, status: int = 0):
    """A stand-in for the export that leaves a page and a log."""

    def export(folder: Path, log: Path) -> int:
        log.write_text("vite says what is wrong")
        if not status:
            stamp.client_dir(folder).mkdir(parents=True, exist_ok=True)
            (stamp.client_dir(folder) / "index.html").write_text("page")
        return status

    return export


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.delenv("REFLEX_WEB_WORKDIR", raising=False)
    (tmp_path / "rxconfig.py").write_text("one")
    monkeypatch.setattr(build, "run_export", built(tmp_path))
    return tmp_path


def test_a_build_is_made_once(root, monkeypatch, capsys):
    build.ensure_built(root)
    assert stamp.is_fresh(root)
    assert "done in" in capsys.readouterr().out
    monkeypatch.setattr(build, "run_export", lambda *_: pytest.fail("built again"))
    build.ensure_built(root)


def test_installed_packages_are_dropped_when_the_pins_change(root):
    build.ensure_built(root)
    old = stamp.web_dir(root) / "node_modules"
    old.mkdir()
    (root / "rxconfig.py").write_text("two")
    build.ensure_built(root)
    assert not old.exists()


def test_a_failed_build_shows_what_the_builder_said(root, monkeypatch):
    monkeypatch.setattr(build, "run_export", built(root, status=1))
    with pytest.raises(build.BuildError, match="vite says what is wrong"):
        build.ensure_built(root)
    assert not stamp.is_fresh(root)


def test_the_build_holds_no_host_and_no_port():
    baked = 'var e={PING:`http://localhost:8000/ping`,EVENT:`ws://localhost:8000/_event`,UPLOAD:"https://x.example/_upload"}'
    freed = rxconfig.same_origin(baked)
    assert "localhost" not in freed
    assert "x.example" not in freed
    assert "`${location.origin}/ping`" in freed
    assert "`${location.origin.replace(/^http/,'ws')}/_event`" in freed


def test_a_build_without_the_address_file_fails_loudly(tmp_path):
    (tmp_path / "assets").mkdir()
    with pytest.raises(RuntimeError, match="reflex-env"):
        rxconfig.SameOriginEnv().post_build(static_dir=tmp_path)
