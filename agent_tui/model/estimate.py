"""Estimates the usage of a request that nobody reported: four characters a token."""

from __future__ import annotations

from msgspec.json import encode

from agent_tui.core.messages import AssistantMessage, Request, Usage

_CHARACTERS_A_TOKEN = 4


def estimated(request: Request, reply: AssistantMessage) -> Usage:
    """What `request` and `reply` come to, marked as an estimate."""
    answered = len(reply.text) + len(reply.reasoning) + len(encode(reply.calls))
    return Usage(len(encode(request)) // _CHARACTERS_A_TOKEN, answered // _CHARACTERS_A_TOKEN, estimated=True)
