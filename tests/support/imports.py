"""What is imported by the time there is something to see."""

from __future__ import annotations

import subprocess
import sys

FRAME = "import agent_tui.__main__, agent_tui.cli.main, agent_tui.cli.opening"
"""What is done until the early frame is drawn."""
PAINT = """
import asyncio
import agent_tui.cli.opening, agent_tui.cli.start, agent_tui.cli.screen, agent_tui.compose
from agent_tui.core.errors import UserError
from agent_tui.core.verdicts import Mode
from agent_tui.tui.app import AgentApp
from agent_tui.tui.settings import Settings


async def painted():
    global loaded
    loaded = set(sys.modules)
    raise UserError("That is enough.")


async def start():
    async with AgentApp(painted, Settings("demo", Mode.ASK, "~", "1")).run_test() as pilot:
        while "loaded" not in globals():
            await pilot.pause(0.05)


asyncio.run(start())
"""
"""What is done until the app is painted."""

ALL = """
import asyncio, os, pathlib, tempfile
from agent_tui.cli.eager import load_all
from agent_tui.compose import assemble
from agent_tui.config.load import load
from agent_tui.config.options import Options
from agent_tui.config.places import places


async def start():
    global loaded
    home = os.environ["HOME"] = tempfile.mkdtemp()
    settings = {"performance.fast_startup": False, "model.name": "demo"}
    given = load(settings, {}, pathlib.Path(home), places({"HOME": home}))
    load_all()
    session = await assemble(Options(home), given)
    loaded = set(sys.modules)
    await session.close()


asyncio.run(start())
"""
"""What is done without a fast start until the prompt."""


def modules(code: str) -> set[str]:
    """The names of all modules that `code` has loaded, or that it names as `loaded`."""
    shown = "print(*(globals().get('loaded') or set(sys.modules)) - before)"
    probe = f"import sys\nbefore = set(sys.modules)\n{code}\n{shown}"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())
