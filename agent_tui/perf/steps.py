"""What agent adds to the steps of a turn, and how much of what it sends tells the model something."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping

import msgspec

from agent_tui.perf.figures import Figure
from agent_tui.perf.room import Room

_CALLS = 8
_WORK, _WINDOW = 210, 32_000


class _Told(msgspec.Struct):
    """The last line of `--output-format json`, as far as it is looked at."""

    sent_tokens: int
    useful_tokens: int


def steps(room: Room) -> Iterator[Figure]:
    """Reads a step each and in one batch, and searches of a batch in turn and together."""
    gaps = _gaps(room, f"perf steps {_CALLS}")
    (batch,) = _gaps(room, f"perf batch {_CALLS}")
    yield Figure("tool step", "ms", (statistics.median(gaps),))
    yield Figure(f"{_CALLS} reads, a step each", "ms", (sum(gaps),))
    yield Figure(f"{_CALLS} reads, one batch", "ms", (batch,))
    (in_turn,) = _gaps(room, f"perf search {_CALLS}", {"AGENT_MAX_PARALLEL": "1"})
    (together,) = _gaps(room, f"perf search {_CALLS}")
    yield Figure(f"{_CALLS} searches, in turn", "ms", (in_turn,))
    yield Figure(f"{_CALLS} searches, together", "ms", (together,))
    yield Figure(f"{_CALLS} searches, together over in turn", "×", (together / in_turn,))


def work(room: Room) -> Iterator[Figure]:
    """A session in which files are found, read, changed and looked at again until its window was full for a while.

    Before it is full what was replaced stays, since taking it out would cost all that the provider has cached.
    """
    flags = ("--output-format", "json", "--mode", "yolo", "--max-turns", str(2 * _WORK))
    with room.new_home():
        settings = room.home / ".config" / "agent" / "config.yml"
        settings.parent.mkdir(parents=True)
        settings.write_text(f"model:\n  window: {_WINDOW}\n")
        _, printed = room.timed(*room.command, "run", *flags, f"perf work {_WORK}", also=room.env())
    told = msgspec.json.decode(printed, type=_Told)
    yield Figure("token efficiency", "%", (told.useful_tokens / told.sent_tokens * 100,))


def _gaps(room: Room, prompt: str, also: Mapping[str, str] = {}) -> list[float]:
    """Milliseconds from each answer's end to the next request."""
    linger = room.warm()
    before = len(room.server.arrivals)
    room.run("run", prompt, linger=linger, also=also)
    ends, arrivals = room.server.ends[before:], room.server.arrivals[before:]
    return [(later - earlier) * 1000 for earlier, later in zip(ends, arrivals[1:], strict=False)]
