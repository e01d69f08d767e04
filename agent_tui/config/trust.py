"""Which directories may bring configuration that acts: those the person trusted, as they were then."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from agent_tui.config.places import Places
from agent_tui.core.sanitise import one_line

_SHOWN = 300
"""Characters of a file that are shown before it is trusted."""
ACTING = (".agent", ".mcp.json")
"""What a directory may hold that acts, by name."""


def acting_files(cwd: Path) -> list[Path]:
    """The files of `cwd` that could act once it is trusted."""
    found: list[Path] = []
    for name in ACTING:
        place = cwd / name
        if place.is_dir() and not place.is_symlink():
            found.extend(path for path in sorted(place.rglob("*")) if path.is_file())
        elif place.exists():
            found.append(place)
    return found


def is_trusted(cwd: Path, places: Places) -> bool:
    """Whether the person trusted `cwd`, and nothing in it that could act has changed since."""
    return _read(places).get(str(cwd.resolve())) == _digest(cwd)


def untrusted(cwd: Path, places: Places) -> tuple[str, ...]:
    """What of `cwd` would act if it were trusted, file by file with what it says; empty where it is, or holds none."""
    acting = acting_files(cwd)
    return tuple(_told(cwd, path) for path in acting) if acting and not is_trusted(cwd, places) else ()


def _told(cwd: Path, path: Path) -> str:
    name = str(path.relative_to(cwd))
    try:
        with path.open("rb") as file:
            head = file.read(_SHOWN * 4).decode(errors="replace")
    except OSError:
        return name
    lines = (line.strip() for line in head.splitlines())
    said = " · ".join(line for line in lines if line and not line.startswith("#"))
    return f"{name} ({one_line(said, _SHOWN)})" if said else name


def trust(cwd: Path, places: Places) -> None:
    """Trust `cwd` as it is now. Raises `OSError`."""
    _write(places, {**_read(places), str(cwd.resolve()): _digest(cwd)})


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
            digest.update(hashlib.blake2b(path.read_bytes()).digest())
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
