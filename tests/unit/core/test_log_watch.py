"""The watch over the suite's logs finds what it looks for, and a run with a leak fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coaching_app.core.ids import new_id, new_secret
from tests.support.live_server import LiveServer
from tests.support.log_watch import leaks

ROOT = Path(__file__).parents[3]
LEAKY = """
import logging, sys, structlog

def test_by_the_library(): logging.getLogger("x").warning("somebody wrote CANARY-1")
def test_by_our_logger(): structlog.get_logger().warning("said", words="CANARY-2")
def test_on_standard_error(): print('{"event": "said", "words": "CANARY-3"}', file=sys.stderr)
def test_what_a_test_prints_is_no_log(): print("CANARY-4")
def test_quiet(): logging.getLogger("x").warning("nothing")
"""


@pytest.mark.parametrize(
    "line",
    [
        '{"event": "note_saved", "title": "CANARY-in-a-note"}',
        "password=Correct-horse-7-battery",
        "key test-secret-of-at-least-32-characters",
        "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0123.c2ln",
        "made coaching_service_" + "a1B2" * 10,
        "cookie: __Host-login=" + "a1B2" * 10,
        "link /reset#" + "aB3-" * 10 + "xY1",
    ],
)
def test_it_finds(line: str) -> None:
    assert leaks(f"before\n{line}\nafter")


def test_it_finds_every_secret_of_ours() -> None:
    # By chance one in ten thousand has no digit.
    assert sum(bool(leaks(f'{{"event": "x", "y": "{new_secret()}"}}')) for _each in range(200)) >= 198


def test_it_finds_nothing_in_what_may_be_logged() -> None:
    lines = [
        "0123456789abcdef" * 4,
        new_id(),
        "a" * 43,
        '{"event": "login_ended", "login": "01m7"}',
        "/a/b-c_d",
    ]
    assert leaks("\n".join(lines)) == ()


def test_a_server_whose_log_holds_one_fails(tmp_path: Path) -> None:
    server = LiveServer(tmp_path)
    (tmp_path / "server.log").write_text('{"event": "said", "words": "CANARY"}\n')
    server.process = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    with pytest.raises(pytest.fail.Exception, match="a canary"):
        server.end()


def test_a_run_with_a_leak_fails(tmp_path: Path) -> None:
    (tmp_path / "test_leaky.py").write_text(LEAKY)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.support.log_watch", "-p", "no:cacheprovider", "-n", "0",
         "-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "3 error" in done.stdout or "3 failed" in done.stdout, done.stdout[-2000:]
    assert "CANARY-1" not in done.stdout.partition("passed, but")[2].partition("\n")[0]
