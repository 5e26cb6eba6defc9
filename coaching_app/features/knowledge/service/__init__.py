"""What a person can do with knowledge; every function takes the unit of work and who acts."""

from coaching_app.features.knowledge.service.exporting import export_source, get_source
from coaching_app.features.knowledge.service.files import get_file, stream_file
from coaching_app.features.knowledge.service.importing import abandon, run_import
from coaching_app.features.knowledge.service.imports import (
    cancel_import,
    get_import,
    list_imports,
    list_problems,
    list_sources,
    start_import,
    vault_name,
)
from coaching_app.features.knowledge.service.leaving import open_row, seal_rows
from coaching_app.features.knowledge.service.listing import (
    NoteFilter,
    count_notes,
    list_folders,
    list_notes,
    list_tags,
)
from coaching_app.features.knowledge.service.people import person_of
from coaching_app.features.knowledge.service.reading import (
    file_href,
    get_note,
    note_href,
    view_note,
)
from coaching_app.features.knowledge.service.retrieval import retrieve
from coaching_app.features.knowledge.service.searching import search
from coaching_app.features.knowledge.service.sharing import shared_note, shared_with
from coaching_app.features.knowledge.service.writing import (
    create_note,
    delete_note,
    index_notes,
    restore_note,
    update_note,
)

__all__ = [
    "NoteFilter",
    "abandon",
    "cancel_import",
    "count_notes",
    "create_note",
    "delete_note",
    "export_source",
    "file_href",
    "get_file",
    "get_import",
    "get_note",
    "get_source",
    "index_notes",
    "list_folders",
    "list_imports",
    "list_notes",
    "list_problems",
    "list_sources",
    "list_tags",
    "note_href",
    "open_row",
    "person_of",
    "restore_note",
    "retrieve",
    "run_import",
    "seal_rows",
    "search",
    "shared_note",
    "shared_with",
    "start_import",
    "stream_file",
    "update_note",
    "vault_name",
    "view_note",
]
