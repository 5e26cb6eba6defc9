"""What an admin can do and see; every function checks that it is one."""

from coaching_app.features.admin.service.trail import MOST_ENTRIES, export_trail, list_trail, require_admin

__all__ = ["MOST_ENTRIES", "export_trail", "list_trail", "require_admin"]
