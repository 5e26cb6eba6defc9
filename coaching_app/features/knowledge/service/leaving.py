"""Opens the rows of private notes for an archive, and seals them again where the archive is brought in.

An archive holds notes as they were written; which of them are private their own text says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from coaching_app.db.sealed import unseal
from coaching_app.domain.vault.links import LinkIndex
from coaching_app.domain.vault.privacy import says_private
from coaching_app.features.knowledge.queries.sealed import Place, open_head
from coaching_app.features.knowledge.service.intake import NoteSource, note_item
from coaching_app.features.knowledge.service.storing import content


def open_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a note's row as they would be if it were not private."""
    row = dict(values)
    if row["sealed_head"] is None:
        return row
    place = Place(row["id"], row["tenant_id"])
    head = asdict(open_head(place, row["sealed_head"]))
    row |= {name: value for name, value in head.items() if name in row}
    return row | {
        "text": unseal(place, "sealed_text", row["sealed_text"]),
        "sealed_head": None,
        "sealed_text": None,
    }


def seal_rows(rows: Sequence[dict[str, Any]]) -> set[str]:
    """Seal those of these new rows that say they are private, in place; their ids."""
    sealed: set[str] = set()
    for row in rows:
        if says_private(row["text"]):
            source = NoteSource(
                row["id"], row["path_key"], row["path"], row["text"], row["encoding"], row["sha256"]
            )
            item, _problems = note_item(source, LinkIndex(()))
            row.update(content(item, row["tenant_id"], row["imported_sha256"], row.get("vault_key")))
            sealed.add(row["id"])
    return sealed
