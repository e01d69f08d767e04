from __future__ import annotations

import pytest

from agent_tui.tui.early.plain import has_glyphs, plain
from agent_tui.tui.early.wrap import cells


@pytest.mark.parametrize(
    ("env", "glyphs"),
    [
        ({}, True),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "de_DE.utf8@euro"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "en_US.ISO-8859-1"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "POSIX"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, False),
    ],
)
def test_the_environment_says_whether_there_are_glyphs(env: dict[str, str], glyphs: bool) -> None:
    assert has_glyphs(env) is glyphs


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("╭─ ● running ─╮│ › │╰╯", "+- * running -+| > |++"),
        ("✓ 0.04 s · ≈ $1 … “so”", '+ 0.04 s - ~ $1 ~ "so"'),
        ("café 漢字 🎉 ‚", "cafe ???? ?? ?"),
        ("█▅░ ┼", "##. +"),
        ("\x1b[1;2Hplain", "\x1b[1;2Hplain"),
    ],
)
def test_each_glyph_has_one_that_is_as_wide(text: str, shown: str) -> None:
    assert plain(text) == shown
    assert shown.isascii()
    assert len(shown.replace("\x1b", "")) == cells(text.replace("\x1b", ""))
