"""Judges commands: by rules that every part must satisfy, by the guard and by the mode."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent_tui.core.effects import Runs
from agent_tui.core.verdicts import Allow, Ask, Deny, Mode, Verdict
from agent_tui.permissions import modes
from agent_tui.permissions.guard import Guard
from agent_tui.permissions.looking import Looking
from agent_tui.permissions.nested import likely
from agent_tui.permissions.offer import offer
from agent_tui.permissions.rules import Rule, Rules, command_rule, plain_rule
from agent_tui.permissions.shell import Part, Script, parse


class Commands:
    """What is known of commands beyond the rules."""

    def __init__(self, guard: Guard, looking: Looking, root: str, *, sandboxed: bool) -> None:
        self._guard = guard
        self._looking = looking
        self._root = root
        self._sandboxed = sandboxed

    def judge(self, tool: str, effect: Runs, mode: Mode, rules: Rules) -> Verdict:
        """Judge one command by the rules in force."""
        script = parse(effect.command)
        if rule := _speaking(rules.deny, tool, script):
            return Deny(f"The rule `{rule}` forbids it.", str(rule))
        unproven = None if effect.typed else self._looking.unproven(script, effect.cwd)
        only_looks = unproven == ()
        if mode is Mode.PLAN and not only_looks:
            return modes.judge(effect, mode, inside=False)
        if concern := self._guard.concern(effect):
            return Ask(concern, "guard")
        if rule := _speaking(rules.ask, tool, script):
            return Ask(f"The rule `{rule}` wants to be asked.", str(rule))
        if _hidden((*rules.deny, *rules.ask), tool, script):
            return Ask("It cannot be told whether a rule forbids it: what it runs is not spelled out.", "shell")
        if not only_looks and mode is not Mode.YOLO and (rule := _allowing(rules.allow, tool, script, unproven)):
            return Allow(str(rule))
        verdict = modes.judge(effect, mode, inside=only_looks, sandboxed=self._sandboxed)
        if not isinstance(verdict, Ask):
            return verdict
        if script.first_doubt:
            return Ask(f"No rule can speak for it: {script.first_doubt}.", "shell")
        return Ask(verdict.reason, verdict.rule, offer(tool, effect, self._root, unproven or ()))


def _hidden(against: Sequence[Rule], tool: str, script: Script) -> bool:
    """Whether there are rules against commands and it cannot be told if they speak of this one."""
    if not any(rule.names(tool) for rule in against):
        return False
    return not script.parts or any(part.opaque for part in _all_likely(script))


def _speaking(rules: Sequence[Rule], tool: str, script: Script) -> Rule | None:
    """The first rule that any likely reading of any part matches."""
    if rule := plain_rule(rules, tool):
        return rule
    for part in _all_likely(script):
        if rule := command_rule(rules, tool, part, strict=False):
            return rule
    return None


def _allowing(allowed: Sequence[Rule], tool: str, script: Script, unproven: Sequence[Part] | None) -> Rule | None:
    """The first of the rules that together allow every part that needs one; None where some part is left over."""
    if rule := plain_rule(allowed, tool):
        return rule
    if not script.plain or not unproven:
        return None
    found = [command_rule(allowed, tool, part, strict=True) for part in unproven]
    return found[0] if all(found) else None


def _all_likely(script: Script) -> Iterator[Part]:
    for part in script.parts:
        yield from likely(part)
