"""Making the environment says plainly what is missing."""

import ast
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from coaching_app.launcher import environment

SOURCE = Path(environment.__file__)


def failing(stderr: str):
    return lambda *_: SimpleNamespace(returncode=1, stdout="", stderr=stderr)


def test_it_imports_nothing_that_is_not_part_of_python():
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(ast.parse(SOURCE.read_text()))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imported <= set(sys.stdlib_module_names)


def test_an_old_python_gets_a_sentence(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9))
    with pytest.raises(environment.SetupError, match=r"3\.11 or newer is needed; this is 3\.9"):
        environment.ensure("run")


def test_a_python_without_venv_gets_a_sentence(monkeypatch):
    monkeypatch.setattr(environment, "call", failing("No module named ensurepip"))
    with pytest.raises(environment.SetupError, match="apt install python3-venv"):
        environment.create()


def test_a_missing_network_gets_a_sentence(monkeypatch):
    monkeypatch.setattr(environment, "call", failing("timed out"))
    with pytest.raises(environment.SetupError, match="is there a network"):
        environment.install("run")


def test_what_is_installed_is_left_alone(monkeypatch):
    monkeypatch.setattr(environment, "installed", lambda: environment.digest("dev"))
    monkeypatch.setattr(environment, "install", lambda _: pytest.fail("installed again"))
    environment.ensure("run")
    environment.ensure("dev")


def test_a_developer_environment_stays_one(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(environment, "installed", lambda: "dev of-older-pins")
    monkeypatch.setattr(environment, "install", asked.append)
    monkeypatch.setattr(environment, "MARKER", tmp_path / "marker")
    environment.ensure("run")
    assert asked == ["dev"]


def test_it_runs_as_a_script():
    done = subprocess.run([sys.executable, SOURCE, "--help"], capture_output=True, text=True, check=True)
    assert "--dev" in done.stdout
