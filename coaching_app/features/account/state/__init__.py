"""State of the account page, one module for each matter."""

from coaching_app.features.account.state.enrolment import EnrolmentState
from coaching_app.features.account.state.profile import AccountState
from coaching_app.features.account.state.programs import ProgramState
from coaching_app.features.account.state.proof import ProofState
from coaching_app.features.account.state.protection import ProtectionState

ON_LOAD = (AccountState.load, ProtectionState.load, ProgramState.load)

__all__ = ["ON_LOAD", "AccountState", "EnrolmentState", "ProgramState", "ProofState", "ProtectionState"]
