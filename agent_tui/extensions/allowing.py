"""Reads what a command's file wants to be allowed, in the words of other agents or in those of our own rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent_tui.core.sanitise import one_line

_OURS = {
    "Bash": ("bash",),
    "Edit": ("edit_file", "multi_edit", "apply_patch"),
    "Glob": ("glob",),
    "Grep": ("grep",),
    "LS": ("list_dir",),
    "MultiEdit": ("multi_edit",),
    "Read": ("read_file",),
    "Task": ("task",),
    "TodoWrite": ("todo",),
    "WebFetch": ("web_fetch",),
    "Write": ("write_file",),
}
"""Tools by the names that other agents have for them."""
_ENTRY = re.compile(r"(?P<tool>[A-Za-z_][\w.-]*)(?:\((?P<pattern>.+)\))?", re.DOTALL)
_GAP = re.compile(r"\s+\(")
_LONGEST = 200


def allowed(said: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The permission rules that `said` stands for, and those of its entries that stand for none."""
    rules: list[str] = []
    unheeded: list[str] = []
    for text in said if isinstance(said, list) else [said]:
        for entry in _entries(str(text)):
            meant = _rules(entry)
            rules += meant
            unheeded += [] if meant else [one_line(entry, _LONGEST)]
    return tuple(dict.fromkeys(rules)), tuple(unheeded)


def _entries(text: str) -> Iterator[str]:
    """The parts of a list with commas or spaces between them; what stands in parentheses is one part."""
    depth, entry = 0, ""
    # A pattern that lost its tool by a space must never leave the tool without its pattern.
    for sign in _GAP.sub("(", text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth <= 0 and (sign == "," or sign.isspace()):
            yield from [entry] if entry else []
            entry = ""
        else:
            entry += sign
    yield from [entry] if entry else []


def _rules(entry: str) -> tuple[str, ...]:
    """The rules of one entry; none where it cannot be understood."""
    found = _ENTRY.fullmatch(entry)
    if found is None:
        return ()
    name, pattern = found["tool"], found["pattern"]
    # Names of our own tools, and of those of servers, begin small.
    tools = _OURS.get(name, (name,) if name[0].islower() else ())
    if pattern and "bash" in tools and pattern.endswith(":*"):
        pattern = f"{pattern.removesuffix(':*')} *"
    return tuple(f"{tool}({pattern})" if pattern else tool for tool in tools)
