"""Finds the commands that the person and the project wrote, a Markdown file each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from agent_tui.core.custom import CustomCommand, parted
from agent_tui.core.sanitise import one_line
from agent_tui.extensions.allowing import allowed

_LIMIT = 64 * 1024
"""Bytes of a file that are read."""
_SESSIONS = ("", "inherit", "default")
"""What stands for the session's own model."""
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
    head, body = parted(text)
    said = _settings(head)
    first = next((line.lstrip("# ") for line in body.splitlines() if line.strip()), "")
    meaning = one_line(str(said.get("description") or first), 100)
    hint = one_line(str(said.get("argument-hint") or ""), 40)
    model = one_line(str(said.get("model") or ""), 200)
    allows, unheeded = allowed(said.get("allowed-tools") or [])
    return CustomCommand(name, body, meaning, hint, "" if model in _SESSIONS else model, allows, unheeded)


def _settings(text: str) -> Mapping[str, object]:
    """What stands at the top of the file; nothing where it cannot be read."""
    import yaml

    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}
    return {str(key): value for key, value in said.items()} if isinstance(said, dict) else {}
