"""What is said of a copy is what is known of it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import which

import pytest

from agent_tui.tui.clipboard import copy, tools

TEXT = "漢字, ünïcode and\ntwo lines"


def program(folder: Path, name: str, body: str) -> dict[str, str]:
    """The environment of an X11 desktop on which only one program for the clipboard is installed."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    for tool in ("cat", "sleep"):
        (folder / tool).symlink_to(which(tool) or "")
    return {"PATH": str(folder), "DISPLAY": ":0", "HOME": str(folder)}


STAYS = 'case "$3" in -in) cat >"$HOME/held"; sleep 5 & ;; *) cat "$HOME/held";; esac'
KEEPS = 'case "$3" in -in) cat >"$HOME/held";; *) cat "$HOME/held";; esac'


def test_a_tool_that_gives_back_what_it_took_is_believed(tmp_path: Path) -> None:
    env = program(tmp_path, "xclip", KEEPS)
    assert copy(TEXT, env).sentence == "Copied 25 characters by xclip, and read them back."
    assert (tmp_path / "held").read_text() == TEXT


def test_a_tool_that_stays_behind_to_serve_the_text_is_not_waited_for(tmp_path: Path) -> None:
    env = program(tmp_path, "xclip", STAYS)
    assert "read them back" in copy(TEXT, env, patience=4).sentence


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("cat >/dev/null", "xclip gave something else back"),
        ("exit 1", "xclip did not take them"),
        ("exec sleep 60", "xclip did not take them"),
    ],
)
def test_a_tool_that_fails_lies_or_hangs_is_told(tmp_path: Path, body: str, told: str) -> None:
    copied = copy(TEXT, program(tmp_path, "xclip", body), patience=0.5)
    expected = f"Sent 25 characters to the terminal by OSC 52 ({told}); it does not say whether it took them."
    assert copied.sentence == expected


def test_without_a_tool_nothing_is_claimed(tmp_path: Path) -> None:
    copied = copy("x", {"PATH": str(tmp_path)})
    assert copied.sentence == "Sent 1 character to the terminal by OSC 52; it does not say whether it took them."


@pytest.mark.parametrize(
    ("env", "system", "names"),
    [
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "Linux", ["wl-copy", "xclip", "xsel"]),
        ({"WAYLAND_DISPLAY": "w", "SSH_CONNECTION": "x", "DISPLAY": "localhost:10"}, "Linux", ["xclip", "xsel"]),
        ({"TMUX": "x"}, "Linux", ["tmux"]),
        ({}, "Darwin", ["pbcopy"]),
        ({"SSH_TTY": "x"}, "Darwin", []),
        ({"WSL_DISTRO_NAME": "x"}, "Linux", ["clip.exe"]),
    ],
)
def test_the_tools_are_those_of_the_desktop(
    tmp_path: Path, env: Mapping[str, str], system: str, names: list[str]
) -> None:
    for name in ("wl-copy", "xclip", "xsel", "tmux", "pbcopy", "clip.exe"):
        (tmp_path / name).touch(0o755)
    assert [tool.name for tool in tools({**env, "PATH": str(tmp_path)}, system)] == names


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment inside a tmux."""
    if which("tmux") is None:
        pytest.skip("there is no tmux here")
    socket = tmp_path / "s"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "xterm"}
    subprocess.run(["tmux", "-S", socket, "-f", "/dev/null", "new-session", "-d"], env=env, check=True)
    yield {**env, "TMUX": f"{socket},0,0", "LC_ALL": "C.UTF-8"}
    subprocess.run(["tmux", "-S", socket, "kill-server"], env=env, check=True)


def test_tmux_takes_it_into_its_buffer(tmux: dict[str, str]) -> None:
    assert copy(TEXT, tmux).sentence == "Copied 25 characters into tmux's buffer by tmux, and read them back."
    kept = subprocess.run(["tmux", "show-buffer"], env=tmux, check=True, capture_output=True).stdout
    assert kept.decode() == TEXT
