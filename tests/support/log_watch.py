"""Reads everything the suite logs, in this process and in every server it starts, and fails what let a secret into it.

A test that passes and whose log holds a canary, a password, a key, a token or a cookie fails all the same.
"""

import re
from collections.abc import Iterator

import pytest

# What the tests write as somebody's private words, passwords and keys, and what the product's own secrets look like.
SECRETS = {
    "a canary": re.compile(r"CANARY"),
    "a password": re.compile(r"Correct-horse-\d"),
    "a key of this run": re.compile(r"test-secret-of-at-least|QUFBQUFBQUFB"),
    "an access token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\."),
    "an agent's token": re.compile(r"coaching_service_[\w-]{20}"),
    "a login cookie": re.compile(r"(__Host-)?(login|step-\w+)=[\w-]{20}"),
    # 256 random bits as our secrets are written; digests are hexadecimal and ids are shorter.
    "a secret": re.compile(
        r"(?<![\w-])(?=[\w-]{43}(?![\w-]))(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{43}"
    ),
}


def leaks(text: str) -> tuple[str, ...]:
    """What kinds of secret a log holds, each with the beginning of its line; never the secret itself."""
    found: list[str] = []
    for kind, pattern in SECRETS.items():
        if (match := pattern.search(text)) is not None:
            start = text.rfind("\n", 0, match.start()) + 1
            found.append(f"{kind} after {text[max(start, match.start() - 80) : match.start()]!r}")
    return tuple(found)


def require_clean(text: str, where: str) -> None:
    """Fail where a log holds a secret."""
    if found := leaks(text):
        pytest.fail(f"The log of {where} holds {'; '.join(found)}", pytrace=False)


def _logged(report: pytest.TestReport) -> str:
    """What was logged, apart from what a test printed: lines of JSON, and those that pytest caught itself."""
    caught = "".join(text for name, text in report.sections if "log" in name)
    written = (text for name, text in report.sections if "stderr" in name or "stdout" in name)
    lines = (line for text in written for line in text.splitlines() if _is_log_line(line))
    return "\n".join((caught, *lines))


def _is_log_line(line: str) -> bool:
    return '"event":' in line or re.search(r"\[(debug|info|warning|error|critical) *\]", line) is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """At the end of each test, after all its sections are there."""
    report: pytest.TestReport = yield  # type: ignore[assignment,misc]  # pluggy sends the result
    if call.when == "teardown" and report.passed and (found := leaks(_logged(report))):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} passed, but its log holds {'; '.join(found)}"
    return report  # type: ignore[return-value]  # a wrapper returns the result
