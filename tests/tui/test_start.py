"""Starting and leaving: what is imported, what is printed, what NO_COLOR does."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from textual.filter import Monochrome, NoColor

from agent_tui.core.errors import UsageError
from agent_tui.core.events import Event, Stopped
from agent_tui.core.ports import Session
from agent_tui.tui.app import AgentApp
from agent_tui.tui.widgets.composer import Composer
from tests.tui.support import SETTINGS, PlayedSession, began, make_app, replied

HEAVY = (
    "rich.markdown",
    "pygments",
    "markdown_it",
    "typer",
    "pydantic",
    "httpx",
    "yaml",
    "tiktoken",
    "litellm",
    "aiofiles",
)


def test_the_app_imports_nothing_heavy() -> None:
    code = "import sys, agent_tui.tui.app; print(*sorted(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "textual.app" in found
    assert [name for name in HEAVY if name in found] == []


async def test_the_composer_has_the_keys_at_once_and_loses_none() -> None:
    session = PlayedSession()
    app = make_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.focused, Composer)
        await pilot.press(*"hi", "enter")
        await pilot.pause()
        assert [type(op).__name__ for op in session.heard] == ["Say"]


async def test_a_session_that_cannot_be_opened_is_one_sentence_and_an_exit_code() -> None:
    async def refuse() -> Session:
        raise UsageError("config.yml:3: there is no mode 'fast'")

    app = AgentApp(refuse, SETTINGS)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
    assert app.return_code == 2


async def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(PlayedSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert os.environ["NO_COLOR"]
        assert app.theme == "ansi-dark"
        assert any(isinstance(line_filter, NoColor) for line_filter in app.get_line_filters())
        assert not any(isinstance(line_filter, Monochrome) for line_filter in app.get_line_filters())


@pytest.mark.parametrize("size", [(20, 5), (30, 8), (50, 12), (80, 24), (200, 60)])
async def test_nothing_overlaps_at_any_size(size: tuple[int, int]) -> None:
    app = make_app(PlayedSession())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        regions = [widget.region for widget in app.screen.children if widget.display]
        assert sum(region.height for region in regions) == size[1]
        assert all(not one.overlaps(other) for one in regions for other in regions if one is not other)


class Slow(tuple[Event, ...]):
    """A history that is not read before it may be."""

    __slots__ = ()
    may = threading.Event()

    def __iter__(self) -> Iterator[Event]:
        assert self.may.wait(20)
        return super().__iter__()


async def test_one_can_type_while_a_long_session_is_read_and_nothing_that_is_told_meanwhile_is_lost() -> None:
    Slow.may.clear()
    session = PlayedSession()
    session.history = Slow([began("the old talk"), replied("All of it."), Stopped("done")])
    app = make_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"/nosuch", "enter", *"next")
        assert app.query_one(Composer).text == "next"
        assert not any("old talk" in str(entry) for entry in app.state.entries)
        Slow.may.set()
        while not any("old talk" in str(entry) for entry in app.state.entries):
            await pilot.pause(0.02)
        assert any("nosuch" in str(entry) for entry in app.state.entries)
        assert app.query_one(Composer).text == "next"
