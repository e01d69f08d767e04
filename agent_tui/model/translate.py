"""A request as LiteLLM wants it: messages and tools in the form of OpenAI's chat completions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agent_tui.core.messages import AssistantMessage, Image, Request, ToolMessage, ToolSpec, UserMessage


def messages(request: Request) -> list[dict[str, Any]]:
    """The system prompt and the conversation.

    Neighbouring messages of the user are joined into one, since some providers demand that roles alternate. Thinking
    blocks go back unchanged to the model they came from, and to no other.
    """
    out: list[dict[str, Any]] = []
    if request.system:
        out.append({"role": "system", "content": request.system})
    pending: list[UserMessage] = []
    for message in request.messages:
        match message:
            case UserMessage():
                pending.append(message)
            case ToolMessage():
                out.append({"role": "tool", "tool_call_id": message.call_id, "content": message.text or "(no output)"})
                if message.images:
                    # Chat completions take no pictures in a tool's result: they follow the last result of the reply.
                    pending.append(UserMessage(f"What {message.name} returned:", message.images))
            case AssistantMessage():
                out.extend(_user(pending))
                pending = []
                out.append(_assistant(message, request.model))
    out.extend(_user(pending))
    return out


def tools(specs: Iterable[ToolSpec]) -> list[dict[str, Any]]:
    """The tools as functions."""
    return [
        {
            "type": "function",
            "function": {"name": spec.name, "description": spec.description, "parameters": spec.parameters},
        }
        for spec in specs
    ]


def _user(joined: list[UserMessage]) -> list[dict[str, Any]]:
    if not joined:
        return []
    text = "\n\n".join(message.text for message in joined if message.text)
    images = [image for message in joined for image in message.images]
    return [{"role": "user", "content": _content(text, images)}]


def _content(text: str, images: Iterable[Image]) -> str | list[dict[str, Any]]:
    pictures = [
        {"type": "image_url", "image_url": {"url": f"data:{image.media_type};base64,{image.data}"}} for image in images
    ]
    if not pictures:
        return text
    return [*([{"type": "text", "text": text}] if text else []), *pictures]


def _assistant(message: AssistantMessage, model: str) -> dict[str, Any]:
    out: dict[str, Any] = {"role": "assistant", "content": message.text or None}
    if message.calls:
        out["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments or "{}"}}
            for call in message.calls
        ]
    elif not message.text:
        out["content"] = "(no answer)"
    if message.thinking and message.model == model:
        out["thinking_blocks"] = list(message.thinking)
    return out
