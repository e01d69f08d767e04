"""What is said: messages of a conversation, and the request that carries them to a model."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

Effort = Literal["", "minimal", "low", "medium", "high"]
"""How much a model reasons; empty leaves it to the model."""


class Call(Struct, frozen=True):
    """A model's wish to use a tool."""

    id: str
    """Unique inside its conversation; pairs the call with its result."""
    name: str
    arguments: str
    """The arguments as the model wrote them: JSON text, not yet checked."""


class Image(Struct, frozen=True):
    """A picture sent to a model that takes pictures."""

    media_type: str
    data: str
    """Base64."""


class UserMessage(Struct, frozen=True, tag="user", tag_field="role", omit_defaults=True):
    """Words that reach the model from this side of the talk."""

    text: str
    images: tuple[Image, ...] = ()
    source: Literal[
        "person", "environment", "instructions", "reminder", "summary", "said", "facts", "pinned", "command", "mention"
    ] = "person"
    """Who speaks: the person, now or, `said`, before a compaction; a command of theirs, what they mention; or we."""
    pinned: bool = False
    """The person wants it kept word for word, whatever the window demands."""


class AssistantMessage(Struct, frozen=True, tag="assistant", tag_field="role", omit_defaults=True):
    """One whole reply of a model."""

    text: str = ""
    reasoning: str = ""
    calls: tuple[Call, ...] = ()
    thinking: tuple[dict[str, Any], ...] = ()
    """The provider's own thinking blocks, replayed unchanged to the same model and dropped for any other."""
    model: str = ""
    interrupted: bool = False
    """The person stopped it; the text is what had come by then."""
    pinned: bool = False
    """As in `UserMessage`."""


class ToolMessage(Struct, frozen=True, tag="tool", tag_field="role", omit_defaults=True):
    """What came back from one call."""

    call_id: str
    name: str
    text: str
    failed: bool = False
    images: tuple[Image, ...] = ()
    pinned: bool = False
    """As in `UserMessage`."""


Message = UserMessage | AssistantMessage | ToolMessage


class ToolSpec(Struct, frozen=True):
    """A tool as a model is told of it."""

    name: str
    description: str
    parameters: dict[str, Any]
    """JSON schema of the arguments: an object, `additionalProperties` false."""


class Request(Struct, frozen=True, omit_defaults=True):
    """One request to a model, in the order a provider caches it: tools, system, messages."""

    model: str
    """`provider/name` as LiteLLM spells it, or `demo`."""
    system: str
    tools: tuple[ToolSpec, ...]
    messages: tuple[Message, ...]
    effort: str = ""
    """Reasoning effort (`low`, `medium`, `high`), or empty for the model's own."""
    max_output: int = 0
    """Tokens the answer may have; 0 leaves it to the provider."""


class Usage(Struct, frozen=True, omit_defaults=True):
    """Tokens and money of one request, or of several added up."""

    input_tokens: int = 0
    """All input tokens, the cached ones included."""
    output_tokens: int = 0
    cached_tokens: int = 0
    """Input tokens read from the provider's cache."""
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0
    """Output tokens spent on reasoning."""
    cost: float = 0.0
    """US dollars."""
    priced: bool = True
    """False where a price was not known, so that `cost` is too low."""
    estimated: bool = False
    """True where the provider reported nothing and the tokens were counted here."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.cache_write_tokens + other.cache_write_tokens,
            self.reasoning_tokens + other.reasoning_tokens,
            self.cost + other.cost,
            self.priced and other.priced,
            self.estimated or other.estimated,
        )

    @property
    def total_tokens(self) -> int:
        return self.input_tokens + self.output_tokens
