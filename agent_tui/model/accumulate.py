"""Puts a reply together from the deltas of its stream."""

from __future__ import annotations

import secrets
from typing import Any

from agent_tui.core.messages import AssistantMessage, Call


class Reply:
    """A reply that is being received."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._thinking: list[dict[str, Any]] = []
        self._calls: list[_CallParts] = []
        self._at: dict[int, _CallParts] = {}

    def add_text(self, text: str) -> None:
        self._text.append(text)

    def add_reasoning(self, text: str) -> None:
        self._reasoning.append(text)

    def add_thinking(self, block: dict[str, Any]) -> None:
        """Take a thinking block or a part of one: parts of a block are joined, a signature ends it."""
        last = self._thinking[-1] if self._thinking else None
        if last is None or last.get("type") != block.get("type") or last.get("signature") or "data" in block:
            self._thinking.append(dict(block))
            return
        before, new = last.get("thinking") or "", block.get("thinking") or ""
        # LiteLLM gives the signature together with the whole text of its block.
        whole = bool(block.get("signature")) and new.startswith(before)
        last["thinking"] = new if whole and new else before + new
        if block.get("signature"):
            last["signature"] = block["signature"]

    def add_call(self, index: int, call_id: str | None, name: str | None, arguments: str | None) -> str:
        """Take a part of a call; return its name when that has just become known, else nothing."""
        parts = self._at.get(index)
        # Some servers give every call of a reply the index 0: another id then begins another call.
        if parts is None or (call_id and parts.id and call_id != parts.id):
            parts = self._at[index] = _CallParts()
            self._calls.append(parts)
        news = name if name and not parts.name else ""
        parts.id = parts.id or call_id or ""
        parts.name = parts.name or name or ""
        parts.arguments.append(arguments or "")
        return news

    def message(self) -> AssistantMessage:
        """The reply as it stands; calls without an id get one."""
        used: set[str] = set()
        calls: list[Call] = []
        for parts in self._calls:
            if not parts.name:
                continue
            call_id = parts.id if parts.id and parts.id not in used else f"call_{secrets.token_hex(8)}"
            used.add(call_id)
            calls.append(Call(call_id, parts.name, "".join(parts.arguments)))
        # An unsigned block was not finished, and no provider takes it back.
        thinking = tuple(block for block in self._thinking if block.get("signature") or "data" in block)
        return AssistantMessage(
            "".join(self._text), "".join(self._reasoning), tuple(calls), thinking, model=self._model
        )


class _CallParts:
    def __init__(self) -> None:
        self.id = ""
        self.name = ""
        self.arguments: list[str] = []
