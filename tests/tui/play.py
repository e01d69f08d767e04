"""Runs the app on a session that answers by itself, for a person to try: `python -m tests.tui.play`."""

from __future__ import annotations

import asyncio
import sys

from agent_tui.core import events as e
from agent_tui.core.ops import Answer, Interrupt, Op, Say, SetMode, SetModel
from agent_tui.core.views import Result
from agent_tui.tui.outside import Outside
from agent_tui.tui.running import run
from tests.tui import support as s


class LivelySession(s.PlayedSession):
    """Reads, edits with leave, and writes a long answer for each message."""

    def __init__(self) -> None:
        super().__init__()
        self._turn: asyncio.Task[None] | None = None
        self._answered: asyncio.Future[Answer] | None = None

    def send(self, op: Op) -> None:
        super().send(op)
        match op:
            case Say(text=text):
                self._turn = asyncio.create_task(self._answer(text))
            case Interrupt() if self._turn is not None:
                self._turn.cancel()
                self.play(e.Stopped("interrupted"))
            case Answer() if self._answered is not None and not self._answered.done():
                self.play(e.Answered(op.call_id, op.allow, op.scope, op.reason))
                self._answered.set_result(op)
            case SetMode(mode=mode):
                self.play(e.ModeChanged(mode))
            case SetModel(model=model):
                self.play(e.ModelChanged(model, 200_000))

    async def _answer(self, text: str) -> None:
        self.play(s.began(text), e.StepBegan(1, "played"), *s.BATCH)
        await asyncio.sleep(0.3)
        self.play(*s.BATCH_END)
        if "edit" in text:
            self._answered = asyncio.get_running_loop().create_future()
            self.play(s.call_began("e", "edit_file", "shop/cart.py"), e.Asked("e", "Writes a file.", s.DIFF, ("edit",)))
            answer = await self._answered
            self.play(s.call_ended("e", "edit_file", Result("done", s.DIFF, failed=not answer.allow)))
        whole = "\n".join([s.ANSWER] * (40 if "long" in text else 2))
        for at in range(0, len(whole), 6):
            self.play(e.Delta("text", whole[at : at + 6]))
            await asyncio.sleep(0.01)
        self.play(s.replied(whole), s.spent(), e.Stopped("done"))


if __name__ == "__main__":
    sys.exit(run(LivelySession().opened, s.SETTINGS, Outside()))
