"""What other features put on pages that do something dangerous."""

from coaching_app.features.account.components.proof import proof_dialog

__all__ = ["proof_dialog"]
