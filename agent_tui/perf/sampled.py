"""Where the time of one command goes by calls, as pyinstrument samples them."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from agent_tui.core.errors import UserError
from agent_tui.perf.start import APP
from agent_tui.perf.terminal import Terminal

_SAMPLER = "pyinstrument"
_MISSING = f"Calls are sampled with {_SAMPLER}, which is not installed; get it with: pip install 'agent-tui[profile]'"


def sampled(arguments: Sequence[str], env: Mapping[str, str]) -> str:
    """Run agent with `arguments` where this runs, or start the app in a terminal that no one sees; then the calls.

    Raises `UserError`.
    """
    if importlib.util.find_spec(_SAMPLER) is None:
        raise UserError(_MISSING)
    with tempfile.TemporaryDirectory(prefix="ap") as folder:
        report = Path(folder) / "calls"
        command = [sys.executable, "-m", _SAMPLER, "-r", "text", "-o", str(report), "-m", "agent_tui", *arguments]
        if arguments:
            subprocess.run(command, env=dict(env), check=False)
        else:
            with Terminal(command, Path.cwd(), env) as terminal:
                terminal.seen(APP)
        if not report.exists():
            raise UserError("The command ended before its calls could be told.")
        return report.read_text()
