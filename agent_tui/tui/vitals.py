"""How quick the app and its session are, in rows of words."""

from __future__ import annotations

from agent_tui.core.events import Vitals
from agent_tui.core.sanitise import one_line
from agent_tui.core.vitals import Connections, Kept, LastRequest, ModelProcess
from agent_tui.tui.meter import Reading
from agent_tui.tui.paint.figures import seconds
from agent_tui.tui.settings import Rows
from agent_tui.tui.watchdog import LIMIT

_UNKNOWN = "…"


def screen_rows(reading: Reading) -> Rows:
    """What was measured of the screen."""
    echo = f"echo p50 {_milliseconds(reading.echo)} p99 {_milliseconds(reading.slow_echo)}"
    drawn = f"frame {_milliseconds(reading.frame)} · {reading.updates:.0f} updates/s"
    return ("keys", f"{echo} · {drawn}"), ("stalls", _stalls(reading))


def session_rows(vitals: Vitals | None, app_megabytes: int) -> Rows:
    """What the session tells of itself; `vitals` is None before it has."""
    app = f"app {app_megabytes or '?'} MB"
    if vitals is None:
        return ("memory", f"{app} · {_UNKNOWN}"), ("caches", _UNKNOWN), ("network", _UNKNOWN), ("request", _UNKNOWN)
    connections = [one for process in vitals.processes for one in process.connections]
    return (
        ("memory", " · ".join([app, *map(_process, vitals.processes)])),
        ("caches", " · ".join(map(_served, vitals.kept))),
        ("network", " · ".join(map(_connected, connections)) or "nothing was connected to"),
        ("request", _last(vitals.last) if vitals.last else "none was answered yet"),
    )


def _stalls(reading: Reading) -> str:
    if not reading.stalls:
        return f"none over {_milliseconds(LIMIT)}"
    return f"{reading.stalls:,}, longest {_milliseconds(reading.longest)} in {one_line(reading.where)}"


def _process(process: ModelProcess) -> str:
    told = f"model {process.megabytes or '?'} MB"
    if not process.sessions:
        return f"{told}, busy, pid {process.pid}"
    whose = "this session's alone" if process.sessions == 1 else f"shared by {process.sessions} sessions"
    return f"{told}, {whose}, pid {process.pid}"


def _served(kept: Kept) -> str:
    asked = kept.hits + kept.misses
    return f"{kept.name} {kept.hits / asked:.0%}" if asked else f"{kept.name} –"


def _connected(connections: Connections) -> str:
    return f"{one_line(connections.host)} {connections.opened:,} opened, {connections.reused:,} reused"


def _last(last: LastRequest) -> str:
    took = f"{seconds(last.whole)}, first token {seconds(last.first_token)}"
    return f"{took}, {seconds(last.ago)} ago, {one_line(last.model)}"


def _milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value * 1000:.1f} ms"
