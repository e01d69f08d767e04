"""Makes the next request out of the conversation."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable

from agent_tui.agent.outfit import Outfit
from agent_tui.core.conversation import Conversation, normalised, pinned
from agent_tui.core.events import Event
from agent_tui.core.messages import Request
from agent_tui.core.ports import Provider


class Context:
    """The `Model` of a session: request layout is tools, system, messages, so that each request extends the last."""

    def __init__(self, provider: Provider, model: Callable[[], str], outfit: Callable[[str], Outfit]) -> None:
        """`outfit` gives the same answer for the same model, so that its requests keep their first bytes."""
        self._provider = provider
        self._model = model
        self._outfit = outfit
        self.effort = ""
        """Reasoning effort of later requests; empty for the model's own."""
        self.max_output = 0
        """Tokens an answer may have; 0 leaves it to the provider."""

    @property
    def name(self) -> str:
        return self._model()

    def request(self, conversation: Conversation) -> Request:
        """The request that would go out now."""
        model = self.name
        outfit = self._outfit(model)
        # A pin is for this side only: it must not change the bytes that a provider has cached.
        messages = tuple(pinned(message, on=False) for message in normalised(conversation.messages))
        return Request(model, outfit.system, outfit.tools, messages, self.effort, self.max_output)

    def reply(self, conversation: Conversation) -> AsyncGenerator[Event, None]:
        """As `core.ports.Model`."""
        return self._provider.reply(self.request(conversation))
