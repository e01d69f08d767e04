"""Finds prompt files: in the wheel beside the package, or in the checkout of an editable install."""

from __future__ import annotations

from pathlib import Path

from agent_tui.core.errors import UserError

_PACKAGE = Path(__file__).resolve().parent.parent


def roots(overrides: Path | None = None) -> tuple[Path, ...]:
    """Directories that are searched for a prompt file, the first hit wins."""
    found = (overrides, _PACKAGE / "prompts", _PACKAGE.parent / "prompts")
    return tuple(root for root in found if root is not None and root.is_dir())


def prompt(name: str, overrides: Path | None = None) -> str:
    """The text of the prompt file `name`, such as `tools/grep.md`, without outer blank lines.

    Raises `FileNotFoundError` where no root has it, `UserError` where it cannot be read.
    """
    for root in roots(overrides):
        path = root / name
        if path.is_file():
            try:
                return path.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise UserError(f"The prompt file {path} cannot be read: {error}.") from error
    raise FileNotFoundError(f"no prompt file {name}; reinstall agent-tui")
