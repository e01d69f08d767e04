"""Tells of a fault in agent itself in one sentence, where Python would print a traceback."""

from __future__ import annotations

import errno
import os
import sys
import threading
from types import TracebackType


def tell_in_one_sentence() -> None:
    """From now on; the traceback goes to a file."""
    sys.excepthook = _told
    threading.excepthook = _told_of_a_thread


def report(error: BaseException) -> str:
    """Write a report of `error`; the sentence that says so."""
    from functools import partial

    from agent_tui import __version__
    from agent_tui.config.homes import state
    from agent_tui.config.providers import key_values
    from agent_tui.core.mask import masked
    from agent_tui.session.faults import Faults

    mask = partial(masked, known=key_values(os.environ))
    return Faults(state(os.environ) / "faults", __version__, mask, os.environ).report(error)


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    sys.stderr.write(f"agent: {report(error)}\n")


def _told_of_a_thread(failed: threading.ExceptHookArgs) -> None:
    gone = isinstance(failed.exc_value, OSError) and failed.exc_value.errno == errno.EIO
    # A terminal that has gone is no fault of ours.
    if failed.exc_value is not None and not gone:
        sys.stderr.write(f"agent: {report(failed.exc_value)}\n")
