"""Goes back to just before a message of the person, and writes that message again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from textual import work

from agent_tui.core.events import Event, Rewound
from agent_tui.tui.drawn import TWICE
from agent_tui.tui.holding import HoldingApp
from agent_tui.tui.outcome import Back, Outcome, What
from agent_tui.tui.rewinding import KINDS, Message, asked, messages
from agent_tui.tui.screens.picker import Picker, Row


def message_rows(found: Sequence[Message], now: float) -> list[Row]:
    """The messages that can be gone back to, with their ages and what was edited since."""
    return [
        Row(
            str(one.turn),
            one.line,
            "",
            f"{one.edits}  {one.old(now):>5}".strip(),
            f"edited since: {one.paths}" if one.since else "nothing was edited since",
        )
        for one in found
    ]


def kind_rows(message: Message) -> list[Row]:
    """What can go back."""
    edits = f"all edits since are taken back (not what shell commands changed): {message.paths}"
    return [
        Row("both", "conversation and files", "", message.edits, f"The talk from there on and {edits}"),
        Row("conversation", "conversation only", "", "", "The talk from there on is taken back; all files stay."),
        Row("files", "files only", "", message.edits, f"The talk stays; {edits}"),
    ]


class ReturningApp(HoldingApp):
    """The app with the ways back in its talk."""

    _returning: Message | None = None
    """What the talk was asked to return to."""
    _escaped = float("-inf")
    """When Esc found nothing to stop."""

    def _take(self, new: Sequence[Event]) -> None:
        super()._take(new)
        message = self._returning
        if message and any(isinstance(event, Rewound) and event.turn == message.turn for event in new):
            self._returning = None
            self._composer.write_again(message.text)

    def _go(self, outcome: Outcome) -> None:
        """Go to another session, or back in this one, where a command asks for that."""
        if outcome.switch is not None:
            self._switch(outcome.switch)
        if outcome.back is not None:
            self._go_back(outcome.back)

    def _escape(self) -> None:
        """Esc was pressed where it stops nothing: the second time asks for the way back."""
        if not self.state.ways.points:
            return
        if self._clock() - self._escaped <= TWICE:
            self._escaped = float("-inf")
            self._go_back(Back())
        else:
            self._escaped = self._clock()
            self._say_at_edge("esc again: back to before a message")

    @work(group="pick", exclusive=True)
    async def _go_back(self, back: Back) -> None:
        found = await asyncio.to_thread(messages, self.state)
        turn: str | None = str(back.turn)
        if not back.turn:
            turn = await self._choice("Go back to just before", message_rows(found, time.time()))
        message = next((one for one in found if str(one.turn) == turn), None)
        if message is None:
            return
        what = back.what or await self._kind(message)
        if what is not None:
            self._returning = message
            self._send(asked(message.turn, what))

    async def _kind(self, message: Message) -> What | None:
        """What is to go back, as the person chooses; without edits there is nothing to choose."""
        if not message.since:
            return "conversation"
        chosen = await self._choice(f"Go back to just before: {message.line}", kind_rows(message))
        return next((kind for kind in KINDS if kind == chosen), None)

    async def _choice(self, title: str, rows: Sequence[Row]) -> str | None:
        return await self.push_screen_wait(Picker(title, rows, self._palette()))
