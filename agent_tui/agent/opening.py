"""What a turn begins with: the person's words, and what the model must know beside them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from agent_tui.agent.surroundings import mode_sentence
from agent_tui.core.messages import UserMessage
from agent_tui.core.ops import Say
from agent_tui.core.verdicts import Mode

Instructions = Callable[[], Awaitable[str]]
"""The project's own instructions (AGENTS.md), marked as such; empty where there are none."""

Mentioned = Callable[[str], Awaitable[tuple[UserMessage, ...]]]


class Opening:
    """Remembers what the model was told, so that it is told again only when it changed."""

    def __init__(
        self,
        environment: Callable[[Mode], Awaitable[str]],
        instructions: Instructions,
        told_mode: Callable[[Mode], str] = mode_sentence,
        mentioned: Mentioned | None = None,
    ) -> None:
        """`mentioned` makes messages of what the person's words name."""
        self._mentioned = mentioned
        self._environment = environment
        self._instructions = instructions
        self._told_mode = told_mode
        self.told: Mode | None = None
        """The permission mode that the model knows of."""
        self._reminders: list[str] = []
        self.overheard: list[UserMessage] = []
        """What the model is to know of what the person did beside the talk."""

    def remind(self, text: str) -> None:
        """Tell the model `text` with the person's next words."""
        self._reminders.append(text)

    async def ground(self, mode: Mode) -> tuple[UserMessage, ...]:
        """What every conversation begins with: the environment block and the instructions, as they are now."""
        environment = UserMessage(await self._environment(mode), source="environment")
        instructions = await self._instructions()
        return (environment, UserMessage(instructions, source="instructions")) if instructions else (environment,)

    async def ground_again(self, mode: Mode) -> tuple[UserMessage, ...]:
        """The same, for a conversation that goes on from it."""
        self.told = mode
        return await self.ground(mode)

    async def messages(self, say: Say, mode: Mode, *, first: bool) -> tuple[UserMessage, ...]:
        """The messages to add for `say`; with the environment block and the instructions when it is the first."""
        named = await self._mentioned(say.text) if self._mentioned is not None else ()
        before = list(await self.ground_again(mode)) if first else []
        if mode is not self.told:
            self._reminders.append(self._told_mode(mode))
        before += [UserMessage(f"<reminder>{text}</reminder>", source="reminder") for text in self._reminders]
        self._reminders.clear()
        before += self.overheard
        self.overheard.clear()
        self.told = mode
        return (*before, *named, UserMessage(say.text, say.images))
