"""Changes the rules of the gate, as the person asks for it."""

from __future__ import annotations

from agent_tui.core.errors import UserError
from agent_tui.core.events import Notice
from agent_tui.core.ops import AddRule, DropRule
from agent_tui.core.ports import Gate

_DONE = {"allow": "Allowed", "ask": "Asked about", "deny": "Denied"}


def rule_changed(gate: Gate, op: AddRule | DropRule) -> Notice:
    """Do what `op` asks for, and say what came of it."""
    try:
        if isinstance(op, AddRule):
            gate.remember((op.rule,), op.scope, op.effect)
            return Notice(f"{_DONE[op.effect]} from now on: {op.rule}")
        if gate.forget(op.rule):
            return Notice(f"No longer a rule: {op.rule}")
    except UserError as error:
        return Notice(str(error), "warning")
    except OSError as error:
        return Notice(f"The rule could not be kept: {error.strerror}.", "error")
    return Notice(f"No rule {op.rule} was added here; those of the configuration are changed in its file.", "warning")
