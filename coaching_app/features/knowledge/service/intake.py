"""Turns the files of a vault into rows ready to be stored: blocking and without a database, for a thread."""

import hashlib
import re
from collections.abc import Collection, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any, Protocol

from coaching_app.core.errors import AppError
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import derive_id, new_id
from coaching_app.domain.search_text import index_text
from coaching_app.domain.vault.archive import ArchivePlan, VaultFile, read_archive
from coaching_app.domain.vault.links import LinkEntry, LinkIndex, LinkMatch, target_key
from coaching_app.domain.vault.note import decode_note, parse_note
from coaching_app.domain.vault.paths import FileKind, fold_key
from coaching_app.domain.vault.privacy import is_private
from coaching_app.features.knowledge.schemas import Problem
from coaching_app.features.knowledge.service.known import Known
from coaching_app.features.knowledge.service.media import HEAD_BYTES, media_type, proven_type
from coaching_app.storage.files import StoredFile, put_chunks

# Small enough that storing a batch does not keep the event loop or the one writer from everybody else,
# large enough that a batch's turns and its sync to disk cost less than its rows.
BATCH_FILES = 300
_BATCH_BYTES = 4_000_000
LARGEST_NOTE = 5_000_000
_LONGEST_PATH = 1_900
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str, longest: int) -> str:
    """Text that every database takes: without NUL and lone surrogates, and not longer than its column."""
    if text.isascii() and "\0" not in text:
        return text[:longest]
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)[:longest]


@dataclass(frozen=True, slots=True)
class LinkItem:
    """A link out of a note; `target_id` where the path alone says what is meant."""

    id: str
    raw: str
    target_key: str
    target_id: str | None
    is_embed: bool
    line: int


@dataclass(frozen=True, slots=True)
class NoteSource:
    """A note before it is understood."""

    id: str
    key: str
    path: str
    text: str
    encoding: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NoteItem:
    """A note with everything that is stored of it; of a private one nothing is prepared for the index."""

    id: str
    key: str
    path: str
    title: str
    text: str
    encoding: str
    sha256: str
    properties: dict[str, Any]
    words: int
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    links: tuple[LinkItem, ...]
    index_title: str
    index_tags: str
    index_path: str
    index_body: str
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class FileItem:
    """A file that is not a note; its bytes are in storage already."""

    id: str
    key: str
    path: str
    kind: str
    media_type: str
    size: int
    sha256: str


@dataclass(slots=True)
class Batch:
    """What a stretch of the vault turned out to be."""

    notes: list[NoteItem] = field(default_factory=list[NoteItem])
    files: list[FileItem] = field(default_factory=list[FileItem])
    changed: list[str] = field(default_factory=list[str])
    problems: list[Problem] = field(default_factory=list[Problem])
    failed: list[str] = field(default_factory=list[str])
    seen: int = 0
    again: int = 0
    unchanged: int = 0
    size: int = 0


@dataclass(frozen=True)
class Reading:
    """What reading needs to know; `keys` names each path, `ids` is where each of them will be found."""

    plan: ArchivePlan
    tenant_id: str
    import_id: str
    known: Mapping[str, Known]
    keys: Mapping[str, str]
    ids: Mapping[str, str]

    @cached_property
    def links(self) -> LinkIndex:
        """Where links lead; made for the first note that is new, so that an unchanged vault needs none."""
        entries = (LinkEntry(self.ids[self.keys[file.path]], file.path) for file in self.plan.files)
        return LinkIndex(entries, self.plan.common_root)


def keys_of(plan: ArchivePlan) -> dict[str, str]:
    """For each path the key it is known by; of names that differ only in case or form each keeps its own."""
    taken: set[str] = set()
    keys: dict[str, str] = {}
    for file in sorted(plan.files, key=lambda file: file.path):
        folded = file.path.lower() if file.path.isascii() else fold_key(file.path)
        # No path holds two slashes, so this key is nobody else's.
        key = folded if folded not in taken else f"//{file.path}"
        taken.add(key)
        keys[file.path] = key
    return keys


def prepare(
    plan: ArchivePlan, known: Mapping[str, Known], *, tenant_id: str, import_id: str, begun: datetime
) -> Reading:
    """Give every file its id before the first is read, so that links can be resolved as they are met.

    The ids follow from the import and the path: an import that was killed gives the same ones again.
    """
    keys = keys_of(plan)
    here = set(keys.values())
    # Where a vault has a file of the old name and one of the new, these are two files.
    known = {key: one for key, one in known.items() if not one.moved_to or one.moved_to[1] not in here}
    ids = {key: known[key].id if key in known else derive_id(begun, import_id, key) for key in keys.values()}
    return Reading(plan, tenant_id, import_id, known, keys, ids)


def read_batches(plan: ArchivePlan, reading: Reading, only: Collection[str] = ()) -> Generator[Batch]:
    """Read the vault; what is unchanged is only counted, what was here before only named in `changed`.

    With `only`, exactly these keys are read, in full. Raises AppError when a zip is not what it claims.
    """
    batch = Batch()
    for file in read_archive(plan):
        key = reading.keys[file.path]
        if only and key not in only:
            continue
        batch.seen += 1
        batch.size += file.size
        try:
            _read_one(batch, file, key, reading, in_full=bool(only))
        except (AppError, OSError) as error:
            if plan.is_zip:
                raise
            reason = error.message if isinstance(error, AppError) else _("The file cannot be opened.")
            batch.failed.append(reading.ids[key])
            batch.problems.append(Problem(file.path, reason))
        if batch.seen >= BATCH_FILES or batch.size >= _BATCH_BYTES:
            yield batch
            batch = Batch()
    yield batch


