"""Saves the scenes as pictures for a person to look at: `python -m tests.tui.look FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from msgspec.structs import replace

from agent_tui.core import events as e
from agent_tui.core.events import Event
from tests.tui import support as s

SCENES: dict[str, tuple[Event, ...]] = {
    "welcome": (),
    "answer": (*s.WORK, s.replied(s.ANSWER), e.Stopped("done")),
    "edit": s.EDIT,
    "command": s.COMMAND,
    "failed": s.FAILED,
    "thinking": s.THINKING,
}


async def save(folder: Path, name: str, size: tuple[int, int], theme: str, keys: tuple[str, ...] = ()) -> None:
    """One scene as an SVG file."""
    session = s.PlayedSession()
    app = s.make_app(session, replace(s.SETTINGS, theme=theme, thoughts=True))
    async with app.run_test(size=size) as pilot:
        session.play(*SCENES[name])
        await pilot.pause(0.4)
        await pilot.press(*keys)
        await pilot.pause(0.1)
        (folder / f"{name}-{size[0]}x{size[1]}-{theme}.svg").write_text(app.export_screenshot())


async def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True, parents=True)
    for name in SCENES:
        await save(folder, name, (110, 36), "agent-dark")
    for name in ("edit", "answer"):
        await save(folder, name, (80, 24), "agent-dark")
        await save(folder, name, (110, 36), "agent-light")
        await save(folder, name, (20, 5), "agent-dark")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
