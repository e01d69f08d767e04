"""What a directory brings along that acts once it is trusted: which files, and what each would do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

from agent_tui.config.file import settings
from agent_tui.config.places import Places
from agent_tui.core.custom import parted, shell_commands
from agent_tui.core.errors import UsageError
from agent_tui.core.sanitise import one_line

ACTING = (".agent", ".mcp.json")
"""What a directory may hold that acts, by name."""
_FIRST = ("mode", "model.", "permissions.", "shell.", "web.", "prompt.")
"""Settings that decide what runs and who hears of it; they are told before all others."""
_HARMLESS = ("description:", "argument-hint:")
"""What lines of a command's head may begin with that decide nothing."""
_LONGEST = 2_000
"""Characters of one line."""
_READ = 64 * 1024


def own_folder(cwd: Path) -> Path | None:
    """The `.agent` of `cwd`; None where there is none, or it is a link, behind which anything could change unseen."""
    folder = cwd / ".agent"
    return folder if folder.is_dir() and not folder.is_symlink() else None


def acting_files(cwd: Path) -> list[Path]:
    """The files of `cwd` that could act once it is trusted. What lies behind a linked directory never acts."""
    found: list[Path] = []
    for name in ACTING:
        place = cwd / name
        if place.is_dir():
            found += sorted(path for path in place.rglob("*") if _regular(path)) if not place.is_symlink() else []
        elif _regular(place):
            found.append(place)
    return found


def would_do(cwd: Path, places: Places) -> Iterator[str]:
    """What each of these files would do, a line for each setting, command and file."""
    for path in acting_files(cwd):
        name = one_line(str(path.relative_to(cwd)), _LONGEST)
        for line in _told(path, places):
            yield f"{name}{line}"


def _told(path: Path, places: Places) -> Iterator[str]:
    if path.name == "config.yml" and path.parent.name == ".agent":
        try:
            yield from _settings(path, places)
        except UsageError:
            yield from _words(path)
    elif path.suffix == ".md":
        text = _text(path)
        head, body = parted(text)
        # Line by line as written: YAML has too many ways of saying one thing.
        lines = [line for line in head.splitlines() if line.strip() and not line.startswith(_HARMLESS)]
        yield from (f" has at its top: {one_line(line, _LONGEST)}" for line in lines)
        commands = shell_commands(text)
        yield from (f" runs: {one_line(command, _LONGEST)}" for command in commands)
        if not commands:
            yield f" says: {one_line(body, 200)}"
    else:
        yield from _words(path)


def _settings(path: Path, places: Places) -> Iterator[str]:
    found = settings(path, places.state / "parsed")

    def rank(name: str) -> int:
        return next((at for at, first in enumerate(_FIRST) if name.startswith(first)), len(_FIRST))

    for name in sorted(found, key=lambda name: (rank(name), name)):
        value = found[name][0]
        items = value if isinstance(value, list) and value else [value]
        yield from (f" sets {name}: {one_line(str(item), _LONGEST)}" for item in items)


def _words(path: Path) -> Iterator[str]:
    """The lines of a file that is not understood."""
    lines = [line for line in map(str.strip, _text(path).splitlines()) if line]
    yield from (f": {one_line(line, _LONGEST)}" for line in lines or ["empty"])


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_READ).decode("utf-8-sig", errors="replace")
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _regular(path: Path) -> bool:
    """Whether it is a file, perhaps by a link; a pipe would never be read to its end."""
    try:
        return S_ISREG(path.stat().st_mode)
    except OSError:
        return False
