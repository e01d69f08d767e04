"""The keys of the app, in one table."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Key(Struct, frozen=True):
    """One key, what it does and how that is said."""

    keys: str
    """As Textual names them, separated by commas."""
    action: str
    """The app's action; empty where the composer or a question sees to it."""
    shown: str
    meaning: str
    first: bool = False
    """Whether it is looked at before the composer gets it."""
    name: str = ""
    """What it is called in the configuration; empty where it cannot be another."""


KEYS = (
    Key("enter", "", "Enter", "send; while the agent works: queue", name="send"),
    Key(
        "ctrl+enter",
        "",
        "Ctrl+Enter, /steer",
        "send now, after the current tool; where nothing is written: the queue",
        name="send_now",
    ),
    Key("shift+enter,ctrl+j,alt+enter", "", "Shift+Enter, Ctrl+J, Alt+Enter, \\ Enter", "new line", name="new_line"),
    Key("up", "", "Up, Down", "what is queued, else what was sent before"),
    Key("question_mark", "", "?", "where nothing is written: these keys"),
    Key("@", "", "@", "name a file or directory"),
    Key("tab", "", "Tab", "complete a command or a path, open a paste"),
    Key("ctrl+v", "", "Ctrl+V", "paste a picture from the clipboard", name="paste_picture"),
    Key("ctrl+r", "", "Ctrl+R", "look for something that was sent before", name="search_past"),
    Key("ctrl+s", "", "Ctrl+S", "put the text aside, or bring it back", name="stash"),
    Key("ctrl+underscore", "undo_writing", "Ctrl+_, Ctrl+Y", "undo and redo in the text", first=True, name="undo"),
    Key("ctrl+g", "edit_draft", "Ctrl+G", "write the text in your editor", first=True, name="editor"),
    Key("y", "", "Y, A, P, W, N", "asked for leave: once, this session, this project, always, no and why"),
    Key("e", "", "E, Tab", "asked for leave: edit the command before it runs, look at all of it"),
    Key("escape", "stop", "Esc", "stop the agent; what it did is kept; at rest, twice: /rewind"),
    Key(
        "shift+tab", "next_mode", "Shift+Tab", "next mode: how much may be done without asking", first=True, name="mode"
    ),
    Key("ctrl+o", "open_newest", "Ctrl+O, click", "open or fold a call or a thought", first=True, name="open"),
    Key("ctrl+p", "palette", "Ctrl+P", "find a command, key, model, theme or session", first=True, name="palette"),
    Key(
        "ctrl+e",
        "side",
        "Ctrl+E",
        "show or hide context, cost, plan, edited files, jobs at the side",
        first=True,
        name="side",
    ),
    Key("pageup", "scroll(-1)", "PgUp, PgDn", "scroll", first=True, name="scroll_up"),
    Key("pagedown", "scroll(1)", "", "", first=True, name="scroll_down"),
    Key("ctrl+home", "to_start", "Ctrl+Home, Ctrl+End", "to the start, to the end", first=True, name="to_start"),
    Key("ctrl+end", "to_end", "", "", first=True, name="to_end"),
    Key("ctrl+up", "browse(-1)", "Ctrl+Up, Ctrl+Down", "go over calls and messages: enter opens, c copies", first=True),
    Key("ctrl+down", "browse(1)", "", "", first=True),
    Key("alt+up", "turn(-1)", "Alt+Up, Alt+Down", "to what you said before, or next", first=True, name="turn_back"),
    Key("alt+down", "turn(1)", "", "", first=True, name="turn_next"),
    Key("ctrl+f", "find", "Ctrl+F", "find words in the talk, also in what is folded", first=True, name="find"),
    Key("ctrl+z", "suspend_process", "Ctrl+Z", "back to the shell; fg brings agent back", first=True, name="suspend"),
    Key("ctrl+c", "cancel", "Ctrl+C", "copy what is selected, clear the text, or stop; twice: leave", first=True),
    Key("ctrl+d", "leave_if_empty", "Ctrl+D", "leave, where nothing is written", first=True, name="leave"),
)

ACTIONS = frozenset(key.action.partition("(")[0] for key in KEYS) - {"suspend_process"}
"""What the keys do to the talk, as Textual names it."""


def shown(table: Iterable[Key]) -> tuple[tuple[str, str], ...]:
    """Keys and meanings as `/help` lists them."""
    return tuple((key.shown, key.meaning) for key in table if key.shown)


def names(table: Iterable[Key]) -> str:
    """What the configuration calls them, for a person who wants other keys."""
    return f"other keys, by name: {', '.join(key.name for key in table if key.name)}"
