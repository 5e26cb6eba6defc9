"""The house rules that a tool can hold; each failure says what to do."""

import ast
import re
import subprocess
import sys
import tempfile
import tokenize
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "coaching_app"
LONGEST_FUNCTION = 40
LONGEST_FILE = 400
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
FEATURE_NAMES = {
    "page", "widgets", "components", "state", "api", "jobs", "tools", "service", "queries", "schemas", "__init__",
}  # fmt: skip
IGNORE = re.compile(
    r"#\s*(noqa|type:\s*ignore|pyright:\s*(?:ignore|basic|standard|strict)|fmt:\s*(?:off|skip))",
    re.IGNORECASE,
)
CODES = re.compile(r"^(?:\s*:\s*[A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*|\s*\[[^\]]*\]|\s*,)*[\s:,.-]*")


@lru_cache(maxsize=1)
def tracked() -> tuple[Path, ...]:
    """Every file git knows, and every new one it would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return tuple(path for name in listed.splitlines() if (path := ROOT / name).is_file())


def sources(*folders: str) -> list[Path]:
    """The Python files below some folders of the project."""
    wanted = tuple(ROOT / folder for folder in folders)
    return [
        path for path in tracked() if path.suffix == ".py" and any(path.is_relative_to(top) for top in wanted)
    ]


def shown(path: Path, line: int = 1) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def none_of(found: list[str], advice: str) -> None:
    assert not found, advice + "\n" + "\n".join(found)


def test_every_module_says_what_it_is_responsible_for():
    found = []
    for path in sources("coaching_app", "benchmarks", "tests/support"):
        docstring = ast.get_docstring(ast.parse(path.read_text()))
        if not docstring or len(docstring.strip().splitlines()[0]) < 15:
            found.append(shown(path))
    none_of(found, "Open each module with one sentence on what it is responsible for.")


def test_functions_are_short():
    found = []
    for path in sources("coaching_app", "benchmarks"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    found.append(f"{shown(path, node.lineno)} {node.name} has {length} lines")
    none_of(found, f"A function over {LONGEST_FUNCTION} lines does several things: name them.")


def test_files_are_short():
    found = [
        f"{shown(path)} has {count} lines"
        for path in sources("coaching_app", "benchmarks", "tests")
        if (count := len(path.read_text().splitlines())) > LONGEST_FILE
    ]
    none_of(found, f"A file over {LONGEST_FILE} lines has several responsibilities: make it a package.")


def test_names_say_something():
    found = [
        shown(path)
        for path in sources("coaching_app", "benchmarks", "tests")
        if NO_NAMES & set(path.with_suffix("").parts[len(ROOT.parts) :])
    ]
    none_of(found, "utils, helpers, common, manager and base say nothing: name what the module does.")


def test_features_hold_only_the_known_parts():
    features = PACKAGE / "features"
    found = []
    for path in sources("coaching_app/features"):
        parts = path.relative_to(features).with_suffix("").parts
        if len(parts) > 1 and parts[1] not in FEATURE_NAMES:
            found.append(shown(path))
    none_of(found, f"Inside a feature only {', '.join(sorted(FEATURE_NAMES))}; any of them may be a package.")


def test_imports_are_absolute():
    found = [
        shown(path, node.lineno)
        for path in sources("coaching_app", "benchmarks")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    none_of(found, "Imports are absolute.")


def test_state_files_keep_their_annotations():
    found = [
        shown(path)
        for path in sources("coaching_app")
        if "rx.State" in (text := path.read_text()) and "from __future__ import annotations" in text
    ]
    none_of(
        found, "Reflex reads the annotations of a State when the class is made: no lazy annotations there."
    )


def unexplained(path: Path) -> list[str]:
    """The comments of a file that silence a tool without saying why."""
    found = []
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type != tokenize.COMMENT or not (mark := IGNORE.search(token.string)):
                continue
            if mark.group(1).startswith("fmt"):
                continue
            reason = CODES.sub("", token.string[mark.end() :], count=1)
            if len(reason.strip()) < 4:
                found.append(f"{shown(path, token.start[0])} {token.string}")
    return found


def test_every_ignore_has_its_reason_beside_it():
    found = [
        one for path in sources("coaching_app", "benchmarks", "tests", "alembic") for one in unexplained(path)
    ]
    none_of([*found, *unexplained(ROOT / "rxconfig.py")], "Say after each ignore why it is right here.")


def test_configured_ignores_have_reasons():
    block = (
        (ROOT / "pyproject.toml").read_text().split("[tool.ruff.lint]")[1].split("[tool.ruff.lint.isort]")[0]
    )
    ignores = block.split("ignore = [", 1)[1]
    found = [
        line for line in ignores.splitlines() if re.match(r'\s+"[A-Z]+[0-9]*",', line) and "#" not in line
    ]
    none_of(found, "Say beside each configured ignore why it holds for the whole project.")


def test_import_contracts_hold():
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


def test_nothing_tracked_names_a_place_of_this_machine():
    # A checkout in a folder that anybody may have, such as /app or /tmp, tells nothing.
    common = {Path("/"), Path("/app"), Path(tempfile.gettempdir())}
    here = {f"{place}/" for place in {ROOT, Path.home()} - common}
    found = []
    for path in tracked():
        if path.suffix in {".png", ".ico", ".woff2", ".zip", ".mo", ".gz"}:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if any(place in line for place in here):
                found.append(f"{shown(path, number)} {line.strip()[:100]}")
    none_of(found, "The machine's own configuration says where folders are.")


def test_the_npm_lock_names_no_address():
    lock = (ROOT / "reflex.lock" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 100


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements-bootstrap.lock"]
)
def test_python_pins_have_hashes_and_no_address(name: str):
    text = (ROOT / name).read_text()
    pins = re.findall(r"^[a-z0-9][^\n]*?(?= \\$|$)", text, re.MULTILINE)
    assert all("==" in pin for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text.replace("git+https://", "")


def test_generated_files_are_current():
    from coaching_app.cli.generate import GENERATED

    found = [
        name
        for name, render in GENERATED.items()
        if not (ROOT / name).is_file() or (ROOT / name).read_text() != render()
    ]
    none_of(found, "Made from the code: run `make generate`.")
