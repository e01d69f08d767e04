"""What the gate says of a call."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct


class Mode(StrEnum):
    """How much the agent may do without asking, from least to most."""

    PLAN = "plan"
    ASK = "ask"
    EDITS = "edits"
    AUTO = "auto"
    YOLO = "yolo"


class Allow(Struct, frozen=True, tag="allow"):
    """The call may run."""

    rule: str = ""
    """What decided: a rule as written, or the name of a built-in one."""


class Ask(Struct, frozen=True, tag="ask"):
    """The person decides."""

    reason: str
    rule: str = ""
    offer: tuple[str, ...] = ()
    """The exact rules that an answer for longer than once would add; empty where only this call can be allowed."""


class Deny(Struct, frozen=True, tag="deny"):
    """The call may not run; `reason` is for the model and the person."""

    reason: str
    rule: str = ""


Verdict = Allow | Ask | Deny

Scope = Literal["once", "session", "project", "always"]
"""How long a yes holds."""

RuleKind = Literal["allow", "ask", "deny"]
"""The lists of rules; deny counts first, then ask, then allow."""
