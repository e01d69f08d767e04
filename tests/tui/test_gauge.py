from __future__ import annotations

import threading

import pytest
from textual.pilot import Pilot

from agent_tui.core.events import StepBegan, Vitals
from agent_tui.core.ops import Interrupt, TakePulse
from agent_tui.core.stalls import Stall
from agent_tui.core.vitals import Connections, Kept, LastRequest, ModelProcess
from agent_tui.tui.app import AgentApp
from agent_tui.tui.meter import Meter, Reading, place
from agent_tui.tui.vitals import screen_rows, session_rows
from agent_tui.tui.widgets.gauge import Gauge
from tests.tui import support as s
from tests.tui.scene import Compare
from tests.tui.support import PlayedSession, make_app

READING = Reading(0.0031, 0.0127, 0.0012, 4.2, 2, 0.031, "paint/markdown.py:88 lines", 44)
VITALS = Vitals(
    (Kept("files", 23, 2), Kept("listings", 3, 2), Kept("token counts", 1_192, 12), Kept("prompt cache", 88, 12)),
    (ModelProcess(4711, 182, 3, 61, (Connections("api.openai.com", 2, 14), Connections("localhost:8080", 1, 0))),),
    LastRequest("openai/gpt-5", 2.13, 0.42, 14.2),
)


class Measured(AgentApp):
    """An app that always measures the same."""

    CSS_PATH = s.STYLES

    def _tell_speed(self, vitals: Vitals | None) -> None:
        if self._reading is not None:
            self._reading = READING
        super()._tell_speed(vitals)


def _threads() -> int:
    return sum(thread.name == "watchdog" for thread in threading.enumerate())


def _told(app: AgentApp) -> str:
    gauge = app.query_one(Gauge)
    return "\n".join(gauge.render_line(y).text for y in range(gauge.size.height))


async def test_perf_shows_what_is_measured_anew_each_second_until_esc() -> None:
    session = PlayedSession()
    app = make_app(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press(*"/perf", "enter")
        await pilot.pause()
        await pilot.press("a", "b")
        await pilot.pause(1.2)
        assert "echo p50 –" not in _told(app)
        assert session.heard.count(TakePulse()) >= 2
        session.play(VITALS)
        await pilot.pause(0.2)
        assert "shared by 3 sessions" in _told(app)
        assert _threads() == 1
        asked = len(session.heard)
        await pilot.press("escape")
        await pilot.pause(1.2)
        assert not app.query(Gauge)
        assert len(session.heard) == asked
        assert app._meter is None
    assert not _threads()


async def test_esc_closes_the_panel_before_it_stops_the_agent() -> None:
    session = PlayedSession()
    app = make_app(session)
    async with app.run_test() as pilot:
        await pilot.press(*"/perf", "enter")
        session.play(s.began("Go."), StepBegan(1, "demo"))
        await pilot.pause(0.2)
        await pilot.press("escape")
        assert Interrupt() not in session.heard
        await pilot.press("escape")
        assert Interrupt() in session.heard


async def test_where_there_is_little_room_it_takes_little() -> None:
    app = make_app(PlayedSession())
    async with app.run_test(size=(40, 11)) as pilot:
        await pilot.press(*"/perf", "enter")
        await pilot.pause()
        assert app.query_one(Gauge).outer_size.height == 3


async def test_said_again_it_closes_the_panel() -> None:
    app = make_app(PlayedSession())
    async with app.run_test() as pilot:
        await pilot.press(*"/perf", "enter", *"/perf", "enter")
        await pilot.pause()
        assert not app.query(Gauge)


async def test_the_longest_stall_is_told_with_its_place() -> None:
    meter = Meter()
    meter.stop()
    stack = "/lib/asyncio/events.py:84 _run\n/x/agent_tui/tui/paint/view.py:7 lines\n/lib/json/decoder.py:9 decode"
    for seconds in (0.02, 0.25, 0.04):
        meter.stalled(Stall(seconds, stack if seconds > 0.2 else ""))
    assert dict(screen_rows(meter.reading()))["stalls"] == "3, longest 250.0 ms in paint/view.py:7 lines"


def test_what_runs_the_app_is_not_where_it_stood() -> None:
    before = "/x/agent_tui/tui/running.py:42 shown\n/lib/asyncio/events.py:84 _run\n"
    assert place(f"{before}/lib/textual/screen.py:7 _refresh") == "textual/screen.py:7 _refresh"
    assert place(f"{before}/x/agent_tui/tui/app.py:9 _show\n/lib/re.py:1 sub") == "tui/app.py:9 _show"
    assert place("") == ""


def test_where_no_source_of_ours_stood_the_innermost_call_is_told() -> None:
    assert place("/lib/asyncio/events.py:84 _run\n/lib/json/decoder.py:9 decode") == "json/decoder.py:9 decode"


def test_what_is_not_known_yet_is_not_made_up() -> None:
    rows = dict(session_rows(Vitals((Kept("files", 0, 0),), (ModelProcess(1, 9),)), 0))
    assert rows["memory"] == "app ? MB · model 9 MB, busy, pid 1"
    assert rows["caches"] == "files –"
    assert rows["network"] == "nothing was connected to"
    assert rows["request"] == "none was answered yet"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
def test_the_panel(size: tuple[int, int], snap_compare: Compare) -> None:
    session = PlayedSession()

    async def before(pilot: Pilot[int]) -> None:
        await pilot.pause()
        session.play(*s.WORK)
        await pilot.pause(0.3)
        await pilot.press(*"/perf", "enter")
        session.play(VITALS)
        await pilot.pause(0.3)

    app = Measured(session.opened, s.SETTINGS, s.Clock())
    assert snap_compare(app, terminal_size=size, run_before=before)
