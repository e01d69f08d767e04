"""What a person can do about a request that failed."""

from __future__ import annotations

from agent_tui.core.errors import FailureKind, ModelFailed

_AGAIN = "Say “continue” to try again, or choose another model with /model."
_OTHER = "Choose another model with /model, or begin anew with /clear."
_ACCOUNT = "Put the account right with the provider, or choose another model with /model."


def remedy(failure: ModelFailed) -> str:
    """What to do, in one sentence; empty where the failure says it itself."""
    match failure.kind:
        case (
            FailureKind.RATE_LIMIT
            | FailureKind.OVERLOADED
            | FailureKind.SERVER
            | FailureKind.TIMEOUT
            | FailureKind.CUT
            | FailureKind.WORKER
        ):
            return _AGAIN
        case FailureKind.BAD_REQUEST:
            return _OTHER
        case FailureKind.REFUSED if failure.status:
            return _ACCOUNT
        case _:
            return ""
