"""Runs commands of the person beside whatever the agent does, and lets the model overhear them."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable

from msgspec.json import encode

from agent_tui.agent.dispatch import Dispatch
from agent_tui.core.events import (
    CallBegan,
    CallEnded,
    CallProgress,
    CommandBegan,
    CommandEnded,
    Event,
)
from agent_tui.core.messages import Call, UserMessage
from agent_tui.core.ops import Answer, Run
from agent_tui.core.sanitise import sanitise
from agent_tui.core.views import Result, Screen

_TOOL = "bash"
_KEPT = 20_000
"""Characters kept of what a command had printed when it was stopped."""
_STOPPED = "[stopped by the user]"


class Commands:
    """The commands of the person, one after another."""

    def __init__(
        self, dispatch: Callable[[], Dispatch], overheard: list[UserMessage], emit: Callable[[Event], None]
    ) -> None:
        """`overheard` takes what the model is to know."""
        self._dispatch = dispatch
        self._overheard = overheard
        self._emit = emit
        self._one_by_one = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._live: Dispatch | None = None

    def start(self, op: Run) -> None:
        """Run a command once those before it have ended."""
        task = asyncio.create_task(self._run(op, f"own-{secrets.token_hex(6)}"))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def output(self, command: str) -> Result | None:
        """What `command` of a prompt prints; None where it was stopped or not allowed."""
        call_id = f"own-{secrets.token_hex(6)}"
        self._emit(CommandBegan(call_id, command, told=False))
        ended = await self._carried_out(command, call_id)
        self._emit(CommandEnded(call_id, ended.result, ended.seconds, ended.denied))
        task = asyncio.current_task()
        stopped = task is not None and task.cancelling()
        return None if ended.denied or stopped else ended.result

    def stop(self) -> bool:
        """Stop all commands; False where none runs that is not being stopped already."""
        live = [task for task in self._tasks if not task.done() and not task.cancelling()]
        for task in live:
            task.cancel()
        return bool(live)

    def answer(self, op: Answer) -> bool:
        """Hand over an answer; False where no command waits for it."""
        return self._live is not None and self._live.answer(op)

    async def close(self) -> None:
        """Stop all commands and wait for their ends."""
        self.stop()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _run(self, op: Run, call_id: str) -> None:
        self._emit(CommandBegan(call_id, op.command, op.told))
        began = time.perf_counter()
        try:
            async with self._one_by_one:
                ended = await self._carried_out(op.command, call_id)
        except asyncio.CancelledError:
            # Stopped before it began.
            ended = CallEnded(call_id, _TOOL, _stopped(op.command, ""), 0.0)
        message = None
        if op.told and not ended.denied:
            text = f"<user_command>\n$ {op.command}\n{ended.result.text}\n</user_command>"
            message = UserMessage(text, source="command")
            self._overheard.append(message)
        self._emit(CommandEnded(call_id, ended.result, time.perf_counter() - began, ended.denied, message))

    async def _carried_out(self, command: str, call_id: str) -> CallEnded:
        """What became of `command`; being cancelled stops it."""
        printed, ended = "", None
        dispatch = self._live = self._dispatch()
        try:
            async for event in dispatch((Call(call_id, _TOOL, encode({"command": command}).decode()),)):
                match event:
                    case CallBegan():
                        pass
                    case CallEnded():
                        ended = event
                    case CallProgress(text=text):
                        printed = (printed + text)[-_KEPT:]
                        self._emit(event)
                    case _:
                        self._emit(event)
        except asyncio.CancelledError:
            pass
        finally:
            self._live = None
        return ended or CallEnded(call_id, _TOOL, _stopped(command, sanitise(printed)), 0.0)


def _stopped(command: str, printed: str) -> Result:
    text = f"{printed.rstrip()}\n{_STOPPED}".lstrip()
    return Result(text, Screen(command, printed), failed=True, summary="stopped")
