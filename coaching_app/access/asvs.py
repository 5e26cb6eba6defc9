"""Renders what is proved of the security requirements of OWASP ASVS 5.0 level 2, from a table kept by hand."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "docs" / "security" / "asvs.tsv"
STATES = ("passed", "not applicable", "open")
_CHAPTERS = {
    "V1": "Encoding and sanitization", "V2": "Validation and business logic", "V3": "Web frontend security",
    "V4": "API and web service", "V5": "File handling", "V6": "Authentication", "V7": "Session management",
    "V8": "Authorization", "V9": "Self-contained tokens", "V10": "OAuth and OIDC", "V11": "Cryptography",
    "V12": "Secure communication", "V13": "Configuration", "V14": "Data protection",
    "V15": "Secure coding and architecture", "V16": "Security logging and error handling",
}  # fmt: skip
_OPENING = """# OWASP ASVS 5.0, level 2

Made from `asvs.tsv` by `make generate`. Each of the 246 requirements of levels 1 and 2 is passed, with the tests
that prove it, or does not apply, with the reason, or is open, with what is missing. The wording of a requirement
stands at OWASP under its number. What is marked as written down stands in [rules and limits](rules.md). A test
checks that every test named here exists.
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A row: `tests` prove it, `words` say the reason or what is missing."""

    id: str
    level: str
    section: str
    state: str
    tests: tuple[str, ...]
    words: str

    @property
    def chapter(self) -> str:
        """The chapter's number."""
        return self.id.partition(".")[0]


def requirements() -> tuple[Requirement, ...]:
    """Every row of the table."""
    return tuple(_read(line) for line in SOURCE.read_text().splitlines() if line)


def _read(line: str) -> Requirement:
    number, level, section, state, evidence = line.split("\t")
    if state != "passed":
        return Requirement(number, level, section, state, (), evidence)
    tests, _bar, words = evidence.partition(" | ")
    return Requirement(number, level, section, state, tuple(tests.split()), words)


def _shown(test: str) -> str:
    file, _colons, name = test.partition("::")
    return f"`{file.removeprefix('tests/')}::{name}`"


def _row(row: Requirement) -> str:
    parts = [*(_shown(test) for test in row.tests), *((row.words,) if row.words else ())]
    return f"| {row.id} | {row.level} | {row.section} | {row.state} | {', '.join(parts)} |"


def render() -> str:
    """The page of the documentation."""
    rows = requirements()
    counts = Counter(row.state for row in rows)
    told = ", ".join(f"{counts[state]} {state}" for state in STATES)
    parts = [_OPENING, f"{told}.", "", "## What is open", ""]
    parts += [f"- **{row.id}**, {row.section}: {row.words}." for row in rows if row.state == "open"]
    for chapter, title in _CHAPTERS.items():
        parts += [
            "",
            f"## {chapter} {title}",
            "",
            "| | level | section | | proof or reason |",
            "|---|---|---|---|---|",
        ]
        parts += [_row(row) for row in rows if row.chapter == chapter]
    return "\n".join(parts) + "\n"
