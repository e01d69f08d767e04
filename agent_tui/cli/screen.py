"""Starts the terminal app."""

from __future__ import annotations

from pathlib import Path

from agent_tui import __version__
from agent_tui.config.load import Loaded
from agent_tui.config.options import Options
from agent_tui.core.ops import Say
from agent_tui.core.ports import Session
from agent_tui.core.verdicts import Mode


def show(options: Options, loaded: Loaded, prompt: str) -> int:
    """Run the app until the person leaves it; `prompt` is its first turn, where there is one."""
    from agent_tui.compose import assemble
    from agent_tui.tui.app import run
    from agent_tui.tui.settings import Settings

    def open_session() -> Session:
        session = assemble(options, loaded)
        if prompt:
            session.send(Say(prompt))
        return session

    config = loaded.config
    settings = Settings(
        model=config.model.name,
        mode=Mode(config.mode),
        cwd=_short(options.cwd),
        version=__version__,
        branch=_branch(Path(options.cwd)),
        theme=config.ui.theme,
        thoughts=config.ui.thoughts,
        streaming=config.ui.streaming,
        mouse=config.ui.mouse,
    )
    return run(open_session, settings)


def _short(cwd: str) -> str:
    home = str(Path.home())
    return f"~{cwd[len(home) :]}" if cwd == home or cwd.startswith(f"{home}/") else cwd


def _branch(cwd: Path) -> str:
    """The branch that is checked out, read without starting git; empty outside a repository."""
    for place in (cwd, *cwd.parents):
        git = place / ".git"
        try:
            if git.is_file():
                git = place / git.read_text().removeprefix("gitdir:").strip()
            head = (git / "HEAD").read_text().strip()
        except (OSError, UnicodeDecodeError):
            continue
        return head.removeprefix("ref: refs/heads/") if head.startswith("ref:") else head[:8]
    return ""
