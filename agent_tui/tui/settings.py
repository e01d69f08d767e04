"""What the terminal app is told before it starts."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from agent_tui.core.verdicts import Mode
from agent_tui.tui.early.window import Way
from agent_tui.tui.keys import KEYS, Key

Rows = tuple[tuple[str, str], ...]
"""Words and what they mean."""


class Settings(Struct, frozen=True):
    """Facts and wishes that hold for one run of the app."""

    model: str
    mode: Mode
    cwd: str
    """The working directory as the person would write it."""
    version: str
    branch: str = ""
    """The git branch, with a `*` where files differ from it; empty outside a repository."""
    theme: str = "agent-dark"
    thoughts: bool = False
    """Whether the model's thinking is shown."""
    streaming: bool = True
    """Whether an answer is shown as it comes, or once it is whole."""
    mouse: bool = True
    vim: bool = False
    """Whether the text is written with the keys of vi."""
    notify: Way = "auto"
    """How the person is called who looks elsewhere."""
    modes: tuple[Mode, ...] = (Mode.PLAN, Mode.ASK, Mode.EDITS, Mode.YOLO)
    """The modes that Shift+Tab goes round."""
    models: tuple[str, ...] = ()
    """Models that `/model` suggests."""
    about: str = ""
    """The directory in a few words: `Python, 212 files`."""
    tries: tuple[str, ...] = ("explain this project", "list files", "find TODO")
    """What an empty transcript suggests to try."""
    connect: str = ""
    """One sentence on how to get a real model, where there is none."""
    untrusted: tuple[str, ...] = ()
    """Files of the directory that would act if it were trusted."""
    memory: tuple[str, ...] = ()
    """The instruction files that hold for the directory."""
    editor: str = "vi"
    """The command that edits files."""
    pager: str = "less"
    """The command that shows a file."""
    kept: str = ""
    """The directory for what was sent from here and what is being written; empty where nothing is kept."""
    tells_keys_apart: bool = False
    """Whether the terminal can send Shift+Enter and Ctrl+Enter."""
    doctor: Callable[[], Rows] = tuple
    """Looks at what agent needs on this machine; blocks."""
    debugging: bool = False
    """Whether it is written down from the start what takes how long."""
    debug: Callable[[bool | None], Rows] = lambda on: ()
    """Has that written from now on, or no longer, and tells what a report of a fault should say; blocks."""
    configured: Callable[[], Rows] = tuple
    """Every setting with its value and where that comes from."""
    config_file: str = ""
    """The person's settings file; empty where there is none."""
    pick: bool = False
    """Whether the person first chooses a session to go on with."""
    keys: tuple[Key, ...] = KEYS
    """What each key does."""
    resume: str = "agent -c"
    """The command that continues this session."""

    @property
    def directory(self) -> str:
        """The last part of the working directory."""
        return self.cwd.rstrip("/").rpartition("/")[2] or self.cwd
