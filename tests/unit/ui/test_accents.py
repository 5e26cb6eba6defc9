"""The colours a tenant may choose can be read on every ground they stand on, by day and by night."""

import re
from pathlib import Path

import pytest

from coaching_app.domain.branding import ACCENTS, picture_type

STYLES = Path(__file__).resolve().parents[3] / "assets" / "styles"
VARIABLE = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


def colours(text: str) -> dict[str, tuple[str, str]]:
    return {name: (light, dark) for name, light, dark in VARIABLE.findall(text)}


BASE = colours((STYLES / "tokens.css").read_text())
CHOSEN = {
    name: BASE | colours(rule)
    for name, rule in re.findall(r'\[data-accent="(\w+)"\] {([^}]+)}', (STYLES / "accents.css").read_text())
} | {"green": BASE}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_each_colour_that_can_be_chosen_is_there() -> None:
    assert set(CHOSEN) == set(ACCENTS)


@pytest.mark.parametrize("accent", ACCENTS)
@pytest.mark.parametrize("mode", [0, 1])
def test_each_can_be_read(accent: str, mode: int) -> None:
    found = {name: pair[mode] for name, pair in CHOSEN[accent].items()}
    for ground in ("accent", "accent-hover"):
        assert contrast(found["accent-ink"], found[ground]) >= 4.5, ground
    for ground in ("paper", "surface", "sunken", "raised", "accent-soft"):
        assert contrast(found["accent-text"], found[ground]) >= 4.5, ground
        assert contrast(found["accent"], found[ground]) >= 3, ground


def test_a_picture_is_told_by_its_content() -> None:
    assert picture_type(b"\x89PNG\r\n\x1a\n....") == "image/png"
    assert picture_type(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert picture_type(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "image/webp"
    for content in (b"", b"<svg xmlns='x'>", b"GIF89a", b"RIFF\x00\x00\x00\x00WAVE", b"<html>"):
        assert picture_type(content) == ""
