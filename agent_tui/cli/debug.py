"""What whoever looks into a fault wants to know."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

from agent_tui import __version__
from agent_tui.cli.inside import config_file
from agent_tui.config.places import places
from agent_tui.core.sanitise import one_line
from agent_tui.session.faults import TELLING
from agent_tui.session.index import directory
from agent_tui.session.timings import Timings

_ON = "written to {}; /debug off ends that"
_OFF = "not written; /debug on has what requests, tools and the screen take written to {}"


def debug_rows(notes: Timings, cwd: Path, on: bool | None = None) -> tuple[tuple[str, str], ...]:
    """What belongs into a report, without a key in it; write `notes` from now `on`, or no longer. Blocks."""
    from agent_tui.cli.worker import described
    from agent_tui.model.joining import PATIENCE, waiting
    from agent_tui.tui.keyboard import tells_keys_apart

    if on is not None:
        notes.on = on
    here = places()
    columns, lines = shutil.get_terminal_size()
    keys = "tells keys apart" if tells_keys_apart(os.environ) else "may not tell Shift+Enter from Enter"
    variables = " ".join(f"{name}={os.environ[name]}" for name in TELLING if name in os.environ)
    faults = sorted((here.state / "faults").glob("*.txt"))
    rows = (
        ("agent", f"{__version__}, Python {platform.python_version()}, {platform.platform()}"),
        ("terminal", f"{columns}x{lines}, {keys}, {variables}"),
        ("settings", config_file() or "none of the person's own"),
        ("sessions", str(directory(here.data, cwd))),
        ("model process", str(here.state / "worker.log")),
        *(("waiting", described(pid, told)) for pid, told in waiting(here.runtime, PATIENCE)),
        ("faults", f"{len(faults)} reported, the last in {faults[-1]}" if faults else "none reported"),
        ("timings", (_ON if notes.on else _OFF).format(notes.path)),
    )
    return tuple((name, one_line(told, 1000)) for name, told in rows)
