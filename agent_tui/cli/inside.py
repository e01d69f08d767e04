"""What commands of the command line tell, as rows for the app."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from agent_tui.cli.show import lines
from agent_tui.config.load import load
from agent_tui.config.places import places
from agent_tui.core.sanitise import one_line


def doctor_rows() -> tuple[tuple[str, str], ...]:
    """What `agent doctor` finds; blocks."""
    from agent_tui.cli.doctor import findings

    found = ((each, "✓" if each.well else "✗" if each.needed else "○") for each in findings())
    return tuple((f"{mark} {each.name}", one_line(each.sentence, 1000)) for each, mark in found)


def config_rows(settings: Mapping[str, object], cwd: Path) -> tuple[tuple[str, str], ...]:
    """What `agent config show` tells; blocks."""
    pairs = (line.partition(": ") for line in lines(load(settings, os.environ, cwd, places())))
    return tuple((name, told) for name, _, told in pairs)


def config_file() -> str:
    """The person's settings file; empty where there is none."""
    path = places().config / "config.yml"
    return str(path) if path.is_file() else ""
