"""The sessions of a directory."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from agent_tui.core.events import SessionBegan, TurnBegan
from agent_tui.session.log import read


class Entry(Struct, frozen=True):
    """One session as a list shows it."""

    session_id: str
    path: Path
    changed: float
    """Seconds since 1970."""
    first_words: str
    turns: int


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
    """Journals whose session id begins with `beginning`, the newest first."""
    return [path for path in journals(place) if path.stem.startswith(beginning)]


def entries(place: Path) -> Iterator[Entry]:
    """All sessions that hold at least one turn, the newest first."""
    for path in journals(place):
        first, turns = "", 0
        for _, event in read(path):
            match event:
                case SessionBegan():
                    continue
                case TurnBegan(text=text):
                    first, turns = first or text, turns + 1
                case _:
                    pass
        if turns:
            yield Entry(path.stem, path, path.stat().st_mtime, first, turns)
