"""Says what a file is by its name, and which kinds a browser may show rather than save."""

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


def media_type(path: str) -> str:
    """The media type that belongs to a file's ending."""
    ending = suffix(path)
    return _SHOWN.get(ending) or _SAVED.get(ending) or UNKNOWN


def is_shown(path: str) -> bool:
    """Whether a browser may show the file in place."""
    return suffix(path) in _SHOWN


def is_image(path: str) -> bool:
    """Whether the file is a picture that may be shown in place."""
    return _SHOWN.get(suffix(path), "").startswith("image/")
