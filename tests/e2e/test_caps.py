"""Spending never passes a cap: whole processes, a provider that bills over HTTP, one of them killed in mid-turn."""

from __future__ import annotations

import subprocess

from tests.support.billing_server import MODEL, BillingServer
from tests.support.home import AGENT, Home

DAY_DOLLARS = 1.0
LIMIT = 3
"""Exit code where a cap stops the turn."""
KILLED_AFTER = 8
"""Requests that the provider gets before the process is killed."""


def capped(home: Home, caps: str) -> None:
    place = home.root / ".config" / "agent"
    place.mkdir(parents=True)
    (place / "config.yml").write_text(f"caps:\n  {caps}\n")


def env(server: BillingServer) -> dict[str, str]:
    return {"AGENT_MODEL": MODEL, "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "x"}


def test_a_day_holds_over_tasks_in_parallel_retries_a_kill_and_a_restart(home: Home) -> None:
    capped(home, f"day_dollars: {DAY_DOLLARS}")
    with BillingServer() as server:
        first = subprocess.Popen([*AGENT, "run", "work"], cwd=home.project, env=home.env(**env(server)))
        server.until(lambda one: len(one.requests) >= KILLED_AFTER, 60)
        first.kill()
        first.wait()
        before = server.dollars
        assert 0 < before < DAY_DOLLARS
        second = home.run("run", "work", **env(server))
        assert (second.returncode, server.unexpected) == (LIMIT, [])
        assert f"cap of ${DAY_DOLLARS:.2f} for this day" in second.stderr
        assert before < server.dollars <= DAY_DOLLARS
        # What was broken off counts as reserved, so that not all of it is spent.
        assert server.dollars > DAY_DOLLARS / 3
        assert server.retried
        third = home.run("run", "work", **env(server))
        assert third.returncode == LIMIT
        assert server.dollars <= DAY_DOLLARS


def test_a_turn_holds_in_tokens_over_tasks_in_parallel(home: Home) -> None:
    capped(home, "turn_tokens: 120000")
    with BillingServer() as server:
        done = home.run("run", "work", **env(server))
        assert done.returncode == LIMIT
        assert "cap of 120,000 tokens for this turn" in done.stderr
        assert 60_000 < server.tokens <= 120_000
