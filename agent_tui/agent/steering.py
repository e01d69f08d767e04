"""Lets the person speak into a running turn, as a wrapper around the model."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from agent_tui.core.conversation import Conversation
from agent_tui.core.events import Event, Steered
from agent_tui.core.messages import UserMessage
from agent_tui.core.ports import Model


class Steering:
    """The `Model` of a turn that can be steered."""

    def __init__(self, model: Model, overheard: list[UserMessage]) -> None:
        """What is put into `overheard` reaches the model with the next request, without a hurry."""
        self._model = model
        self._overheard = overheard
        self._said: list[str] = []

    @property
    def name(self) -> str:
        return self._model.name

    def add(self, text: str) -> None:
        """Say `text` before the next request."""
        self._said.append(text)

    @property
    def waiting(self) -> bool:
        """Whether something was said that the model has not heard."""
        return bool(self._said)

    def left(self) -> tuple[str, ...]:
        """What was said too late for the turn, newest first; it is forgotten here."""
        left = tuple(reversed(self._said))
        self._said.clear()
        return left

    async def reply(self, conversation: Conversation) -> AsyncGenerator[Event, None]:
        """As `core.ports.Model`, with what was overheard and said added first."""
        while self._overheard or self._said:
            message = self._overheard.pop(0) if self._overheard else UserMessage(self._said.pop(0))
            conversation.add(message)
            yield Steered(message)
        async for event in self._model.reply(conversation):
            yield event
