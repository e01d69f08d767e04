from __future__ import annotations

from pathlib import Path

import pytest

from agent_tui.core.verdicts import Mode
from agent_tui.tui.app import AgentApp
from agent_tui.tui.early.frame import Facts
from agent_tui.tui.early.ink import LIGHT, Look
from agent_tui.tui.early.last import Last
from agent_tui.tui.looking import look_of
from agent_tui.tui.paint.palette import palette
from agent_tui.tui.settings import Settings
from tests.tui.support import PlayedSession


async def shown(theme: str) -> Look:
    app = AgentApp(PlayedSession().opened, Settings("demo", Mode.ASK, "~", "1", theme=theme))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        return look_of(app.screen, palette(app.current_theme))


async def test_the_first_start_has_the_colours_of_the_usual_theme() -> None:
    assert await shown("agent-dark") == Look()
    assert await shown("agent-light") == LIGHT


@pytest.mark.parametrize("theme", ["agent-light", "nord", "textual-dark"])
async def test_each_theme_is_remembered(theme: str, tmp_path: Path) -> None:
    look = await shown(theme)
    Last(tmp_path / "new" / "look").keep(look, "plan", "openai/x", follows=True)
    again = Last(tmp_path / "new" / "look")
    assert look == again.look != Look()
    assert again.facts(Facts(branch="main")) == Facts("plan", "openai/x", "", "main")


@pytest.mark.parametrize("text", ["", "ground", "ground red\ntext \x1b[31m", "\x00" * 9000, "ground #12345\nothers x"])
def test_a_damaged_file_is_not_used(text: str, tmp_path: Path) -> None:
    path = tmp_path / "look"
    path.write_text(text)
    assert Last(path).look == Look()


def test_what_cannot_be_kept_is_let_go(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Last(tmp_path / "file" / "look").keep(Look(), "ask", "demo", follows=True)
    Last(tmp_path / "look").keep(Look(caret=""), "ask", "demo", follows=True)
    assert not (tmp_path / "look").exists()
