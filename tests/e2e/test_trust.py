from __future__ import annotations

import time

from tests.support.home import AGENT, Home
from tests.support.terminal import Terminal


def project_mode(home: Home) -> None:
    (home.project / ".agent").mkdir()
    (home.project / ".agent" / "config.yml").write_text("mode: plan\n")


def test_a_directorys_configuration_acts_only_after_a_yes(home: Home) -> None:
    project_mode(home)
    with Terminal(AGENT, home.project, home.env()) as terminal:
        terminal.wait_for(".agent/config.yml")
        time.sleep(0.8)
        terminal.send("y")
        terminal.wait_for(" plan  demo")
        terminal.send("\x03\x03")
        terminal.wait_for_exit()
    assert "trust this directory" not in home.run("run", "hello").stderr


def test_without_a_yes_it_does_not_act(home: Home) -> None:
    project_mode(home)
    with Terminal(AGENT, home.project, home.env()) as terminal:
        terminal.wait_for(".agent/config.yml")
        time.sleep(0.8)
        terminal.send("n")
        terminal.wait_for(" ask  demo")
        terminal.send("\x03\x03")
        terminal.wait_for_exit()
    assert ".agent/config.yml is not used until you trust this directory" in home.run("run", "hello").stderr
