"""Goes back: takes edits back, and lets the conversation stand as it did; and forth again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec.structs import replace

from agent_tui.agent.parts import Parts
from agent_tui.agent.state import SessionState
from agent_tui.core.conversation import Conversation, Stand
from agent_tui.core.errors import UserError
from agent_tui.core.events import Event, Notice, Reverted, Rewound, Unwound
from agent_tui.core.ops import Redo, Rewind, RewindUndo, Undo
from agent_tui.core.views import Diff

_COMMANDS = "Only what the file tools edited was taken back; what shell commands changed stays as it is."
_GONE = "There is no such message to go back to."
_NOTHING_LEFT = "There is no rewind to take back."
_NO_EDITS = "Nothing was edited since that message, or all of it was taken back."


class Reverting:
    """The ways back of a session, while no turn is under way."""

    def __init__(
        self, state: SessionState, conversation: Conversation, parts: Parts, emit: Callable[[Event], None]
    ) -> None:
        self._state = state
        self._conversation = conversation
        self._parts = parts
        self._emit = emit

    async def carry_out(self, op: Undo | Redo | Rewind | RewindUndo) -> None:
        """Do what the person asked for; where that is not possible, nothing is changed."""
        try:
            match op:
                case Undo():
                    self._tell(await asyncio.to_thread(self._parts.edits.undo), undone=True)
                case Redo():
                    self._tell(await asyncio.to_thread(self._parts.edits.redo), undone=False)
                case Rewind():
                    await self._rewind(op)
                case RewindUndo():
                    await self._unwind()
        except UserError as error:
            self._emit(Notice(str(error), "warning"))
        except OSError as error:
            self._emit(Notice(f"Nothing was changed: {error.filename}: {error.strerror}.", "error"))

    def _tell(self, view: Diff, *, undone: bool) -> None:
        self._remind(_paths(view), undone=undone)
        self._emit(Reverted(view, undone))

    def _remind(self, paths: tuple[str, ...], *, undone: bool) -> None:
        done = "took back" if undone else "brought back"
        self._parts.opening.remind(f"The user {done} the last edits of {', '.join(paths)}.")

    async def _rewind(self, op: Rewind) -> None:
        stand = self._state.ways.to(op.turn)
        if stand is None:
            raise UserError(_GONE)
        view = await asyncio.to_thread(self._parts.edits.undo_since, op.turn) if op.files else Diff((), 0, 0)
        if op.conversation:
            before = self._state.context_tokens
            after = await self._tokens(stand, "rewind")
            self._state.ways = self._state.ways.back(op.turn, self._now, _paths(view))
            self._return_to(stand, after)
            self._emit(Rewound(op.turn, before, after, _paths(view)))
        elif view.changes:
            self._remind(_paths(view), undone=True)
        else:
            raise UserError(_NO_EDITS)
        if view.changes:
            self._emit(Reverted(view, undone=True))
            self._emit(Notice(_COMMANDS))

    async def _unwind(self) -> None:
        end = self._state.ways.end
        if end is None:
            raise UserError(_NOTHING_LEFT)
        after = await self._tokens(end.stand, "rewind taken back")
        self._state.ways = self._state.ways.forth(self._now)
        self._return_to(end.stand, after)
        self._emit(Unwound(after))
        if end.files:
            self._remind(end.files, undone=True)

    @property
    def _now(self) -> Stand:
        return replace(self._conversation.stand, told=self._parts.opening.told)

    async def _tokens(self, stand: Stand, cause: str) -> int:
        """Tokens of the next request once the conversation stands so, which is for `cause`."""
        there = Conversation(stand.messages, stand.fold, stand.whole)
        return (await self._parts.windowed.broken(there, cause)).tokens

    def _return_to(self, stand: Stand, tokens: int) -> None:
        self._conversation.return_to(stand)
        self._parts.opening.told = stand.told
        # What the model has seen of files may be gone from the talk, or be newer than the files are.
        self._parts.forget_files()
        self._state.context_tokens = tokens


def _paths(view: Diff) -> tuple[str, ...]:
    return tuple(change.path for change in view.changes)
