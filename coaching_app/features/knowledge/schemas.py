"""What knowledge looks like to everyone else: notes, hits, passages, imports, and their events."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note in a list."""

    id: str
    title: str
    path: str
    folder: str
    tags: tuple[str, ...]
    words: int
    updated_at: datetime
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and how many notes carry it."""

    tag: str
    count: int


@dataclass(frozen=True, slots=True)
class FolderCount:
    """A folder and how many notes lie in it or below."""

    path: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """A value in words; with `href` where it is a link that leads somewhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class NoteProperty:
    """A property as it can be shown."""

    name: str
    shown: tuple[PropertyValue, ...]


@dataclass(frozen=True, slots=True)
class Backlink:
    """A note that links here, with the line the link stands in."""

    note_id: str
    title: str
    line: int
    context: str


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link that leads nowhere yet."""

    target: str
    line: int


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file of a vault that is not a note; `href` serves its bytes to its owner."""

    id: str
    path: str
    name: str
    kind: str
    media_type: str
    size: int
    href: str
    is_image: bool


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of a note; `anchor` is the id of its element."""

    level: int
    text: str
    anchor: str
    line: int


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note as it is edited; `version` has to come back with the change."""

    id: str
    title: str
    path: str
    text: str
    version: int
    sha256: str
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    words: int
    source_id: str
    created_at: datetime
    updated_at: datetime
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as it is read; `html` is sanitised and each block knows its line."""

    note: NoteText
    html: str
    outline: tuple[OutlineEntry, ...]
    properties: tuple[NoteProperty, ...]
    backlinks: tuple[Backlink, ...]
    broken: tuple[BrokenLink, ...]
    files: tuple[FileRef, ...]


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """A piece of a snippet; a hit is to be marked."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A found note, best first."""

    id: str
    title: str
    path: str
    snippet: tuple[SnippetPart, ...]
    tags: tuple[str, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage for the coach, by exact place in exactly this version of the note.

    `text` is what stands there from `start_char` to `end_char`; lines count from 1, the last included.
    """

    note_id: str
    note_title: str
    path: str
    note_sha256: str
    start_line: int
    end_line: int
    start_char: int
    end_char: int
    text: str
    heading_path: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How far an import is: `seen` of `total`, and what became of them.

    `changed` files replace a note that was here, `skipped` ones are left out on purpose, `failed` ones
    could not be read.
    """

    total: int = 0
    seen: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Started:
    """The archive was accepted and this many files will be read."""

    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Another batch is stored."""

    counts: Counts


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be read, or only in part, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The import ended: `status` is done, cancelled or failed, `error` says why it failed."""

    status: str
    counts: Counts
    error: str = ""


ImportEvent = Started | Progress | Problem | Finished


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import as its owner sees it; `is_active` ones still change. `percent` is 0 to 100."""

    id: str
    name: str
    source_id: str | None
    status: str
    counts: Counts
    percent: int
    is_active: bool
    error: str
    problems: int
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourceView:
    """A vault, or the notes written here, and how much it holds."""

    id: str
    kind: str
    name: str
    notes: int
    files: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FileContent:
    """How to send a file: safe types may be shown, all others are only saved."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    inline: bool


@dataclass(frozen=True, slots=True)
class ListRow:
    """A note or hit as the list draws it; `when` is in the person's words."""

    id: str
    href: str
    title: str
    folder: str
    tags: tuple[str, ...]
    when: str
    snippet: tuple[SnippetPart, ...] = ()
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A tag or folder to narrow the list by; following it again widens the list."""

    label: str
    href: str
    count: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class NoteList:
    """What the list shows: one part of it, and the ways to narrow it.

    With `skips_private` it is a search, and there are private notes, which it does not look into.
    """

    rows: tuple[ListRow, ...] = ()
    skips_private: bool = False
    summary: str = ""
    cursor: str = ""
    has_notes: bool = False
    chosen: tuple[Choice, ...] = ()
    tags: tuple[Choice, ...] = ()
    folders: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class VaultRow:
    """A vault on the shelf."""

    id: str
    name: str
    facts: str
    export_href: str


@dataclass(frozen=True, slots=True)
class ImportCard:
    """An import as the page draws it; `tone` is a tone of a callout."""

    id: str = ""
    name: str = ""
    status: str = ""
    percent: int = 0
    counts: str = ""
    sentence: str = ""
    tone: str = ""
    is_active: bool = False
    can_cancel: bool = False
    problem_count: int = 0


@dataclass(frozen=True, slots=True)
class NotePage:
    """A note as its page draws it."""

    id: str = ""
    title: str = ""
    path: str = ""
    facts: str = ""
    html: str = ""
    version: int = 0
    is_editable: bool = False
    is_private: bool = False
    crumbs: tuple[Choice, ...] = ()
    tags: tuple[Choice, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()
    properties: tuple[NoteProperty, ...] = ()
    backlinks: tuple[Backlink, ...] = ()
    broken: tuple[BrokenLink, ...] = ()
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody had written and not saved, and the version it began from."""

    text: str
    version: int


@dataclass(frozen=True, slots=True)
class SharedNote:
    """A note that its owner lets somebody else read, in a list."""

    id: str
    title: str
    words: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SharedNoteText:
    """The same, as a page without links to what is not shared."""

    id: str
    title: str
    html: str
    updated_at: datetime