def _read_one(batch: Batch, file: VaultFile, key: str, reading: Reading, *, in_full: bool) -> None:
    if len(key) > _LONGEST_PATH or len(file.path) > _LONGEST_PATH:
        batch.failed.append(reading.ids[key])
        batch.problems.append(Problem(file.path[:200], _("The path is too long.")))
        return
    known = reading.known.get(key)
    as_note = file.kind is FileKind.NOTE and file.size <= LARGEST_NOTE
    data = file.read_all() if as_note else None
    if known is not None and not in_full:
        digest = hashlib.sha256(data).hexdigest() if data is not None else _hash(file.read())
        _compare(batch, key, known, digest)
        return
    if data is not None and (note := read_note(batch, file, key, data, reading)):
        batch.notes.append(note)
        return
    if file.kind is FileKind.NOTE and data is None:
        batch.problems.append(Problem(file.path, _("The note is too large; it is kept as a file.")))
    chunks = file.read() if data is None else iter((data,))
    first = next(chunks, b"")
    kind = proven_type(file.path, first[:HEAD_BYTES])
    stored = put_chunks(reading.tenant_id, chain((first,), chunks))
    if file.kind is FileKind.ATTACHMENT and kind != media_type(file.path):
        reason = _("It is not what its name says. It is kept as it is and can be saved, not shown.")
        batch.problems.append(Problem(file.path, reason))
    batch.files.append(_file_item(file, key, stored, reading, kind))


def _hash(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _compare(batch: Batch, key: str, known: Known, digest: str) -> None:
    """An edit made here stands as long as the file in the vault has not changed since it was read."""
    if known.hidden:
        batch.again += 1
        if known.sha256 != digest:
            batch.changed.append(key)
    elif not known.gone and digest in {known.sha256, known.base}:
        batch.unchanged += 1
    else:
        batch.changed.append(key)


def read_note(batch: Batch, file: VaultFile, key: str, data: bytes, reading: Reading) -> NoteItem | None:
    """The note in these bytes, or None when its text could not give back exactly the same bytes."""
    text, encoding, problem = decode_exactly(data)
    if encoding is None:
        batch.problems.extend([Problem(file.path, problem)] if problem else [])
        return None
    digest = hashlib.sha256(data).hexdigest()
    known = reading.known.get(key)
    # A note that was renamed here keeps its name.
    path, own_key = known.moved_to if known and known.moved_to else (file.path, key)
    source = NoteSource(reading.ids[key], own_key, path, text, encoding, digest)
    item, problems = note_item(source, reading.links)
    # The list of problems lies open in the database; the name of a private note does not go there.
    place = _("A sealed note") if item.is_private else path
    batch.problems.extend(Problem(place, reason) for reason in (problem, *problems) if reason)
    return item


def decode_exactly(data: bytes) -> tuple[str, str | None, str | None]:
    """Text, encoding and problem; the encoding is None when the text does not lead back to the bytes."""
    text, encoding, problem = decode_note(data)
    if encoding == "binary":
        return "", None, problem
    if encoding == "utf-16" and data.startswith(b"\xfe\xff"):
        # Python writes utf-16 in the order of this machine; spelled out, the mark stays in the text.
        text, encoding = data.decode("utf-16-be", "replace"), "utf-16-be"
    if encoding == "utf-8":
        # Strict UTF-8 leads back to its bytes and holds no lone surrogate; a NUL has been looked for.
        return text, encoding, problem
    if _UNSTORABLE.search(text) or text.encode(encoding, "replace") != data:
        return "", None, problem or _("The text is damaged; the file is kept as it is.")
    return text, encoding, problem


class Resolver(Protocol):
    """Finds what a link means when written in a place."""

    def resolve(self, target: str, source_path: str = "") -> LinkMatch | None:
        """The note or file that is meant; None when there is none."""
        ...


def note_item(source: NoteSource, links: Resolver) -> tuple[NoteItem, tuple[str, ...]]:
    """Everything that is stored of a note, and what of it could not be understood."""
    text, path = source.text, source.path
    parsed = parse_note(text, path)
    title = storable(parsed.title, 500)
    tags = tuple(dict.fromkeys(storable(tag.casefold(), 200) for tag in parsed.tags))
    aliases = tuple(dict.fromkeys(storable(alias, 500) for alias in parsed.aliases))
    private = is_private(parsed.properties, text, problems=bool(parsed.problems))
    item = NoteItem(
        id=source.id,
        key=source.key,
        path=path,
        title=title,
        text=text,
        encoding=source.encoding,
        sha256=source.sha256,
        properties=parsed.properties,
        words=parsed.word_count,
        tags=tags,
        aliases=aliases,
        links=tuple(
            LinkItem(
                id=new_id(),
                raw=storable(ref.raw, 2000),
                target_key=storable(target_key(ref.target), 2000),
                target_id=match.id if (match := links.resolve(ref.target, path)) else None,
                is_embed=ref.embed,
                line=ref.line,
            )
            for ref in parsed.links
        ),
        index_title="" if private else index_text(" ".join((title, *aliases))),
        index_tags="" if private else index_text(" ".join(tags)),
        index_path="" if private else index_text(path),
        index_body="" if private else index_text(text[parsed.body_start :]),
        is_private=private,
    )
    return item, parsed.problems


def _file_item(file: VaultFile, key: str, stored: StoredFile, reading: Reading, kind: str) -> FileItem:
    return FileItem(
        id=reading.ids[key],
        key=key,
        path=file.path,
        kind=file.kind.value,
        media_type=kind,
        size=stored.size,
        sha256=stored.sha256,
    )
