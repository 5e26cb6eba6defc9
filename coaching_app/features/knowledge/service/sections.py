"""Cuts out of a note the part that a link with a heading or a block name means."""

from coaching_app.domain.vault.note import parse_note
from coaching_app.domain.vault.outline import slugify


def section_of(text: str, *, heading: str | None, block: str | None) -> str | None:
    """The whole text, or the part under a heading or around a block name; None when there is no such part."""
    if not heading and not block:
        return text
    lines = text.splitlines(keepends=True)
    parsed = parse_note(text, "")
    if heading:
        wanted = slugify(heading)
        for index, found in enumerate(parsed.headings):
            if slugify(found.text) == wanted:
                later = (other.line for other in parsed.headings[index + 1 :] if other.level <= found.level)
                return "".join(lines[found.line - 1 : next(later, len(lines) + 1) - 1])
        return None
    for named in parsed.blocks:
        if named.id.casefold() == (block or "").casefold():
            return "".join(_paragraph(lines, named.line - 1))
    return None


def _paragraph(lines: list[str], at: int) -> list[str]:
    """The lines around one, up to the blank ones; a name on a line of its own means what stands above it."""
    first = at
    if lines[at].lstrip().startswith("^"):
        while first > 0 and not lines[first - 1].strip():
            first -= 1
    while first > 0 and lines[first - 1].strip():
        first -= 1
    return lines[first : at + 1]
