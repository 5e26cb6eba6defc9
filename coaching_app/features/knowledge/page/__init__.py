"""The pages of knowledge: one module each, so that each loads only what it draws."""

from coaching_app.features.knowledge.page import note, notes

PAGES = (notes.PAGE, note.PAGE)
