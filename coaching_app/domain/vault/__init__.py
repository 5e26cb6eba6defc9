"""Obsidian vaults: reading them safely, understanding their notes, showing them."""
