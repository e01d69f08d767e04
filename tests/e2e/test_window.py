"""The window's title and the calls for the person, in a real terminal."""

from __future__ import annotations

import re
import time

from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer, call, say
from tests.support.terminal import Terminal

BLURRED, FOCUSED = "\x1b[O", "\x1b[I"


def titles(terminal: Terminal) -> list[str]:
    return [found.decode() for found in re.findall(rb"\x1b\]0;([^\x07]*)\x07", bytes(terminal.raw))]


def calls(terminal: Terminal) -> list[str]:
    return [found.decode() for found in re.findall(rb"\x1b\]777;notify;agent;([^\x1b]*)\x1b\\", bytes(terminal.raw))]


def test_the_title_says_the_state_and_who_looks_elsewhere_is_called(home: Home) -> None:
    replies = [call("bash", {"command": "touch '\x1b]0;owned\x07' ran"}), say("It ran.\x1b]0;owned\x07"), say("Again.")]
    with OpenAIServer(replies) as server:
        env = {
            "AGENT_MODEL": "openai/scripted",
            "OPENAI_BASE_URL": server.base_url,
            "OPENAI_API_KEY": "x",
            "TERM_PROGRAM": "ghostty",
        }
        with Terminal(AGENT, home.project, home.env(**env)) as terminal:
            terminal.wait_for("Try")
            assert titles(terminal) == ["agent · shop"]
            terminal.send(f"{BLURRED}run it\r")
            terminal.wait_for("Run this command?", 60)
            terminal.wait_for("needs you")
            assert titles(terminal)[-2:] == ["● working · shop", "? needs you · shop"]
            assert calls(terminal) == ["shop: needs you for bash touch '' ran"]
            # The panel takes no key in its first moments, so that none typed for the composer answers it.
            time.sleep(0.8)
            terminal.send("n")
            terminal.wait_for("Why not")
            terminal.send("no\r")
            terminal.wait_for("It ran.")
            terminal.wait_until_gone("esc stop")
            assert titles(terminal)[-1] == "agent · shop"
            assert calls(terminal)[1:] == ["shop: done. It ran."]
            terminal.send(f"{FOCUSED}once more\r")
            terminal.wait_for("Again.")
            terminal.wait_until_gone("esc stop")
            assert len(calls(terminal)) == 2
            terminal.send("\x04")
            assert terminal.wait_for_exit() == 0
            assert bytes(terminal.raw).count(b"\x1b[22;0t") == bytes(terminal.raw).count(b"\x1b[23;0t") == 1
            assert not any("owned" in title for title in titles(terminal))
