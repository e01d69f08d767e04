"""A model behind a window of a chosen size, with what it was sent."""

from __future__ import annotations

from collections.abc import Callable

from agent_tui.agent.compaction import Compaction
from agent_tui.agent.context import Context
from agent_tui.agent.counted import Counted
from agent_tui.agent.outfit import Outfit
from agent_tui.agent.windowed import Windowed
from agent_tui.core.budget import Shares
from agent_tui.core.conversation import Conversation
from agent_tui.core.events import Event, Replied
from agent_tui.core.messages import Request, ToolSpec, UserMessage
from tests.support.scripted import FlatPrices, ScriptedProvider

SUMMARISE = "Write a summary."
SYSTEM = "You are a careful engineer. " * 40
TOOLS = tuple(ToolSpec(name, f"{name} does its work. " * 8, {"type": "object"}) for name in ("bash", "read_file"))


class WordTokens:
    """A `core.ports.Tokens` that knows no model: a token for every four characters, begun ones too."""

    def __init__(self) -> None:
        self.exact = True
        self.counted = 0
        self.learned: list[tuple[int, int]] = []

    def load(self) -> bool:
        return True

    def encoding(self, model: str) -> str:
        return ""

    def plain(self, text: str, model: str = "") -> int:
        self.counted += 1
        return -(-len(text) // 4)

    def factor(self, model: str) -> float:
        return 1.0

    def observe(self, model: str, reported: int, estimated: int) -> None:
        self.learned.append((reported, estimated))


class MemoryOutputs:
    """Keeps texts in a dictionary."""

    directory = "/store"

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def keep(self, name: str, text: str) -> None:
        self.kept.setdefault(name, text)


class Narrow:
    """A conversation with a scripted model whose window has `window` tokens."""

    def __init__(
        self,
        window: int,
        answer: Callable[[Request], Replied],
        summary: Callable[[Request], Replied],
        summaries: tuple[str, int] = ("", 0),
    ) -> None:
        """`summaries` names the model that writes them, and what a request to it may have, where it is another."""
        self._answer, self._summary = answer, summary
        self.provider = ScriptedProvider(refill=self._reply)
        self.tokens = WordTokens()
        self.outputs = MemoryOutputs()
        self.counted = Counted(self.tokens)
        self.context = Context(self.provider, lambda: "scripted", lambda _: Outfit(SYSTEM, TOOLS))
        compaction = Compaction(self.provider, SUMMARISE, *summaries)
        self.windowed = Windowed(self.context, compaction, self.counted, self.outputs, FlatPrices(window), Shares())
        self.conversation = Conversation()

    def _reply(self, request: Request) -> Replied:
        asked = request.messages[-1]
        is_summary = isinstance(asked, UserMessage) and asked.text.startswith(SUMMARISE)
        return self._summary(request) if is_summary else self._answer(request)

    async def request(self) -> list[Event]:
        """Send the next request; the reply joins the conversation."""
        seen: list[Event] = []
        async for event in self.windowed.reply(self.conversation):
            seen.append(event)
            if isinstance(event, Replied):
                self.conversation.add(event.message)
        return seen

    def size(self, request: Request) -> int:
        """Tokens of `request`."""
        weigh = self.counted.weigher("scripted")
        return weigh(request.system) + sum(map(weigh, request.tools)) + sum(map(weigh, request.messages))
