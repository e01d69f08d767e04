"""Errors with a meaning. All other exceptions are bugs and surface as such."""

from __future__ import annotations

from enum import StrEnum


class UserError(Exception):
    """Something the person can put right; the text is one sentence that says what to do."""

    exit_code = 1


class UsageError(UserError):
    """The command line or the configuration is wrong."""

    exit_code = 2


class ToolFailed(Exception):
    """A tool could not do what was asked; the text is for the model."""


class FailureKind(StrEnum):
    """Why a request to a model failed, told from status and body text, never from an exception's class alone."""

    AUTH = "auth"
    NOT_FOUND = "not_found"
    BAD_REQUEST = "bad_request"
    CONTEXT = "context"
    RATE_LIMIT = "rate_limit"
    OVERLOADED = "overloaded"
    SERVER = "server"
    CONNECTION = "connection"
    CUT = "cut"
    TIMEOUT = "timeout"
    WORKER = "worker"
    REFUSED = "refused"
    CAP = "cap"


class ModelFailed(Exception):
    """A request to a model failed for good, or for now; the text is one sentence for the person."""

    def __init__(self, kind: FailureKind, text: str, *, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.kind = kind
        self.status = status
        self.retry_after = retry_after
        """Seconds the provider asked to wait, where it said so."""
