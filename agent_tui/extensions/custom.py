"""Finds the commands that the person and the project wrote, a Markdown file each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from agent_tui.core.custom import CustomCommand
from agent_tui.core.sanitise import one_line

_LIMIT = 64 * 1024
"""Bytes of a file that are read."""
_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?\n?", re.DOTALL | re.MULTILINE)
_UNHEEDED = ("allowed-tools", "model")
"""What other agents read at the top of such a file."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_:-]*")


def custom_commands(places: Sequence[Path]) -> tuple[CustomCommand, ...]:
    """The commands of `places`, by name; a later place goes before an earlier one."""
    found = {command.name: command for place in places for command in _of(place)}
    return tuple(found[name] for name in sorted(found))


def _of(place: Path) -> Iterator[CustomCommand]:
    for path in sorted(place.rglob("*.md")):
        name = ":".join(path.relative_to(place).with_suffix("").parts).lower()
        # A link may lead to where nothing was trusted.
        if _NAME.fullmatch(name) and path.resolve().is_relative_to(place.resolve()):
            try:
                with path.open("rb") as file:
                    text = file.read(_LIMIT).decode("utf-8-sig", errors="replace")
            except OSError:
                continue
            yield _command(name, text)


def _command(name: str, text: str) -> CustomCommand:
    front = _FRONT.match(text)
    body = text[front.end() :].strip() if front else text.strip()
    said = _settings(front.group(1)) if front else {}
    first = next((line.lstrip("# ") for line in body.splitlines() if line.strip()), "")
    meaning = one_line(str(said.get("description") or first), 100)
    hint = one_line(str(said.get("argument-hint") or ""), 40)
    return CustomCommand(name, body, meaning, hint, tuple(key for key in _UNHEEDED if key in said))


def _settings(text: str) -> Mapping[str, object]:
    """What stands at the top of the file; nothing where it cannot be read."""
    import yaml

    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}
    return {str(key): value for key, value in said.items()} if isinstance(said, dict) else {}
