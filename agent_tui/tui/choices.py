"""All that can be chosen in the command palette."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from agent_tui.core.custom import CustomCommand
from agent_tui.tui.commands import listed
from agent_tui.tui.keys import Key
from agent_tui.tui.screens.picker import Row
from agent_tui.tui.settings import Settings

KEY = "key:"
"""Stands before the action of a key in a row's value; every other value is a command line."""
_UNASKED = ("palette", "leave_if_empty", "cancel")
"""Actions of keys that would do nothing from a list, or what a command does."""


def palette_rows(
    settings: Settings, themes: Sequence[str], sessions: Sequence[Row], customs: Sequence[CustomCommand] = ()
) -> list[Row]:
    """Commands, what keys do, models, modes, themes and `sessions`; a line that needs more words ends with a space."""
    return [
        *_commands(customs),
        *_keys(settings.keys),
        *(Row(f"/model {name}", name, "model") for name in settings.models),
        *(Row(f"/mode {mode}", str(mode), "mode") for mode in settings.modes),
        *(Row(f"/theme {name}", name, "theme") for name in themes),
        *(replace(row, value=f"/resume {row.value}", kind="session", preview="") for row in sessions),
    ]


def _commands(customs: Sequence[CustomCommand]) -> Iterator[Row]:
    for command in listed(customs):
        more = command.arguments and not command.arguments.startswith("[")
        yield Row(f"/{command.name}{' ' * bool(more)}", f"/{command.name:<12}  {command.meaning}", "command")


def _keys(table: Sequence[Key]) -> Iterator[Row]:
    for key in table:
        if key.action and key.shown and key.action not in _UNASKED:
            yield Row(f"{KEY}{key.action}", key.meaning, "key", key.shown)
