"""What the person wrote down: lists of `tool` or `tool(pattern)` to allow, to ask about and to deny."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from agent_tui.core.errors import UsageError
from agent_tui.core.verdicts import RuleKind
from agent_tui.permissions.paths import Place, fold
from agent_tui.permissions.risky import risky
from agent_tui.permissions.shell import Part

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_RULE = re.compile(r"(?P<tool>[A-Za-z_][A-Za-z0-9_.-]*\*?)(?:\((?P<pattern>.*)\))?", re.DOTALL)
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
READERS = frozenset(("read_file", "grep", "glob", "list_dir"))
"""A path rule for one of these holds for all: they give away the same bytes."""
WRITERS = frozenset(("edit_file", "multi_edit", "write_file", "apply_patch"))
"""Likewise for those that change files."""


class Rule(Struct, frozen=True):
    """One line of a list."""

    tool: str
    pattern: str = ""

    def __str__(self) -> str:
        return f"{self.tool}({self.pattern})" if self.pattern else self.tool

    def names(self, tool: str) -> bool:
        """Whether it speaks of `tool` at all; `mcp__server` speaks of all tools of that server."""
        if self.tool.endswith("*"):
            return tool.startswith(self.tool[:-1])
        if self.pattern and any(self.tool in family and tool in family for family in (READERS, WRITERS)):
            return True
        whole_server = self.tool.startswith("mcp__") and self.tool.count("__") == 1
        return tool == self.tool or (whole_server and tool.startswith(self.tool + "__"))


class Rules(Struct, frozen=True):
    """The three lists."""

    allow: tuple[Rule, ...] = ()
    ask: tuple[Rule, ...] = ()
    deny: tuple[Rule, ...] = ()

    def __add__(self, more: Rules) -> Rules:
        return Rules((*self.allow, *more.allow), (*self.ask, *more.ask), (*self.deny, *more.deny))

    def __contains__(self, rule: Rule) -> bool:
        return rule in (*self.allow, *self.ask, *self.deny)

    def of(self, kind: RuleKind) -> tuple[Rule, ...]:
        """One of the lists."""
        return {"allow": self.allow, "ask": self.ask, "deny": self.deny}[kind]

    def without(self, unwanted: Collection[Rule]) -> Rules:
        """The lists, with none of these in them."""
        return Rules(
            *(tuple(rule for rule in one if rule not in unwanted) for one in (self.allow, self.ask, self.deny))
        )


class Bases(Struct, frozen=True):
    """What path patterns are relative to."""

    project: str
    home: str
    insensitive: bool = False


def parse_rule(text: str) -> Rule:
    """Read one rule. Raises `UsageError`."""
    found = _RULE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"`{text}` is no permission rule; write `tool` or `tool(pattern)`, as in `bash(git status)`")
    rule = Rule(found["tool"], (found["pattern"] or "").strip())
    if found["pattern"] is not None and not rule.pattern:
        raise UsageError(f"`{text}` has empty parentheses; leave them out to speak of every use of `{rule.tool}`")
    _check_pattern(text, rule)
    return rule


def parse_rules(allow: Iterable[str] = (), ask: Iterable[str] = (), deny: Iterable[str] = ()) -> Rules:
    """Read the three lists. Raises `UsageError`."""
    return Rules(tuple(map(parse_rule, allow)), tuple(map(parse_rule, ask)), tuple(map(parse_rule, deny)))


def _check_pattern(text: str, rule: Rule) -> None:
    if rule.tool.startswith("web_") and rule.pattern:
        host = rule.pattern.removeprefix("domain:").removeprefix("*.")
        if not rule.pattern.startswith("domain:") or not _HOST.fullmatch(host.lower()):
            raise UsageError(f"`{text}`: write `{rule.tool}(domain:HOST)`, as in `{rule.tool}(domain:docs.python.org)`")
    elif rule.tool == "bash" and rule.pattern:
        try:
            shlex.split(rule.pattern)
        except ValueError:
            raise UsageError(f"`{text}`: a quote is not closed in the pattern") from None
    elif rule.pattern.startswith(("!", "#")):
        raise UsageError(f"`{text}`: a path pattern cannot start with `{rule.pattern[0]}`")
    elif rule.tool.startswith("mcp__") and rule.pattern:
        raise UsageError(f"`{text}`: rules for tools of servers take no pattern; write `{rule.tool}`")


def command_rule(rules: Iterable[Rule], tool: str, part: Part, *, strict: bool) -> Rule | None:
    """The first rule that matches one command.

    `strict` is for allowing: only words that are exactly what bash passes on count, and those that make a harmless
    command act must be spelled out by the rule. Otherwise any likely reading counts: the command's name without its
    directory, words that are in doubt.
    """
    readings = [part.words]
    if not strict and part.words and "/" in part.words[0]:
        readings.append((PurePath(part.words[0]).name, *part.words[1:]))
    none = frozenset[int]()
    globs, spelled = (part.globs, risky(part.words)) if strict else (none, none)
    for rule in rules:
        if rule.names(tool) and (
            not rule.pattern or any(_words_match(rule.pattern, words, globs, spelled) for words in readings)
        ):
            return rule
    return None


def _words_match(pattern: str, words: Sequence[str], globs: frozenset[int], spelled: frozenset[int]) -> bool:
    """Whether a pattern matches; words at `globs` match by no pattern, those at `spelled` only by their very text."""
    wanted = shlex.split(pattern)
    if wanted[-1:] == ["*"]:
        wanted.pop()
        if len(words) < len(wanted):
            return False
    elif len(words) != len(wanted):
        return False
    if any(place >= len(wanted) or wanted[place] != words[place] for place in spelled):
        return False
    return all(
        want == "*" or (place not in globs and _word_matches(want, word))
        for place, (want, word) in enumerate(zip(wanted, words, strict=False))
    )


def _word_matches(want: str, word: str) -> bool:
    pieces = [re.escape(piece) for piece in want.split("*")]
    return re.fullmatch(".*".join(pieces), word, re.DOTALL) is not None


def path_rule(rules: Iterable[Rule], tool: str, path: str, place: Place, bases: Bases, *, strict: bool) -> Rule | None:
    """The first rule that matches a path; with `strict` only by where it really leads, otherwise also as written."""
    candidates = {place.real} if strict else {place.real, os.path.normpath(path)}
    for rule in rules:
        if rule.names(tool) and (not rule.pattern or _any_path(rule.pattern, candidates, bases, strict)):
            return rule
    return None


def _any_path(pattern: str, paths: Iterable[str], bases: Bases, strict: bool) -> bool:
    base, relative = _anchored(pattern, bases, strict)
    spec = _spec(fold(relative, bases.insensitive))
    base = fold(base, bases.insensitive).rstrip("/")
    folded = (fold(path, bases.insensitive) for path in paths)
    return any(path.startswith(base + "/") and spec.match_file(path[len(base) + 1 :]) for path in folded)


def _anchored(pattern: str, bases: Bases, strict: bool) -> tuple[str, str]:
    """The directory that a path pattern is relative to, and the gitignore glob below it."""
    if pattern.startswith("//"):
        return "/", pattern[1:]
    if pattern.startswith("~/"):
        return bases.home, pattern[1:]
    if pattern.startswith(("/", "./")):
        return bases.project, "/" + pattern.removeprefix(".").lstrip("/")
    # A deny of `.env` means any such file; an allow never reaches out of the project without saying so.
    return (bases.project if strict or "/" in pattern.rstrip("/") else "/"), pattern


@lru_cache(maxsize=256)
def _spec(glob: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([glob])


def host_rule(rules: Iterable[Rule], tool: str, url: str) -> Rule | None:
    """The first rule that matches an address: its host, or a domain that the host lies in."""
    host = host_of(url)
    for rule in rules:
        if rule.names(tool) and (not rule.pattern or _host_matches(rule.pattern, host)):
            return rule
    return None


def host_of(url: str) -> str:
    """The host of an http or https address in lower case; empty where there is none that is beyond doubt."""
    try:
        split = urlsplit(url)
        host = (split.hostname or "").rstrip(".")
    except ValueError:
        return ""
    plain = split.scheme in ("http", "https") and "@" not in split.netloc and "\\" not in url
    return host if plain and _HOST.fullmatch(host) else ""


def _host_matches(pattern: str, host: str) -> bool:
    domain = pattern.removeprefix("domain:").removeprefix("*.").lower()
    return bool(host) and (host == domain or host.endswith("." + domain))


def plain_rule(rules: Iterable[Rule], tool: str) -> Rule | None:
    """The first rule without a pattern that names `tool`."""
    return next((rule for rule in rules if not rule.pattern and rule.names(tool)), None)
