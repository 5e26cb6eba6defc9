"""Draws administration: tables, the dialogs over them, figures."""
