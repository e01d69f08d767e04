"""What a session knows of itself beside its conversation."""

from __future__ import annotations

from msgspec import Struct, field

from agent_tui.agent.earlier import Earlier
from agent_tui.core.conversation import Stand
from agent_tui.core.messages import Usage
from agent_tui.core.verdicts import Mode
from agent_tui.core.ways import Ways


class SessionState(Struct):
    """Changes as the session goes on; shared by the parts that need to know."""

    session_id: str
    cwd: str
    version: str
    model: str
    mode: Mode
    turn: int = 0
    """Turns begun, those of a continued session included."""
    usage: Usage = Usage()
    context_tokens: int = 0
    """Tokens of the last request and its reply."""
    earlier: Earlier = field(default_factory=Earlier)
    """The session that is continued."""
    ways: Ways[Stand] = Ways()
    """The ways back in its conversation, and forth again."""
    own_model: str = ""
    """The session's model while a turn has another; empty else."""
