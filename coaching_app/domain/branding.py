"""The accent colours a tenant may choose: each was checked for contrast on every ground it stands on."""

from typing import Final

# Their colours are in assets/styles/accents.css; a test computes the contrast of each.
ACCENTS: Final = ("green", "blue", "violet", "plum", "clay", "slate")
# What the first bytes of a picture say; a drawing (SVG) can carry a script and is none of these.
_SIGNS: Final = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
LARGEST_LOGO: Final = 200_000


def picture_type(content: bytes) -> str:
    """The media type of a PNG, JPEG or WebP, told by its content; empty for anything else."""
    for sign, media_type in _SIGNS:
        if content.startswith(sign):
            return media_type
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""
