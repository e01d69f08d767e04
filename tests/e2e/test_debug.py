"""What `/debug` tells, and that it has timings written."""

from __future__ import annotations

import json

from tests.support.home import AGENT, Home
from tests.support.terminal import Terminal

KEY = "sk-thisisnotakeyofanyone0000"


def test_it_tells_what_belongs_into_a_report_and_has_timings_written_from_now_on(home: Home) -> None:
    timings = home.root / ".local" / "state" / "agent" / "timings.jsonl"
    with Terminal(AGENT, home.project, home.env(OPENAI_API_KEY=KEY, AGENT_MODEL="demo"), (120, 40)) as terminal:
        terminal.wait_for("Try")
        terminal.send("/debug\r")
        shown = terminal.wait_for("not written; /debug on", 60)
        assert "Python 3." in shown
        assert "120x40" in shown
        assert KEY[:8] not in shown
        assert not timings.exists()
        terminal.send("/debug on\r")
        terminal.wait_for("/debug off ends that", 60)
        terminal.send("explain this project\r")
        terminal.wait_for("A real one would go deeper", 60)
        terminal.wait_until_gone("esc stop")
        terminal.send("/debug off\r")
        terminal.send("/debug sometimes\r")
        terminal.wait_for("takes on or off")
        told = [json.loads(line)["what"] for line in timings.read_text().splitlines()]
        assert {"request", "tool", "turn"} <= set(told)
        terminal.send("list files\r")
        terminal.wait_until_gone("esc stop")
    assert [json.loads(line)["what"] for line in timings.read_text().splitlines()] == told
