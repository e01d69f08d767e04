"""Makes a turn's words of a command that the person or the project wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent_tui.agent.commands import Commands
from agent_tui.core.custom import CustomCommand, Shell, pieces
from agent_tui.core.events import Event, Notice, Stopped
from agent_tui.core.ops import Invoke, Say


class Invocations:
    """Fills prompts; what they have a shell do passes the gate like any call."""

    def __init__(self, customs: Sequence[CustomCommand], commands: Commands, emit: Callable[[Event], None]) -> None:
        self._customs = {command.name: command for command in customs}
        self._commands = commands
        self._emit = emit

    async def words(self, op: Invoke) -> Say | None:
        """What `op` says; None where it was stopped or not allowed, which is told."""
        line = f"/{op.name} {op.arguments}".strip()
        if op.name not in self._customs:
            self._emit(Stopped("refused", f"There is no command /{op.name} in this directory or of yours."))
            return None
        command = self._customs[op.name]
        if command.unheeded:
            asked = " and ".join(command.unheeded)
            told = f"/{op.name} names {asked}, which agent does not heed: the mode, rules and model in force hold."
            self._emit(Notice(told, "warning"))
        parts: list[str] = []
        for piece in pieces(command, op.arguments):
            if isinstance(piece, Shell):
                result = await self._commands.output(piece.command)
                if result is None:
                    told = f"/{op.name} was not sent: `{piece.command}` was stopped or not allowed."
                    self._emit(Stopped("refused", told))
                    return None
                parts.append(result.text)
            else:
                parts.append(piece)
        return Say("".join(parts).strip(), shown=line)
