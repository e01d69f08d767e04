"""A request as LiteLLM wants it: messages and tools in the form of OpenAI's chat completions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agent_tui.core.messages import AssistantMessage, Image, Message, Request, ToolMessage, ToolSpec, UserMessage


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
        if isinstance(message, UserMessage):
            pending.append(message)
            continue
        out.extend(_user(pending))
        pending = []
        out.extend(_other(message, request.model))
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


def _other(message: Message, model: str) -> list[dict[str, Any]]:
    match message:
        case AssistantMessage():
            return [_assistant(message, model)]
        case ToolMessage(call_id=call_id, text=text, images=images):
            result = {"role": "tool", "tool_call_id": call_id, "content": text or "(no output)"}
            if not images:
                return [result]
            # Chat completions take no pictures in a tool's result: they follow it.
            shown = [UserMessage("The picture that the tool returned:", images)]
            return [result, *_user(shown)]
        case UserMessage():
            return _user([message])


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
