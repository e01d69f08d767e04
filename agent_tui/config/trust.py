"""Which directories may bring configuration that acts: those the person trusted, as they were then."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import msgspec
from msgspec import Struct

from agent_tui.config.acting import acting_files, would_do
from agent_tui.config.places import Places


def is_trusted(cwd: Path, places: Places) -> bool:
    """Whether the person trusted `cwd`, and nothing in it that could act has changed since."""
    return _read(places).get(str(cwd.resolve())) == _digest(cwd)


class Doubt(Struct, frozen=True):
    """What the person is asked about."""

    lines: tuple[str, ...] = ()
    """What would act; empty where nothing would, or it is trusted already."""
    state: str = ""
    """What stands for the files as they were then."""


def doubt(cwd: Path, places: Places) -> Doubt:
    """What of `cwd` would act if it were trusted."""
    state = _digest(cwd)
    if not acting_files(cwd) or _read(places).get(str(cwd.resolve())) == state:
        return Doubt()
    return Doubt(tuple(would_do(cwd, places)), state)


def trust(cwd: Path, places: Places, seen: str = "") -> None:
    """Trust `cwd` as it is now, or in the state `seen` that the person was shown. Raises `OSError`."""
    _write(places, {**_read(places), str(cwd.resolve()): seen or _digest(cwd)})


def distrust(cwd: Path, places: Places) -> bool:
    """Take the trust back; False where there was none. Raises `OSError`."""
    known = _read(places)
    if known.pop(str(cwd.resolve()), None) is None:
        return False
    _write(places, known)
    return True


def _digest(cwd: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for path in acting_files(cwd):
        digest.update(str(path.relative_to(cwd)).encode(errors="surrogateescape") + b"\0")
        try:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "blake2b").digest())
        except OSError:
            digest.update(b"unreadable")
    return digest.hexdigest()


def _read(places: Places) -> dict[str, str]:
    try:
        return msgspec.json.decode((places.state / "trust.json").read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError):
        return {}


def _write(places: Places, known: dict[str, str]) -> None:
    places.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=places.state, prefix="trust-")
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(known)))
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(places.state / "trust.json")
