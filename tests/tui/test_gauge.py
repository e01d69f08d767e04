from __future__ import annotations

from agent_tui.tui.widgets.gauge import Gauge
from tests.tui.support import PlayedSession, make_app


async def test_perf_shows_echo_and_memory_until_it_is_said_again() -> None:
    app = make_app(PlayedSession())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press(*"/perf", "enter")
        await pilot.pause()
        gauge = app.query_one(Gauge)
        await pilot.press("a", "b")
        await pilot.pause(1.2)
        told = str(gauge.visual)
        assert "echo p50" in told
        assert "echo p50 –" not in told
        assert " MB" in told
        await pilot.press("ctrl+c", *"/perf", "enter")
        await pilot.pause()
        assert not app.query(Gauge)
