"""One line of text to a task: what was understood, where it stood, and the way back."""

from coaching_app.domain.quick_add.reading import QuickTask, Span, read_line
from coaching_app.domain.quick_add.writing import write_line

__all__ = ["QuickTask", "Span", "read_line", "write_line"]
