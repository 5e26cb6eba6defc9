"""Says what a file is by its name and its first bytes, and which kinds a browser may show rather than save."""

from collections.abc import Callable

from coaching_app.domain.vault.paths import suffix

UNKNOWN = "application/octet-stream"
# Shown in place. Nothing that can hold a script is here: SVG, HTML and PDF are saved, not opened.
_SHOWN = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
}
_SAVED = {
    ".canvas": "application/json",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".base": "text/yaml",
}


# So many first bytes tell what a file is.
HEAD_BYTES = 1024


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signs)


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] in {b"RIFF", b"RF64"} and head[8:12] == kind


def _is_iso_media(head: bytes) -> bool:
    return head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}


def _is_avif(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and any(brand in head[8:64] for brand in (b"avif", b"avis", b"mif1"))


def _is_mp3(head: bytes) -> bool:
    return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)


def _is_text(head: bytes) -> bool:
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head


_FIRST_BYTES: dict[str, Callable[[bytes], bool]] = {
    "image/png": _begins(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": _begins(b"\xff\xd8\xff"),
    "image/gif": _begins(b"GIF87a", b"GIF89a"),
    "image/webp": _riff(b"WEBP"),
    "image/avif": _is_avif,
    "image/bmp": _begins(b"BM"),
    "audio/mpeg": _is_mp3,
    "audio/mp4": _is_iso_media,
    "audio/ogg": _begins(b"OggS"),
    "audio/wav": _riff(b"WAVE"),
    "audio/flac": _begins(b"fLaC", b"ID3"),
    "video/mp4": _is_iso_media,
    "video/webm": _begins(b"\x1aE\xdf\xa3"),
    "video/quicktime": _is_iso_media,
    "application/pdf": lambda head: b"%PDF-" in head,
}


def media_type(path: str) -> str:
    """The media type that belongs to a file's ending."""
    ending = suffix(path)
    return _SHOWN.get(ending) or _SAVED.get(ending) or UNKNOWN


def proven_type(path: str, head: bytes) -> str:
    """The media type that the ending says and the first bytes bear out; else the one of which nothing is known."""
    said = media_type(path)
    # What has no sign of its own is text.
    return said if _FIRST_BYTES.get(said, _is_text)(head) else UNKNOWN


def is_shown(path: str) -> bool:
    """Whether a browser may show the file in place."""
    return suffix(path) in _SHOWN


def is_image(path: str) -> bool:
    """Whether the file is a picture that may be shown in place."""
    return _SHOWN.get(suffix(path), "").startswith("image/")
