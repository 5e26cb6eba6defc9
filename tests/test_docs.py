"""The documents hold together: links lead somewhere, lists are whole, words stay plain."""

import re
from pathlib import Path

import pytest

from coaching_app.cli.main import root

ROOT = Path(__file__).parents[1]
TOP = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
PAGES = [ROOT / name for name in TOP] + sorted((ROOT / "docs").rglob("*.md"))
LARGEST_PICTURE = 250_000
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """The text without code, where brackets are not links."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", path.read_text()))


def anchors(path: Path) -> set[str]:
    """The names headings have in links."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_to_files_and_headings_that_exist(page):
    wrong = []
    for found in LINK.finditer(prose(page)):
        link = found[1] or found[2]
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        target, _, anchor = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            wrong.append(link)
    assert not wrong, f"{named(page)} links to {wrong}"


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text()
    missing = [name for name in root.list_commands(None) if f"| `{name}` |" not in readme]
    assert not missing, "Add a row to the table of commands in README.md."


def test_the_index_lists_every_document():
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link).resolve() for link, _ in LINK.findall(index.read_text())}
    missing = [named(page) for page in PAGES if page.is_relative_to(index.parent) and page != index]
    missing = [name for name in missing if ROOT / name not in linked]
    assert not missing, f"Add to docs/README.md: {missing}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_the_tone_is_calm(page):
    text = re.sub(r"!(?=\[)", "", prose(page))
    assert "!" not in text, f"{named(page)} raises its voice."


def test_settings_that_documents_name_exist():
    from coaching_app.core.settings import Settings

    known = {name.upper() for name in Settings.model_fields}
    named_in = re.compile(r"`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`")
    # Files, registries of the code, and variables of tools.
    others = {"API", "PAGES", "JOBS", "SCHEDULES", "TOOLS"}
    for name in ("README.md", "SECURITY.md", "docs/self-hosting.md", "docs/api.md"):
        text = FENCE.sub("", (ROOT / name).read_text())
        unknown = {found for found in named_in.findall(text) if found not in known | others}
        assert not unknown, f"{name} names settings that do not exist: {unknown}"


def test_pictures_are_small():
    pictures = [path for path in (ROOT / "docs").rglob("*") if path.suffix in {".png", ".webp", ".jpg"}]
    assert pictures
    large = [named(path) for path in pictures if path.stat().st_size > LARGEST_PICTURE]
    assert not large, "Make them smaller than 250 kB."
