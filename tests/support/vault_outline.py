"""The headings and named blocks of a note, found as the viewer finds them."""

from coaching_app.domain.vault.frontmatter import read_frontmatter
from coaching_app.domain.vault.outline import BlockId, Heading, find_blocks, find_headings
from coaching_app.domain.vault.source_text import flatten, mask, split_lines


def outline_of(text: str) -> tuple[tuple[Heading, ...], tuple[BlockId, ...]]:
    """Headings and blocks of the body."""
    flat = flatten(text)
    start = read_frontmatter(flat).body_start
    body = split_lines(flat)[flat.count("\n", 0, start) :]
    prose = mask(flat, start).prose
    return find_headings(flat, prose, body), find_blocks(prose, body)
