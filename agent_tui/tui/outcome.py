"""What follows from a slash command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from agent_tui.core.ops import (
    Op,
)
from agent_tui.core.views import Diff
from agent_tui.tui.commands import Typed
from agent_tui.tui.settings import Rows
from agent_tui.tui.state import ViewState

THEME = "/theme "
"""What is written for the person to choose colours with."""
What = Literal["both", "conversation", "files"]
"""What goes back."""


class Back(Struct, frozen=True):
    """Going back to just before a message of the person."""

    turn: int = 0
    """The turn that it began; 0 where the person has yet to choose."""
    what: What | None = None


class Outcome(Struct, frozen=True):
    """What follows from a command."""

    state: ViewState
    op: Op | None = None
    """What is asked of the session."""
    say: str = ""
    """What is said to the agent, once `op` is done."""
    steer: str = ""
    """What is said into the turn that is under way."""
    theme: str = ""
    """The theme to change to."""
    compose: str = ""
    """What to write into the composer for the person to go on with."""
    leave: bool = False
    copy: str = ""
    """What goes to the clipboard."""
    pick: bool = False
    """Whether the person chooses what goes there."""
    vim: bool | None = None
    """Whether the text is written with the keys of vi from now on."""
    mouse: bool | None = None
    """Whether the app takes the mouse from now on."""
    watch: bool | None = None
    """Whether the loop is watched over from now on."""
    gauge: bool = False
    """Whether to show how quick the app is, or to show it no more."""
    page: bool = False
    """Whether the talk is to be read in the person's pager."""
    export: str = ""
    """The file that gets the transcript."""
    switch: Typed | None = None
    """The command that asks for another session."""
    back: Back | None = None
    draft: bool = False
    """Whether the text is to be written in the person's editor."""
    ask: tuple[str, Callable[[], Rows]] | None = None
    """A title, and what finds the rows of its table; it may block."""
    look: Diff | None = None
    """What is to be read over the whole screen."""
    edit: tuple[str, ...] = ()
    """Files for the person's editor."""
