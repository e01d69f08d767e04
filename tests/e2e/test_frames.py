from __future__ import annotations

import re
import time

from tests.support.home import AGENT, Home
from tests.support.terminal import Terminal


def still(terminal: Terminal) -> str:
    """The screen, once it has not changed for a while."""
    before = ""
    while (screen := terminal.screen) != before:
        before = screen
        time.sleep(0.7)
    return screen


def test_what_was_sent_in_pieces_is_what_a_full_repaint_shows(home: Home) -> None:
    with Terminal(AGENT, home.project, home.env(AGENT_DEMO_RATE="800")) as terminal:
        terminal.wait_for("commands")
        terminal.send("stream 1500 tokens\r")
        terminal.wait_for("esc stop")
        terminal.wait_until_gone("esc stop")
        for keys in ("\x1b[5~", "\x1b[5~", "\x1b[6~", "\x1b[1;5H", "\x1b[1;5F"):
            terminal.send(keys)
            pieces = still(terminal)
        # Another width and back, at the end of the text, draws everything anew.
        terminal.resize(119, 40)
        still(terminal)
        terminal.resize(120, 40)
        assert still(terminal) == pieces


def test_a_stream_sends_little_more_than_what_is_new(home: Home) -> None:
    with Terminal(AGENT, home.project, home.env(AGENT_DEMO_RATE="400")) as terminal:
        terminal.wait_for("commands")
        before = len(terminal.raw)
        terminal.send("stream 3000 tokens\r")
        terminal.wait_for("esc stop")
        terminal.wait_until_gone("esc stop", 60)
        # Whole screens for each of the 800 lines would be some megabytes.
        assert len(terminal.raw) - before < 800_000


def test_every_frame_is_whole_and_a_stream_of_fifty_tokens_a_second_takes_few_bytes(home: Home) -> None:
    tokens, most_a_second, rate = 250, 40_000, 50
    with Terminal(AGENT, home.project, home.env(AGENT_DEMO_RATE=str(rate), COLORTERM="truecolor")) as terminal:
        terminal.wait_for("Try")
        before = len(terminal.raw)
        terminal.send(f"stream {tokens} tokens\r")
        terminal.wait_for("esc stop")
        terminal.wait_until_gone("esc stop", 60)
        streamed = bytes(terminal.raw)[before:]
    assert len(streamed) < most_a_second * tokens / rate
    outside = re.sub(rb"\x1b\[\?2026h.*?\x1b\[\?2026l", b"", streamed, flags=re.DOTALL)
    # Nothing is drawn but inside a frame; the title is no part of the screen.
    assert not re.sub(rb"\x1b\]0;[^\x07]*\x07", b"", outside)
