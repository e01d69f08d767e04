"""A moment of the app, to be compared with the picture that is kept of it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace
from textual.events import Paste
from textual.pilot import Pilot

from agent_tui.core.events import Event
from agent_tui.tui.app import AgentApp
from agent_tui.tui.outside import Outside
from agent_tui.tui.settings import Settings
from agent_tui.tui.widgets.composer import Composer
from tests.tui import support as s

Compare = Callable[..., bool]
_QUIET = 0.15
"""Seconds without a change, after which none is expected: longer than the screen waits for more of a stream."""


class Scene(Struct, frozen=True):
    """Events, then what is pasted, then keys, seen at a size in a theme."""

    name: str
    events: tuple[Event, ...] = ()
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = (80, 24)
    theme: str = "agent-dark"
    thoughts: bool = False
    settings: Settings = s.SETTINGS
    files: tuple[str, ...] = ()
    pasted: str = ""


async def settled(pilot: Pilot[int]) -> None:
    """Wait until the screen no longer changes."""
    picture = ""
    while (now := pilot.app.export_screenshot()) != picture:
        picture = now
        await pilot.pause(_QUIET)


def pictured(scene: Scene, compare: Compare) -> bool:
    """Whether the scene looks as it does in the picture."""
    session, clock = s.PlayedSession(), s.Clock()

    async def before(pilot: Pilot[int]) -> None:
        await pilot.pause()
        session.play(*scene.events)
        await settled(pilot)
        clock.now += 1.0
        if scene.pasted:
            app.query_one(Composer).post_message(Paste(scene.pasted))
            await settled(pilot)
        await pilot.press(*scene.keys)
        if app.state.busy:
            # Its own comes with a second of the machine's clock, or does not.
            app._tick()
        await settled(pilot)

    settings = replace(scene.settings, theme=scene.theme, thoughts=scene.thoughts)
    outside = Outside(trust=lambda: None, files=lambda: scene.files, sessions=s.PlayedSessions())
    app = AgentApp(session.opened, settings, clock, outside)
    return compare(app, terminal_size=scene.size, run_before=before)
