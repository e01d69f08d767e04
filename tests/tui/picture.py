"""Writes the README's picture, the app at work with a scripted model behind the real worker: `scripts/screenshot`."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

from agent_tui.cli.start import directory
from agent_tui.compose import assemble
from agent_tui.config.load import load
from agent_tui.config.options import Options
from agent_tui.config.places import places
from agent_tui.core.verdicts import Mode
from agent_tui.tui.app import AgentApp
from agent_tui.tui.settings import Settings
from tests.support.home import make_home
from tests.support.openai_server import OpenAIServer, calls, say

PROMPT = "The cart total is wrong for two items. Find out why and fix it."
REPLIES = (
    calls(
        *(("read_file", {"path": path}) for path in ("shop/cart.py", "shop/money.py", "tests/test_cart.py")),
        ("grep", {"pattern": "RATE"}),
        text="I'll look at how the total is computed.",
    ),
    calls(
        (
            "apply_patch",
            {"patch": "*** Begin Patch\n*** Update File: shop/cart.py\n@@\n-RATE = 7\n+RATE = 8\n*** End Patch"},
        ),
        text="`price` multiplies the sum by `RATE`, and **the test expects 8**, not 7:\n\n"
        "```python\nassert price([1, 2]) == 24\n```\n\nOne constant is out of date, so that is the whole fix.",
    ),
    say("Done."),
)


async def main(target: Path) -> None:
    """Take the picture at the moment in which the edit waits for the person."""
    with tempfile.TemporaryDirectory() as folder, OpenAIServer(REPLIES) as server:
        home = make_home(Path(folder))
        os.environ.update(
            home.env(AGENT_MODEL="openai/gpt-5", OPENAI_BASE_URL=server.base_url, OPENAI_API_KEY="x"),
            HOME=str(home.root),
        )
        loaded = load({}, os.environ, home.project, places())
        options = Options(str(directory(str(home.project))), interactive=True)
        settings = Settings("openai/gpt-5", Mode.ASK, "~/src/shop", "0.1.0", branch="main")
        app = AgentApp(lambda: assemble(options, loaded), settings)
        async with app.run_test(size=(104, 34)) as pilot:
            await pilot.press(*PROMPT, "enter")
            async with asyncio.timeout(60):
                while not app.state.asked:
                    await pilot.pause(0.1)
            await pilot.pause(0.5)
            picture = app.export_screenshot(title="agent")
            await pilot.press("escape")
    # The picture must not fetch a font from anywhere.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    target.parent.mkdir(exist_ok=True)
    target.write_text(picture)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
