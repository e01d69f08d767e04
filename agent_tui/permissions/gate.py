"""The gate: one verdict for one call, from rules, the guard and the mode."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from agent_tui.core.effects import Effect, Fetches, Reads, Runs, Writes
from agent_tui.core.errors import UsageError
from agent_tui.core.verdicts import Allow, Ask, Deny, Mode, RuleKind, Scope, Verdict
from agent_tui.permissions import modes
from agent_tui.permissions.command import Commands
from agent_tui.permissions.guard import Guard
from agent_tui.permissions.log import Log, word
from agent_tui.permissions.looking import Looking
from agent_tui.permissions.offer import offer
from agent_tui.permissions.paths import Confines, Place
from agent_tui.permissions.rules import (
    READERS,
    Bases,
    Rule,
    Rules,
    host_rule,
    parse_rule,
    path_rule,
    plain_rule,
)
from agent_tui.permissions.shell import parse
from agent_tui.permissions.store import Store


class Row(Struct, frozen=True):
    """One line of an explanation."""

    command: str
    verdict: str
    """`allow`, `ask` or `deny`."""
    rule: str
    reason: str


class Permissions:
    """The `core.ports.Gate` of a session."""

    def __init__(
        self,
        rules: Rules,
        *,
        confines: Confines,
        home: Path,
        store: Store | None = None,
        log: Log | None = None,
        sandboxed: bool = False,
    ) -> None:
        """`confines` come from the start directory, never from a call; `sandboxed`: in auto mode a sandbox is used."""
        self._rules = rules
        self._confines = confines
        self._guard = Guard(confines, str(home))
        self._store = store
        self._log = log
        self._sandboxed = sandboxed
        self._bases = Bases(confines.root, os.path.realpath(home), confines.insensitive)
        looking = Looking(confines, self._may_look)
        self._commands = Commands(self._guard, looking, confines.root, sandboxed=sandboxed)
        self._kept = store.load() if store else Rules()
        self._session = Rules()
        self._granted: tuple[Rule, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What the person should know of the files that hold their answers."""
        return tuple(self._store.problems) if self._store else ()

    @property
    def in_force(self) -> Rules:
        """All rules that count: of the configuration, of this session, of this project and of all."""
        return self._rules + self._session + self._kept

    def judge(self, tool: str, effect: Effect, mode: Mode) -> Verdict:
        """Deny rules, then the guard, then ask rules, then allow rules, then the mode."""
        if isinstance(effect, Runs):
            return self._commands.judge(tool, effect, mode, self.in_force + Rules(self._granted))
        places = self._places(effect)
        if bad := next((place for place in places if "\0" in place.real), None):
            return Deny(f"The path cannot be used: {bad.concern}.", "paths")
        if rule := self._match(self.in_force.deny, tool, effect, places):
            return Deny(f"The rule `{rule}` forbids it.", str(rule))
        if concern := self._guard.concern(effect):
            return _unless_plan(effect, mode, Ask(concern, "guard"))
        if mode is Mode.PLAN and not isinstance(effect, Reads):
            return modes.judge(effect, mode, inside=False)
        if rule := self._match(self.in_force.ask, tool, effect, places):
            return Ask(f"The rule `{rule}` wants to be asked.", str(rule))
        if mode is Mode.YOLO:
            return modes.judge(effect, mode, inside=True)
        if concerned := next((place for place in places if place.concern), None):
            return Ask(f"`{concerned.real}`: {concerned.concern}.", "paths")
        if rule := self._allowed(tool, effect, places):
            return Allow(str(rule))
        inside = bool(places) and all(place.inside for place in places)
        return self._offering(tool, effect, modes.judge(effect, mode, inside=inside, sandboxed=self._sandboxed), places)

    def remember(self, rules: Sequence[str], scope: Scope, kind: RuleKind = "allow") -> None:
        """As `core.ports.Gate.remember`. Raises `UsageError` where a rule cannot be read, `OSError` from the disk."""
        read = tuple(parse_rule(rule) for rule in rules)
        if scope == "once" or not read:
            return
        self._session += Rules(**{kind: tuple(rule for rule in read if rule not in self.in_force.of(kind))})
        if scope != "session" and self._store:
            self._store.add((str(rule) for rule in read), kind, project=scope == "project")
            self._kept = self._store.load()
            self._session = self._session.without(self._kept.of(kind))

    @contextmanager
    def granting(self, rules: Sequence[str]) -> Iterator[Sequence[str]]:
        """As `core.ports.Gate.granting`; they count as allow rules do, after all others."""
        before, granted, problems = self._granted, list[Rule](), list[str]()
        for rule in rules:
            try:
                granted.append(parse_rule(rule))
            except UsageError as error:
                problems.append(str(error))
        self._granted = tuple(granted)
        try:
            yield problems
        finally:
            self._granted = before

    def forget(self, rule: str) -> bool:
        """As `core.ports.Gate.forget`. Raises `UsageError` where the rule cannot be read, `OSError` from the disk."""
        unwanted = parse_rule(rule)
        known = unwanted in self._session + self._kept
        self._session = self._session.without((unwanted,))
        if self._store and unwanted in self._store.load():
            self._store.drop(str(unwanted))
        self._kept = self._kept.without((unwanted,))
        return known

    def forget_session(self) -> None:
        """As `core.ports.Gate.forget_session`."""
        # What was kept for longer in this session is in the store too.
        self._session = Rules()
        self._kept = self._store.load() if self._store else Rules()

    def record(self, tool: str, effect: Effect, verdict: Verdict, answer: str) -> None:
        """As `core.ports.Gate.record`. Raises `OSError`."""
        if self._log:
            self._log.add(tool, effect, verdict, answer)

    def described(self) -> str:
        """As `core.ports.Gate.described`."""
        kinds: tuple[RuleKind, ...] = ("deny", "ask", "allow")
        rows = [f"{kind:5}  {rule}  ({span})" for kind in kinds for rule, span in self._spans(kind)]
        return "\n".join(rows) or "No rules: the mode alone decides."

    def explain(self, command: str, mode: Mode, tool: str = "bash", cwd: str = "") -> tuple[Row, ...]:
        """What would become of `command`, and, where it has several parts, of each by itself."""
        where = cwd or self._confines.root
        whole = self.judge(tool, Runs(command, where), mode)
        rows = [_row(command, whole)]
        parts = parse(command).parts
        if len(parts) > 1:
            rows += [_row(part.text, self.judge(tool, Runs(part.text, where), mode)) for part in parts]
        return tuple(rows)

    def _match(self, rules: Sequence[Rule], tool: str, effect: Effect, places: Sequence[Place]) -> Rule | None:
        """The first rule of a deny or ask list that speaks of this call."""
        match effect:
            case Reads(paths=paths) | Writes(paths=paths):
                found = (
                    path_rule(rules, tool, path, place, self._bases, strict=False)
                    for path, place in zip(paths, places, strict=True)
                )
                return next((rule for rule in found if rule), None) or plain_rule(rules, tool)
            case Fetches(url=url):
                return host_rule(rules, tool, url)
            case _:
                return plain_rule(rules, tool)

    def _allowed(self, tool: str, effect: Effect, places: Sequence[Place]) -> Rule | None:
        """The allow rule that speaks for this call: for all of its paths, where it has paths."""
        rules = (*self.in_force.allow, *self._granted)
        match effect:
            case Reads() | Writes():
                found = [path_rule(rules, tool, at.real, at, self._bases, strict=True) for at in places]
                return found[0] if found and all(found) else None
            case Fetches(url=url):
                return host_rule(rules, tool, url)
            case _:
                return plain_rule(rules, tool)

    def _spans(self, kind: RuleKind) -> Iterator[tuple[Rule, str]]:
        """The rules of one list with how far each reaches."""
        yield from ((rule, "configuration") for rule in self._rules.of(kind))
        yield from ((rule, "this session") for rule in self._session.of(kind))
        if self._store:
            yield from ((rule, self._store.span(rule)) for rule in self._kept.of(kind))
        if kind == "allow":
            yield from ((rule, "this turn") for rule in self._granted)

    def _places(self, effect: Effect) -> tuple[Place, ...]:
        match effect:
            case Reads(paths=paths):
                return tuple(self._confines.read(path) for path in paths)
            case Writes(paths=paths):
                return tuple(self._confines.write(path) for path in paths)
            case _:
                return ()

    def _may_look(self, path: str, searches: bool) -> bool:
        """As `looking.MayLook`; rules for the reading tools bind commands that look, too."""
        place = self._confines.read(path)
        if not place.inside or place.concern:
            return False
        limits = [
            rule for rule in (*self.in_force.deny, *self.in_force.ask) if any(rule.names(tool) for tool in READERS)
        ]
        if searches and Path(place.real).is_dir():
            return not limits
        return not any(path_rule(limits, tool, path, place, self._bases, strict=False) for tool in READERS)

    def _offering(self, tool: str, effect: Effect, verdict: Verdict, places: Sequence[Place]) -> Verdict:
        if not isinstance(verdict, Ask):
            return verdict
        real = tuple(place.real for place in places)
        return Ask(verdict.reason, verdict.rule, offer(tool, effect, self._bases.project, real=real))


def _unless_plan(effect: Effect, mode: Mode, verdict: Ask) -> Verdict:
    return modes.judge(effect, mode, inside=False) if mode is Mode.PLAN else verdict


def _row(command: str, verdict: Verdict) -> Row:
    return Row(command, word(verdict), verdict.rule, "" if isinstance(verdict, Allow) else verdict.reason)
