"""What each mode lets through by itself, when no rule has spoken."""

from __future__ import annotations

from agent_tui.core.effects import Asks, Delegates, Effect, Fetches, Notes, Reads, Runs, Unknown, Writes
from agent_tui.core.verdicts import Allow, Ask, Deny, Mode, Verdict

PLAN = (
    "Plan mode only looks: nothing is written, run or fetched. Finish the plan and present it; "
    "the user leaves plan mode when it is agreed."
)
NO_SANDBOX = "Auto mode needs a sandbox and none works on this machine, so only reading is allowed in it."


def judge(effect: Effect, mode: Mode, *, inside: bool, sandboxed: bool = False) -> Verdict:
    """Judge an effect that no rule and no guard has spoken of.

    `inside` says that all its paths lie in the workspace and none is special, or that its command only reads there.
    """
    rule = f"{mode} mode"
    if isinstance(effect, Asks | Notes | Delegates):
        return Allow(rule)
    if _looks(effect) and inside:
        return Allow(rule)
    if isinstance(effect, Reads):
        return Allow(rule) if mode is Mode.YOLO else Ask("It reads outside the workspace.", rule)
    match mode:
        case Mode.PLAN:
            return Deny(PLAN, rule)
        case Mode.YOLO:
            return Allow(rule)
        case Mode.AUTO if not sandboxed:
            return Deny(NO_SANDBOX, rule)
        case Mode.AUTO if isinstance(effect, Runs):
            return Allow("auto mode, sandboxed")
        case Mode.AUTO | Mode.EDITS if isinstance(effect, Writes) and inside:
            return Allow(rule)
        case _:
            return Ask(_reason(effect, inside), rule)


def _looks(effect: Effect) -> bool:
    return isinstance(effect, Reads | Runs)


def _reason(effect: Writes | Runs | Fetches | Unknown, inside: bool) -> str:
    match effect:
        case Writes():
            return "It changes files." if inside else "It changes files outside the workspace."
        case Runs():
            return "It runs a command."
        case Fetches():
            return "It reads from the network."
        case Unknown(name=name):
            return f"Nothing is known of what `{name}` does."
