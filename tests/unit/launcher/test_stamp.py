"""The stamp tells whether the build still belongs to the sources."""

from pathlib import Path

import pytest

from coaching_app.launcher import stamp


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("REFLEX_WEB_WORKDIR", raising=False)
    for name in (
        "coaching_app/page.py",
        "assets/logo.svg",
        "rxconfig.py",
        "requirements.lock",
        ".npmrc",
        "reflex.lock/package-lock.json",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    stamp.client_dir(tmp_path).mkdir(parents=True)
    (stamp.client_dir(tmp_path) / "index.html").write_text("built")
    stamp.stamp_file(tmp_path).write_text(stamp.current(tmp_path))
    return tmp_path


def test_a_build_is_fresh_until_a_source_changes(root):
    assert stamp.is_fresh(root)
    (root / "coaching_app/page.py").write_text("changed")
    assert not stamp.is_fresh(root)
    assert stamp.same_installs(root)


@pytest.mark.parametrize(
    "name", ["rxconfig.py", "requirements.lock", ".npmrc", "reflex.lock/package-lock.json"]
)
def test_what_npm_installs_is_redone_when_its_inputs_change(root, name):
    (root / name).write_text("changed")
    assert not stamp.is_fresh(root)
    assert not stamp.same_installs(root)


def test_a_new_file_and_a_moved_file_count(root):
    (root / "coaching_app/new.py").write_text("")
    assert not stamp.is_fresh(root)
    (root / "coaching_app/new.py").unlink()
    assert stamp.is_fresh(root)
    (root / "assets/logo.svg").rename(root / "assets/mark.svg")
    assert not stamp.is_fresh(root)


def test_what_running_leaves_behind_does_not_count(root):
    for name in ("coaching_app/__pycache__/page.pyc", "assets/external/part.js"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text("made")
    assert stamp.is_fresh(root)


def test_a_missing_build_is_not_fresh(root):
    (stamp.client_dir(root) / "index.html").unlink()
    assert not stamp.is_fresh(root)
