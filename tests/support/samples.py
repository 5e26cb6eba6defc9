"""Test material made by others, read from where it lies; tests are skipped where it does not."""

import json
import re
from pathlib import Path

import pytest

_FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
_PAYLOAD = re.compile(r'"payload"\s*:\s*("(?:[^"\\\n]|\\.)*")')


def sample(name: str) -> Path:
    """The place of a sample; skips the test when the samples are not on this machine."""
    path = _FIXTURES / name
    if not path.exists():
        pytest.skip(f"the sample {name} is not on this machine")
    return path


def naughty_strings() -> list[str]:
    """Strings that break software."""
    return json.loads(sample("naughty-strings.json").read_text("utf-8"))


def xss_payloads() -> list[str]:
    """HTML that tries to run a script."""
    source = sample("xss-dompurify.mjs").read_text("utf-8")
    return [json.loads(match[1]) for match in _PAYLOAD.finditer(source)]
