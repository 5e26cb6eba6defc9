"""The console command finds its subcommands and says known problems plainly."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from coaching_app.cli.main import root
from tests.support.patience import PATIENCE


def test_every_command_has_help():
    listed = root.list_commands(None)
    assert {"serve", "migrate", "doctor", "build", "dev", "generate"} <= set(listed)
    for name in listed:
        shown = CliRunner().invoke(root, [name, "--help"])
        assert shown.exit_code == 0, shown.output


def test_an_unknown_command_is_refused():
    assert CliRunner().invoke(root, ["nothing"]).exit_code == 2


@pytest.mark.parametrize("setting", ["JWT_SECRET=short", "PORT=99999", "DATABASE_URL=mysql://x"])
def test_a_bad_setting_stops_the_start_with_a_sentence_that_names_it(setting, monkeypatch):
    name, _, value = setting.partition("=")
    monkeypatch.setenv(name, value)
    done = subprocess.run(
        [sys.executable, "-m", "coaching_app", "serve"],
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}: ")
    assert "Traceback" not in done.stderr
    assert value not in done.stderr or name == "PORT"
