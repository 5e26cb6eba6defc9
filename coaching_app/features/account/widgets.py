"""What the frame of every page shows of the account: the question who it is."""

from coaching_app.features.account.components.proof import proof_dialog
from coaching_app.features.account.state.proof import proof_event

__all__ = ["proof_dialog", "proof_event"]
