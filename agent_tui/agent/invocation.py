"""Makes a turn of a command that the person or the project wrote."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from agent_tui.agent.commands import Commands
from agent_tui.agent.lending import Lending
from agent_tui.core.custom import CustomCommand, Shell, pieces
from agent_tui.core.events import Event, Notice, Stopped
from agent_tui.core.ops import Invoke, Say
from agent_tui.core.ports import Gate

Named = Callable[[str], str]
"""The whole name of the model that a file means; empty where none is known. Blocks."""


class Invocations:
    """Fills prompts; what they have a shell do passes the gate like any call."""

    def __init__(
        self,
        customs: Sequence[CustomCommand],
        commands: Commands,
        gate: Gate,
        lending: Lending,
        named: Named,
        emit: Callable[[Event], None],
    ) -> None:
        self._customs = {command.name: command for command in customs}
        self._commands = commands
        self._gate = gate
        self._lending = lending
        self._named = named
        self._emit = emit

    async def carry_out(self, op: Invoke, turn: Callable[[Say], Awaitable[None]]) -> None:
        """Have `turn` what `op` says, with the model and the rules of its file; why it cannot be had is told."""
        command = self._customs.get(op.name)
        if command is None:
            self._refuse(f"There is no command /{op.name} in this directory or of yours.")
            return
        try:
            model = await asyncio.to_thread(self._named, command.model) if command.model else ""
        except asyncio.CancelledError:
            self._emit(Stopped("interrupted"))
            return
        if command.model and not model:
            self._refuse(
                f"/{op.name} was not sent: its file names the model {command.model}, and no such model is known; "
                "name it there as provider/name, such as openai/gpt-5, or leave it out."
            )
            return
        with self._gate.granting(command.allows) as problems:
            self._tell_grants(command, problems)
            if say := await self._words(command, op):
                with self._lending.lent(model):
                    await turn(say)

    async def _words(self, command: CustomCommand, op: Invoke) -> Say | None:
        """What `op` says; None where it was stopped or not allowed, which is told."""
        parts: list[str] = []
        for piece in pieces(command, op.arguments):
            if isinstance(piece, Shell):
                result = await self._commands.output(piece.command)
                if result is None:
                    self._refuse(f"/{op.name} was not sent: `{piece.command}` was stopped or not allowed.")
                    return None
                parts.append(result.text)
            else:
                parts.append(piece)
        return Say("".join(parts).strip(), shown=op.line)

    def _tell_grants(self, command: CustomCommand, problems: Sequence[str]) -> None:
        if command.allows:
            allows = ", ".join(command.allows)
            self._emit(Notice(f"/{command.name} allows for this turn, where nothing speaks against it: {allows}"))
        if command.unheeded:
            entries = ", ".join(command.unheeded)
            told = f"In allowed-tools of /{command.name} this names no tool that is here, and allows nothing: {entries}"
            self._emit(Notice(told, "warning"))
        for problem in problems:
            self._emit(Notice(f"In allowed-tools of /{command.name}: {problem}.", "warning"))

    def _refuse(self, text: str) -> None:
        self._emit(Stopped("refused", text))
