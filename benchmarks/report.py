"""Keeps the figures of each module's last run and writes them down as docs/performance.md."""

import datetime as dt
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.row import Row, markdown

DOCS = Path(__file__).resolve().parents[1] / "docs"
FIGURES = DOCS / "performance.json"
NOTES = Path(__file__).with_name("notes.md")
# Every module that measures, in the order of the document.
TITLES = {
    "chat": "A streamed answer",
    "events": "Page events with 200 people connected",
    "pages": "A first visit",
    "lighthouse": "Lighthouse",
    "rest": "REST reads, and the wall",
    "start": "Start and memory",
    "soak": "A hundred times the expected load",
    "knowledge": "The knowledge hub",
    "recurrence": "Things that come back",
    "habits": "The daily pages, with years in them",
    "access": "Permission checks",
}


def _kept() -> dict[str, Any]:
    return json.loads(FIGURES.read_text()) if FIGURES.exists() else {}


def keep(name: str, rows: list[Row], load: float, *, quick: bool) -> None:
    """Remember one module's figures; the others stay as they were measured last."""
    kept = _kept()
    kept[name] = {
        "when": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
        "load": round(load, 1),
        "cores": os.cpu_count(),
        "quick": quick,
        "rows": [asdict(row) for row in rows],
    }
    FIGURES.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _section(name: str, measured: dict[str, Any]) -> str:
    quick = ", one short round" if measured["quick"] else ""
    head = (
        f"{measured['when']}, {measured['cores']} shared cores, load {measured['load']} when it began{quick}."
    )
    return f"## {TITLES[name]}\n\n{head}\n\n{markdown(Row(**row) for row in measured['rows'])}\n"


def write() -> None:
    """The tables, with the words about them in between."""
    kept = _kept()
    head, _mark, tail = NOTES.read_text().partition("<!-- tables -->\n")
    sections = [_section(name, kept[name]) for name in TITLES if name in kept]
    (DOCS / "performance.md").write_text(head + "\n".join(sections) + tail)
