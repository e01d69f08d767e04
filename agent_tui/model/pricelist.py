"""Reads the table of models that LiteLLM brings, without importing it, and keeps what it needs of it for an hour."""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from agent_tui.model.entries import Entry, Tier, parsed

LIFE = 3_600.0
"""Seconds for which a table that was read is good."""
_TABLE = "model_prices_and_context_window_backup.json"
_FORM = ",".join((*Entry.__struct_fields__, *Tier.__struct_fields__))


class _Kept(Struct, frozen=True, array_like=True):
    """The entries of a table, and what they were made of."""

    form: str
    source: tuple[str, int, int]
    written: float
    entries: dict[str, Entry]


def bundled(kept: Path | None = None, now: Callable[[], float] = time.time) -> dict[str, Entry] | None:
    """The table of the installed LiteLLM; None where there is none. `kept` is the file that makes reading it quick."""
    spec = importlib.util.find_spec("litellm")
    if spec is None or not spec.submodule_search_locations:
        return None
    return read(Path(spec.submodule_search_locations[0]) / _TABLE, kept, now)


def read(table: Path, kept: Path | None, now: Callable[[], float] = time.time) -> dict[str, Entry] | None:
    """The entries of `table`, from `kept` while that is an hour old at most and made of the same file."""
    try:
        stat = table.stat()
        source = (str(table), stat.st_size, stat.st_mtime_ns)
        if kept is not None and (found := _kept(kept, source, now())) is not None:
            return found
        entries = parsed(table.read_bytes())
    except (OSError, msgspec.DecodeError):
        return None
    if kept is not None:
        _keep(kept, _Kept(_FORM, source, now(), entries))
    return entries


def _kept(path: Path, source: tuple[str, int, int], now: float) -> dict[str, Entry] | None:
    try:
        found = msgspec.msgpack.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None
    good = found.form == _FORM and found.source == source and 0 <= now - found.written < LIFE
    return found.entries if good else None


def _keep(path: Path, made: _Kept) -> None:
    """Write `made`; where that cannot be, the next start reads the table itself again."""
    part = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_bytes(msgspec.msgpack.encode(made))
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
