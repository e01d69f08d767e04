"""What may be imported by the time there is something to see."""

from __future__ import annotations

import sys

from tests.support import imports

FRAME = {
    *("__future__", "_collections", "_functools", "_operator", "_sre", "_typing", "_weakrefset", "abc"),
    *("collections", "colorsys", "contextlib", "copyreg", "enum", "errno", "fnmatch", "functools", "ipaddress"),
    *("itertools", "keyword", "ntpath", "operator", "pathlib", "re", "reprlib", "select", "signal", "termios"),
    *("threading", "types", "typing", "unicodedata", "urllib", "warnings"),
    # Of pathlib from Python 3.13 on.
    *("glob", "grp", "pwd"),
    *("agent_tui", "agent_tui.__main__", "agent_tui.cli", "agent_tui.cli.main", "agent_tui.cli.opening"),
    *("agent_tui.cli.fault", "agent_tui.cli.place", "agent_tui.cli.words", "agent_tui.core", "agent_tui.core.errors"),
    *("agent_tui.core.sanitise", "agent_tui.tui", "agent_tui.tui.early", "agent_tui.tui.early.draft"),
    *("agent_tui.tui.early.answers", "agent_tui.tui.early.plain", "agent_tui.tui.early.window"),
    *("agent_tui.tui.early.frame", "agent_tui.tui.early.ink", "agent_tui.tui.early.terminal"),
    *("agent_tui.tui.early.last", "agent_tui.tui.early.wrap", "agent_tui.config", "agent_tui.config.homes"),
}
"""Modules of our own and packages of others when the frame is drawn."""
PAINT = {"msgspec", "platformdirs", "rich", "textual", "tree_sitter", "typing_extensions"}
"""Packages that are not Python's own at the app's first paint."""
OURS = {
    *("__main__", "agent", "cli", "compose", "config", "core", "extensions", "model", "permissions", "prompting"),
    *("session", "tools", "tui"),
}
"""Our own packages that the first paint may have loaded."""
LATER = {
    *("http.client", "multiprocessing", "sqlite3", "unittest", "xml.etree", "email.message", "pydoc"),
    *("agent_tui.model.worker", "agent_tui.headless.run", "agent_tui.tui.paint.markdown"),
}
"""What belongs to Python or to us, and must wait all the same."""


def test_the_frame_needs_these_modules_only() -> None:
    loaded = imports.modules(imports.FRAME)
    assert {name if name.startswith("agent_tui") else name.partition(".")[0] for name in loaded} <= FRAME


def test_the_first_paint_needs_these_packages_only() -> None:
    loaded = imports.modules(imports.PAINT)
    foreign = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) - {"agent_tui"}
    assert foreign <= PAINT
    assert {name.split(".")[1] for name in loaded if name.startswith("agent_tui.")} <= OURS
    assert not LATER & loaded


def test_without_a_fast_start_all_parts_are_loaded_before_the_prompt() -> None:
    loaded = imports.modules(imports.ALL)
    assert {"agent_tui.tools.fetch", "markdownify", "tree_sitter_bash", "pypdf"} <= loaded
