"""What a person can do with their resources; every function takes the unit of work and who acts."""

from coaching_app.features.resources.service.forms import (
    new_form,
    read_form,
    save_form,
    shared_form,
)
from coaching_app.features.resources.service.moving import (
    AT_ONCE,
    export_csv,
    first_report,
    import_notice,
    take_in,
    unpack,
)
from coaching_app.features.resources.service.picking import pick_now, read_page
from coaching_app.features.resources.service.queue import (
    add_resource,
    answer_back,
    delete_resource,
    edit_resource,
    get_resource,
    list_resources,
    restore_resource,
    set_progress,
)

__all__ = [
    "AT_ONCE",
    "add_resource",
    "answer_back",
    "delete_resource",
    "edit_resource",
    "export_csv",
    "first_report",
    "get_resource",
    "import_notice",
    "list_resources",
    "new_form",
    "pick_now",
    "read_form",
    "read_page",
    "restore_resource",
    "save_form",
    "set_progress",
    "shared_form",
    "take_in",
    "unpack",
]
