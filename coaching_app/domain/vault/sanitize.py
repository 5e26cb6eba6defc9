"""The last gate before rendered notes reach a page: only our own elements, classes and addresses pass."""

from __future__ import annotations

import re

import nh3

from coaching_app.domain.vault.render_blocks import CALLOUT_CLASSES

LOCAL_ADDRESS = re.compile(r"/(?![/\\])[^\s\"'<>\\]*|#[^\s\"'<>\\]*")
OUTSIDE_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\"'<>\\]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}")
_CLASSES = CALLOUT_CLASSES | frozenset(
    [
        "align-center",
        "align-left",
        "align-right",
        "block-name",
        "callout",
        "callout-body",
        "callout-title",
        "embed",
        "embed-body",
        "embed-title",
        "embeds",
        "external",
        "footnote-backref",
        "footnote-item",
        "footnote-ref",
        "footnotes",
        "footnotes-list",
        "footnotes-sep",
        "internal",
        "math",
        "media",
        "tag",
        "task",
        "task-done",
        "unresolved",
    ]
)
_PATTERNS = {
    "id": re.compile(r"(?:h-|b-|fn|fnref)[\w:.-]*"),
    "src": re.compile(r"/(?![/\\])[^\s\"'<>\\]*"),
    "data-line": re.compile(r"\d{1,9}-\d{1,9}"),
    "type": re.compile("checkbox"),
    "target": re.compile("_blank"),
    "rel": re.compile("noopener noreferrer nofollow"),
    "width": re.compile(r"\d{1,4}"),
    "height": re.compile(r"\d{1,4}"),
    "start": re.compile(r"\d{1,9}"),
    "loading": re.compile("lazy"),
}
_BLOCKS = [
    "blockquote",
    "details",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "code",
    "header",
    "img",
    "audio",
    "video",
]
_INLINE = ["a", "br", "del", "em", "input", "mark", "s", "span", "strong", "sup"]
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "data-line", "id"},
    "a": {"class", "href", "id", "rel", "target"},
    "audio": {"controls", "src"},
    "details": {"open"},
    "img": {"alt", "height", "loading", "src", "width"},
    "input": {"checked", "disabled", "type"},
    "ol": {"start"},
    "video": {"controls", "src"},
}


def _keep(_tag: str, name: str, value: str) -> str | None:
    if name == "class":
        kept = [word for word in value.split() if word in _CLASSES or _LANGUAGE.fullmatch(word)]
        return " ".join(kept) or None
    if name == "href":
        fits = LOCAL_ADDRESS.fullmatch(value) or OUTSIDE_ADDRESS.fullmatch(value)
        return value if fits else None
    pattern = _PATTERNS.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags={*_BLOCKS, *_INLINE},
    clean_content_tags={"script", "style"},
    attributes=_ATTRIBUTES,
    attribute_filter=_keep,
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)


def sanitize(html: str) -> str:
    """The same HTML without anything that is not ours."""
    return _CLEANER.clean(html)
