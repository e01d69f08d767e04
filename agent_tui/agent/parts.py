"""What a session is made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct

from agent_tui.agent.dispatch import Dispatch
from agent_tui.agent.opening import Opening
from agent_tui.agent.pulse import Kepts, Processes, none
from agent_tui.agent.purse import Purse
from agent_tui.agent.subagent import Subagents
from agent_tui.agent.windowed import Windowed
from agent_tui.core.custom import CustomCommand
from agent_tui.core.ports import Edits, Gate, Journal, Prices


class Parts(Struct, frozen=True):
    """What a session is made of."""

    windowed: Windowed
    dispatch: Dispatch
    subagents: Subagents
    opening: Opening
    edits: Edits
    gate: Gate
    journal: Journal
    prices: Prices
    purse: Purse
    max_steps: int
    commands: Callable[[], Dispatch]
    """What carries out a command of the person."""
    asked_for: Callable[[], Dispatch]
    """What carries out a command that stands in a prompt."""
    customs: tuple[CustomCommand, ...] = ()
    """Commands that the person and the project wrote."""
    model_named: Callable[[str], str] = str
    """The whole name of a model that is named; empty where none is known."""
    init_prompt: str = ""
    """What `Init` says."""
    sandbox_problem: Callable[[], str] = lambda: ""
    """Why auto mode cannot be had here; blocks."""
    heard: Callable[[str], None] = lambda _: None
    """Told the person's words as a turn begins, before the model is."""
    forget_files: Callable[[], None] = lambda: None
    """Called when the model has no longer seen any file."""
    kept: Kepts = tuple
    """How often what is kept served."""
    processes: Processes = none
    """How the processes do that send requests."""
    closers: tuple[Callable[[], Awaitable[None]], ...] = ()
    """What ends the children of the session, in order."""
    fault: Callable[[BaseException], str] = lambda error: f"A fault in agent itself: {error!r}"
    """Keeps what is known of a fault in agent itself; one sentence for the person."""
