"""Says why a text was not found: the closest place, and what differs there."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches

_MOST_LINES = 12
_SCANNED = 20_000
"""Lines compared one by one where none is equal; it bounds the time of a failure."""
_LOOKALIKES = str.maketrans("‘’“”–—\u00a0…", "''\"\"-- .")


def closest(text: str, old: str) -> str:
    """Two sentences and the numbered lines most like `old`; empty where nothing is like it."""
    lines = text.splitlines()
    wanted = old.splitlines() or [old]
    start = _start(lines, wanted)
    if start is None:
        return ""
    region = lines[start : start + len(wanted)]
    shown = "\n".join(f"{start + index + 1}\t{line[:200]}" for index, line in enumerate(region[:_MOST_LINES]))
    reasons = _reasons(region, wanted)
    return f"Closest are lines {start + 1}-{start + len(region)}{reasons}:\n{shown}"


def _start(lines: list[str], wanted: list[str]) -> int | None:
    """Where the window begins that shares most lines with `wanted`, blanks aside."""
    places: Counter[int] = Counter()
    offsets = {key: index for index, line in enumerate(wanted) if (key := _key(line))}
    for number, line in enumerate(lines):
        if (offset := offsets.get(_key(line))) is not None:
            places[max(0, number - offset)] += 1
    if places:
        return max(places, key=lambda place: (places[place], -place))
    keys = [_key(line) for line in lines[:_SCANNED]]
    for offset, line in enumerate(wanted):
        if near := get_close_matches(_key(line), keys, 1, 0.6):
            return max(0, keys.index(near[0]) - offset)
    return None


def _key(line: str) -> str:
    return " ".join(line.split())


def _reasons(region: list[str], wanted: list[str]) -> str:
    pairs = [(have, want) for have, want in zip(region, wanted, strict=False) if have != want]
    found: list[str] = []
    if not pairs and len(region) == len(wanted):
        found.append("the line ends differ")
    if any(_indent(have) != _indent(want) for have, want in pairs):
        tabs = any("\t" in _indent(have) + _indent(want) for have, want in pairs)
        found.append("tabs or blanks of the indent differ" if tabs else "the indent differs")
    if any(have != want and have.translate(_LOOKALIKES) == want.translate(_LOOKALIKES) for have, want in pairs):
        found.append("quotes or dashes differ")
    if any(have != want and have.casefold() == want.casefold() for have, want in pairs):
        found.append("upper and lower case differ")
    return f" ({'; '.join(found)})" if found else ""


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
