"""What the page of one person can do, and leaving with everything."""

from coaching_app.domain.consent import Category
from coaching_app.features.companion import queries
from coaching_app.features.companion.service.handing_over import handed_over
from coaching_app.features.companion.service.leaving.archives import (
    EXPORT_JOB,
    IMPORT_JOB,
    SWEEP_JOB,
    archive_rows,
    bring_in,
    drop_archive,
    fail,
    get_archive,
    list_archives,
    make_export,
    open_archive,
    start_export,
    start_import,
    sweep_archives,
)
from coaching_app.features.companion.service.leaving.deleting import delete_account
from coaching_app.features.companion.service.leaving.exporting import write_archive
from coaching_app.features.companion.service.leaving.importing import read_archive
from coaching_app.features.companion.service.looking import (
    API,
    draw_opened,
    draw_person,
    eyes_of_viewer,
    open_item,
    read_person,
    read_shared,
)
from coaching_app.features.consent.service import use_things
from coaching_app.features.people.service import on_handover
from coaching_app.features.wellness import service as wellness

__all__ = [
    "API",
    "EXPORT_JOB",
    "IMPORT_JOB",
    "SWEEP_JOB",
    "archive_rows",
    "bring_in",
    "delete_account",
    "draw_opened",
    "draw_person",
    "drop_archive",
    "eyes_of_viewer",
    "fail",
    "get_archive",
    "install",
    "list_archives",
    "make_export",
    "open_archive",
    "open_item",
    "read_archive",
    "read_person",
    "read_shared",
    "start_export",
    "start_import",
    "sweep_archives",
    "write_archive",
]


def install() -> None:
    """Tell consent how things are called, and people what a handover passes on; the composition root does this."""
    use_things(Category.GOALS, queries.goals)
    use_things(Category.TASKS, queries.tasks)
    use_things(Category.HABITS, queries.habits)
    use_things(Category.CHECKINS, wellness.things)
    use_things(Category.NOTES, queries.notes)
    use_things(Category.CONVERSATIONS, queries.conversations)
    on_handover(handed_over)
