"""Pictures that are pasted, dropped or taken from the clipboard."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.events import Paste

from agent_tui.core.ops import Run, Say
from agent_tui.tui.pictures import clipboard_picture, pasted_picture
from tests.tui.stage import Stage, stage
from tests.tui.support import SETTINGS

PNG = b"\x89PNG\r\n\x1a\n" + bytes(34 * 1024)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "the screen.png"
    path.write_bytes(PNG)
    return path


async def paste(on: Stage, text: str) -> None:
    on.composer.post_message(Paste(text))
    await on.pilot.pause()


def test_paths_as_terminals_write_them(picture: Path) -> None:
    folder = str(picture.parent)
    for text in (
        str(picture),
        f"'{picture}'",
        str(picture).replace(" ", "\\ ") + " ",
        f"file://{folder}/the%20screen.png",
        "the screen.png",
    ):
        assert pasted_picture(text, folder) == picture
    for text in ("", "no.png", folder, "the screen.png\nand more", "x" * 9_999):
        assert pasted_picture(text, folder) is None


@pytest.mark.asyncio
async def test_a_pasted_path_is_a_chip_and_a_mention_once_sent(picture: Path) -> None:
    async with stage() as on:
        await on.press(*"see")
        await paste(on, str(picture))
        assert on.composer.text == "see [image 1: the screen.png 34 KB] "
        await on.press("enter")
        assert on.session.heard == [Say(f'see @"{picture}"')]


@pytest.mark.asyncio
async def test_in_a_command_a_path_stays_a_path(picture: Path) -> None:
    async with stage() as on:
        await on.press(*"!ls ")
        await paste(on, f"'{picture}'")
        await on.press("enter")
        assert on.session.heard == [Run(f"ls '{picture}'")]


@pytest.mark.asyncio
async def test_the_clipboard_is_read_by_a_native_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "wl-paste"
    tool.write_text("#!/bin/sh\nprintf '\\211PNG\\r\\n\\032\\nrest'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-1")
    kept = tmp_path / "kept"
    async with stage(settings=replace(SETTINGS, kept=str(kept))) as on:
        await on.press("ctrl+v")
        async with asyncio.timeout(10):
            while not on.composer.text:
                await on.pilot.pause(0.02)
        assert on.composer.text.startswith("[image 1: clipboard-")
        assert next(kept.glob("clipboard-*.png")).read_bytes().endswith(b"rest")


def test_without_a_tool_or_a_picture_there_is_none(tmp_path: Path) -> None:
    tool = tmp_path / "xclip"
    tool.write_text("#!/bin/sh\nexit 1\n")
    tool.chmod(0o755)
    assert clipboard_picture({"PATH": str(tmp_path), "DISPLAY": ":0"}, tmp_path) is None
    assert clipboard_picture({"PATH": str(tmp_path)}, tmp_path) is None
