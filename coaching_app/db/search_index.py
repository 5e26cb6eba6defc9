"""The full-text index over notes: FTS5 on SQLite, tsvector on PostgreSQL, one way to use both.

The index holds text prepared by `domain.search_text` (CJK as bigrams), never the note itself. A row
carries its owner as a search term, so that the engine intersects by owner before it ranks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncSession

_TABLE = "note_search"
# bm25 weights: scope, title, tags, path, body.
_WEIGHTS = "0.0, 8.0, 4.0, 2.0, 1.0"

_SQLITE_CREATE = (
    f"CREATE VIRTUAL TABLE {_TABLE} USING fts5("
    'scope, title, tags, path, body, tokenize = "unicode61 remove_diacritics 2")'
)
_POSTGRES_CREATE = (
    f"CREATE TABLE {_TABLE} (rowid BIGINT PRIMARY KEY, scope VARCHAR(26) NOT NULL, vector TSVECTOR NOT NULL)",
    f"CREATE INDEX ix_{_TABLE}_vector ON {_TABLE} USING gin (vector)",
    f"CREATE INDEX ix_{_TABLE}_scope ON {_TABLE} (scope)",
)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What the index learns of a note; every text already prepared for search."""

    number: int
    owner_id: str
    title: str
    tags: str
    path: str
    body: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A found note by its number; a higher score is better."""

    number: int
    score: float


def owns_table(name: str) -> bool:
    """Whether a table or index belongs to the search index and not to a model."""
    return name.startswith((_TABLE, f"ix_{_TABLE}"))


def create(connection: Connection) -> None:
    """Make the index; called by the migration."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(_SQLITE_CREATE))
        return
    for statement in _POSTGRES_CREATE:
        connection.execute(text(statement))


def drop(connection: Connection) -> None:
    """Remove the index; called by the migration."""
    connection.execute(text(f"DROP TABLE {_TABLE}"))


def _is_sqlite(db: AsyncSession) -> bool:
    return db.get_bind().dialect.name == "sqlite"


_SQLITE_INSERT = (
    f"INSERT INTO {_TABLE} (rowid, scope, title, tags, path, body) "
    "VALUES (:number, :owner_id, :title, :tags, :path, :body)"
)
_POSTGRES_INSERT = (
    f"INSERT INTO {_TABLE} (rowid, scope, vector) VALUES (:number, :owner_id, "
    "setweight(to_tsvector('simple', left(:title, 2000)), 'A') || "
    "setweight(to_tsvector('simple', left(:tags, 4000)), 'B') || "
    "setweight(to_tsvector('simple', left(:path, 2000)), 'C') || "
    # A tsvector may have 1 MB; what lies beyond this much text is found by its title and tags.
    "setweight(to_tsvector('simple', left(:body, 400000)), 'D'))"
)


async def add(db: AsyncSession, rows: Sequence[IndexRow]) -> None:
    """Index notes that are not in the index."""
    if not rows:
        return
    statement = _SQLITE_INSERT if _is_sqlite(db) else _POSTGRES_INSERT
    await db.execute(
        text(statement),
        [
            {
                "number": row.number,
                "owner_id": row.owner_id,
                "title": row.title,
                "tags": row.tags,
                "path": row.path,
                "body": row.body,
            }
            for row in rows
        ],
    )


async def remove(db: AsyncSession, numbers: Iterable[int]) -> None:
    """Forget notes."""
    values = [{"number": number} for number in numbers]
    if values:
        await db.execute(text(f"DELETE FROM {_TABLE} WHERE rowid = :number"), values)


_SQLITE_SEARCH = (
    f"SELECT rowid, -bm25({_TABLE}, {_WEIGHTS}) AS score FROM {_TABLE} "
    f"WHERE {_TABLE} MATCH :match ORDER BY bm25({_TABLE}, {_WEIGHTS}) LIMIT :limit OFFSET :offset"
)
_POSTGRES_SEARCH = (
    f"SELECT rowid, ts_rank(vector, to_tsquery('simple', :match), 1) AS score FROM {_TABLE} "
    "WHERE scope = :owner_id AND vector @@ to_tsquery('simple', :match) "
    "ORDER BY score DESC, rowid DESC LIMIT :limit OFFSET :offset"
)


async def find(db: AsyncSession, owner_id: str, match: str, *, limit: int, offset: int = 0) -> list[Hit]:
    """The best notes of one owner; `match` is an FTS5 or tsquery expression from `domain.search_text`."""
    parameters: dict[str, object] = {"limit": limit, "offset": offset}
    if _is_sqlite(db):
        statement, parameters["match"] = _SQLITE_SEARCH, f'scope:"{owner_id}" AND ({match})'
    else:
        statement = _POSTGRES_SEARCH
        parameters |= {"match": match, "owner_id": owner_id}
    found = await db.execute(text(statement), parameters)
    return [Hit(int(number), float(score)) for number, score in found]
