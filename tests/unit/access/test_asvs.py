"""The page on OWASP ASVS tells the truth: its tests exist, its documents say it, and little is open."""

import ast
import logging
import random
import re
from functools import lru_cache
from pathlib import Path

import pytest

from coaching_app.access import asvs
from coaching_app.core.ids import new_secret
from coaching_app.features.account.service import authenticators, mail_codes
from tests.support.people import Cast
from tests.support.rest import Rest

ROOT = Path(__file__).parents[3]
ROWS = asvs.requirements()
MOST_OPEN = 15


@lru_cache(maxsize=200)
def named_in(file: str) -> frozenset[str]:
    """The tests a file holds at its top, as pytest collects them."""
    path = ROOT / file
    if not path.is_file() or not path.name.startswith("test_"):
        return frozenset()
    functions = [
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


def test_every_requirement_has_one_row() -> None:
    assert len(ROWS) == len({row.id for row in ROWS}) == 246
    assert {row.level for row in ROWS} == {"L1", "L2"}
    assert {row.state for row in ROWS} <= set(asvs.STATES)


def test_every_proof_is_a_test_that_is_there() -> None:
    wrong = []
    for row in ROWS:
        if row.state == "passed" and not row.tests:
            wrong.append((row.id, "no test"))
        wrong += [
            (row.id, test)
            for test in row.tests
            if test.partition("::")[2] not in named_in(test.partition("::")[0])
        ]
    assert wrong == []


def test_whatever_is_not_proved_says_why() -> None:
    assert [row.id for row in ROWS if row.state != "passed" and len(row.words) < 5] == []


def test_little_is_open_and_nothing_in_sessions_access_and_data() -> None:
    opened = {row.id for row in ROWS if row.state == "open"}
    assert len(opened) <= MOST_OPEN
    guarded = {"V6", "V7", "V8", "V9", "V10", "V14"}
    assert {number for number in opened if number.partition(".")[0] in guarded} == set()


def test_what_the_documents_must_say_is_in_them() -> None:
    text = (ROOT / "docs" / "security" / "rules.md").read_text()
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    written = {heading.lower().replace(" ", "-"): len(body.split()) for heading, body in sections.items()}
    named = {found for row in ROWS for found in re.findall(r"rules\.md#([\w-]+)", row.words)}
    assert len(named) >= 10
    assert {name for name in named if written.get(name, 0) < 40} == set()


# --- what holds for every source file ---------------------------------------------------------------

_FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
_FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "xml", "lxml", "subprocess32", "ldap", "memcache"}
_FORBIDDEN_WORDS = {
    "shell": True, "verify": False, "follow_redirects": True, "validate_certs": False, "check_hostname": False,
}  # fmt: skip
_WEAK = {"md5", "sha1", "MODE_ECB"}


def _said_wrong(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in _FORBIDDEN_CALLS:
                found.append(node.func.id)
            found += [
                str(word.arg)
                for word in node.keywords
                if word.arg in _FORBIDDEN_WORDS
                and isinstance(word.value, ast.Constant)
                and word.value.value is _FORBIDDEN_WORDS[word.arg]
            ]
        elif isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.split(".")[0] in _FORBIDDEN_MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _FORBIDDEN_MODULES:
            found.append(str(node.module))
        elif isinstance(node, ast.Attribute) and node.attr in {*_WEAK, "unsafe_load", "full_load"}:
            found.append(node.attr)
    return found


def test_no_source_runs_text_or_reads_dangerous_formats() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in (ROOT / "coaching_app").rglob("*.py")
        if (found := _said_wrong(ast.parse(path.read_text())))
    }
    assert wrong == {}
    assert _said_wrong(ast.parse("import pickle; eval('1'); hashlib.md5(); f(verify=False)"))


def test_recovery_codes_cannot_be_searched_for() -> None:
    letters = 4 * authenticators._GROUPS
    assert len(set(authenticators._ALPHABET)) ** letters >= 2**112
    codes = {authenticators._new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code.replace("-", "")) == letters for code in codes)


def test_codes_and_secrets_do_not_come_from_the_generator_that_can_be_foreseen() -> None:
    """Of recovery codes, mailed codes, seeds of apps, tokens: begun from the same seed they still differ."""
    makers = (authenticators._new_code, authenticators.random_base32, mail_codes.new_code, new_secret)
    made = []
    for _time in range(2):
        random.seed(1)
        made.append([tuple(make() for _ in range(20)) for make in makers])
    assert all(first != second for first, second in zip(*made, strict=True))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_refusals_are_logged(rest: Rest, cast: Cast, caplog) -> None:
    with caplog.at_level(logging.WARNING):
        assert (await rest.client.get("/api/v1/tasks")).status_code == 401
        headers = await rest.bearer(cast.mentee)
        assert (await rest.client.get("/api/v1/audit", headers=headers)).status_code == 403
    written = caplog.text
    assert written.count("request_refused") == 2
    assert headers["Authorization"].split()[1] not in written
