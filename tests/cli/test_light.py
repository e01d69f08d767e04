"""What may be imported by the time there is something to see."""

from __future__ import annotations

import subprocess
import sys

_FRAME = "import agent_tui.__main__, agent_tui.cli.main, agent_tui.cli.opening"
_PAINT = """
import asyncio
import agent_tui.cli.opening, agent_tui.cli.start, agent_tui.cli.screen, agent_tui.compose
from agent_tui.core.errors import UserError
from agent_tui.core.verdicts import Mode
from agent_tui.tui.app import AgentApp
from agent_tui.tui.settings import Settings


def painted():
    global loaded
    loaded = set(sys.modules)
    raise UserError("That is enough.")


async def start():
    async with AgentApp(painted, Settings("demo", Mode.ASK, "~", "1")).run_test() as pilot:
        await pilot.pause(0.1)


asyncio.run(start())
"""

FRAME = {
    *("__future__", "_collections", "_functools", "_operator", "_sre", "_typing", "_weakrefset", "abc"),
    *("collections", "colorsys", "contextlib", "copyreg", "enum", "errno", "fnmatch", "functools", "ipaddress"),
    *("itertools", "keyword", "ntpath", "operator", "pathlib", "re", "reprlib", "select", "signal", "termios"),
    *("threading", "types", "typing", "unicodedata", "urllib", "warnings"),
    *("agent_tui", "agent_tui.__main__", "agent_tui.cli", "agent_tui.cli.main", "agent_tui.cli.opening"),
    *("agent_tui.cli.place", "agent_tui.cli.words", "agent_tui.core", "agent_tui.core.errors"),
    *("agent_tui.core.sanitise", "agent_tui.tui", "agent_tui.tui.early", "agent_tui.tui.early.draft"),
    *("agent_tui.tui.early.frame", "agent_tui.tui.early.ink", "agent_tui.tui.early.terminal"),
    *("agent_tui.tui.early.last", "agent_tui.tui.early.wrap", "agent_tui.config", "agent_tui.config.homes"),
}
"""Modules of our own and packages of others when the frame is drawn."""
PAINT = {"msgspec", "platformdirs", "rich", "textual", "tree_sitter", "typing_extensions"}
"""Packages that are not Python's own at the app's first paint."""
OURS = {
    *("__main__", "agent", "cli", "compose", "config", "core", "extensions", "model", "permissions", "prompting"),
    *("session", "tools", "tui"),
}
"""Our own packages that the first paint may have loaded."""
LATER = {
    *("http.client", "multiprocessing", "sqlite3", "unittest", "xml.etree", "email.message", "pydoc"),
    *("agent_tui.model.worker", "agent_tui.headless.run", "agent_tui.tui.paint.markdown"),
}
"""What belongs to Python or to us, and must wait all the same."""


def modules(code: str) -> set[str]:
    """The names of all modules that `code` has loaded, or that it names as `loaded`."""
    shown = "print(*(globals().get('loaded') or set(sys.modules)) - before)"
    probe = f"import sys\nbefore = set(sys.modules)\n{code}\n{shown}"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_the_frame_needs_these_modules_only() -> None:
    loaded = modules(_FRAME)
    assert {name if name.startswith("agent_tui") else name.partition(".")[0] for name in loaded} <= FRAME


def test_the_first_paint_needs_these_packages_only() -> None:
    loaded = modules(_PAINT)
    foreign = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) - {"agent_tui"}
    assert foreign <= PAINT
    assert {name.split(".")[1] for name in loaded if name.startswith("agent_tui.")} <= OURS
    assert not LATER & loaded
