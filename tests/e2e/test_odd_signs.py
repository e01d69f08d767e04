"""Text of every writing system, and lines of a hundred thousand characters, leave everything else where it was.

As in `test_caret`, what is true is what stands in the cells of two emulators that disagree on the width of signs.
"""

from __future__ import annotations

import pytest

from tests.e2e.test_caret import FAMILY, TEXT, env, framed
from tests.e2e.test_faults import wait_until
from tests.e2e.test_frames import still
from tests.support.emulators import EMULATORS
from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer, call, say, slow
from tests.support.terminal import Terminal

WIDTH, HEIGHT, PANEL = 120, 40, 36
LONG = 100_000
ODD = "\n\n".join(
    f"{head} {TEXT} {TEXT * 6}|" for head in ("plain", "# heading", "- item", "> quote", "**strong**", "`code`")
)
TABLE = f"| {TEXT} | b |\n|---|---|\n| שלום | {FAMILY} |\n"


def straight(terminal: Terminal) -> bool:
    """Whether the border of the panel and the frame of the composer are where they belong."""
    return set(terminal.column(WIDTH - PANEL)[: HEIGHT - 4]) == {"│"} and framed(terminal, WIDTH, 1)


def cells(terminal: Terminal) -> list[list[str]]:
    """What is in all cells."""
    return [terminal.row(y) for y in range(HEIGHT)]


@pytest.mark.parametrize("name", EMULATORS)
def test_odd_signs_that_stream_in_shift_nothing(home: Home, name: str) -> None:
    script = [call("bash", {"command": f"printf '%s\\n' '{TEXT * 9}'"}), slow(f"{ODD}\n\n{TABLE}\nEND", 0.01, 9)]
    with (
        OpenAIServer(script) as server,
        Terminal(
            [*AGENT, "--mode", "yolo"], home.project, home.env(**env(server)), (WIDTH, HEIGHT), EMULATORS[name]
        ) as terminal,
    ):
        terminal.wait_for("Try")
        terminal.send("\x05")
        terminal.wait_for("│ context")
        terminal.send(f"{TEXT}\r")
        terminal.wait_for("END")
        terminal.wait_until_gone("esc stop")
        terminal.send("\x0f")
        terminal.wait_for("$ printf")
        for keys in ("\x1b[5~", "\x1b[1;5F"):
            terminal.send(keys)
            still(terminal)
        assert straight(terminal)
        pieces = cells(terminal)
        # Another width and back draws everything anew.
        terminal.resize(WIDTH - 1, HEIGHT)
        wait_until(lambda: framed(terminal, WIDTH - 1, 1))
        terminal.resize(WIDTH, HEIGHT)
        still(terminal)
        assert straight(terminal)
        assert cells(terminal) == pieces


def test_very_long_lines_shift_nothing_and_hold_up_no_key(home: Home) -> None:
    command = f"head -c {LONG} /dev/zero | tr '\\0' x; echo; echo ran"
    script = [say("漢" * LONG + "\n\nEND"), call("bash", {"command": command}), say("ran it")]
    with (
        OpenAIServer(script) as server,
        Terminal([*AGENT, "--mode", "yolo"], home.project, home.env(**env(server)), (WIDTH, HEIGHT)) as terminal,
    ):
        terminal.wait_for("Try")
        terminal.send("\x05")
        terminal.wait_for("│ context")
        terminal.send(f"\x1b[D\x1b[200~{'y' * LONG}\x1b[201~")
        terminal.wait_for("[pasted 100,000 characters]")
        wait_until(lambda: straight(terminal))
        terminal.send("\r")
        terminal.wait_for("END", 60)
        terminal.wait_until_gone("esc stop")
        wait_until(lambda: straight(terminal))
        terminal.send("run it\r")
        terminal.wait_for("ran it", 60)
        terminal.wait_until_gone("esc stop")
        terminal.send("\x0f")
        terminal.wait_for("xxxxx")
        terminal.send("still here")
        terminal.wait_for("› still here")
        wait_until(lambda: straight(terminal))
    sent = str(server.bodies[-1]["messages"])
    assert "y" * LONG in sent
