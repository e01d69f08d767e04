"""The sessions of a directory."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from agent_tui.core.events import Renamed, Spent, TurnBegan
from agent_tui.core.messages import Usage
from agent_tui.core.past import PastSession
from agent_tui.session.log import read

_TOLD = tuple(f'"event":{{"type":"{tag}"'.encode() for tag in ("turn_began", "spent", "renamed"))
"""How the events begin that a list is made from; a journal is mostly of others."""


def directory(data: Path, cwd: Path) -> Path:
    """Where the sessions of `cwd` are kept, under the data directory of the person."""
    key = hashlib.blake2b(str(cwd).encode(errors="surrogateescape"), digest_size=8).hexdigest()
    return data / "sessions" / f"{cwd.name or 'root'}-{key}"


def new_id() -> str:
    """An id that sorts by time and is not used twice."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}"


def journals(place: Path) -> list[Path]:
    """All journals in `place`, the newest first."""
    try:
        found = [(path.stat().st_mtime_ns, path) for path in place.glob("*.jsonl")]
    except OSError:
        return []
    return [path for _, path in sorted(found, reverse=True)]


def matching(place: Path, beginning: str) -> list[Path]:
    """Journals whose session id begins with `beginning`, else those of that name, the newest first."""
    found = [path for path in journals(place) if path.stem.startswith(beginning)]
    return found or [place / f"{one.session_id}.jsonl" for one in entries(place) if one.is_called(beginning)]


def entries(place: Path) -> Iterator[PastSession]:
    """All sessions that hold at least one turn, the newest first."""
    for path in journals(place):
        first, last, title, turns, spent = "", "", "", 0, Usage()
        for _, event in read(path, _TOLD):
            match event:
                case TurnBegan(text=text):
                    first, last, turns = first or text, text, turns + 1
                case Spent(session=usage):
                    spent = usage
                case Renamed(title=name):
                    title = name
                case _:
                    pass
        if turns:
            yield PastSession(path.stem, path.stat().st_mtime, first, last, turns, spent.cost, spent.priced, title)


def newest(place: Path) -> Path | None:
    """The journal of the newest session that holds a turn; None where there is none."""
    return next((path for path in journals(place) if any(read(path, _TOLD[:1]))), None)
