from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from agent_tui.core.views import Diff, FileChange
from agent_tui.tui.paint.difference import diff_lines
from agent_tui.tui.paint.palette import palette
from agent_tui.tui.theme import DARK


def painted(change: FileChange) -> list[str]:
    lines = diff_lines(Diff((change,), 1, 1), palette(DARK), 40)
    return [line.text.rstrip() for line in lines]


@pytest.mark.parametrize(
    ("first_line", "shown"),
    [
        (1, ["1    a", "2  − b", "2  + B", "3  + C", "4    c"]),
        (998, [" 998    a", " 999  − b", " 999  + B", "1000  + C", "1001    c"]),
    ],
)
def test_lines_have_the_numbers_that_they_have_in_the_file(first_line: int, shown: list[str]) -> None:
    assert painted(FileChange("f", "a\nb\nc\n", "a\nB\nC\nc\n", first_line)) == shown


def test_a_new_file_is_numbered_from_its_beginning() -> None:
    assert painted(FileChange("f", None, "a\nb\n")) == ["1  + a", "2  + b"]


SHORT = FileChange("shop/cart.py", "def total(a):\n    return a.sum\n", "def total(a):\n    return a.sum()\n")


def rows(change: FileChange, width: int) -> list[Strip]:
    return list(diff_lines(Diff((change,), 1, 1), palette(DARK), width))


def test_a_wide_screen_shows_before_and_after_side_by_side() -> None:
    shown = [line.text.rstrip() for line in rows(SHORT, 140)]
    assert [line.replace(" ", "") for line in shown] == ["1deftotal(a):│1deftotal(a):", "2−returna.sum│2+returna.sum()"]
    assert {line.text.index("│") for line in rows(SHORT, 140)} == {69}
    assert len(rows(SHORT, 100)) == 3


def test_a_line_that_does_not_fit_at_the_side_is_shown_whole_below() -> None:
    long = FileChange("notes.txt", "a\n", f"{'word ' * 60}end\n")
    lines = rows(long, 140)
    assert not any("│" in line.text for line in lines)
    assert "".join("".join(line.text for line in lines).split()).endswith("wordend")
    assert all(line.cell_length == 140 for line in lines)


def test_only_the_words_that_changed_stand_out() -> None:
    _, removed, added = rows(SHORT, 100)
    look = palette(DARK)
    assert marked(added, look.added_word) == "()"
    assert marked(removed, look.removed_word) == ""


INSERTED = FileChange(
    "shop/cart.py",
    "def price(items):\n    return total(items) * RATE\n",
    'def price(items, rate=7):\n    """The price."""\n\n    return total(items) * rate\n',
)


def test_a_line_is_compared_with_the_one_that_it_became_not_with_what_came_before_it() -> None:
    shown = rows(INSERTED, 100)
    look = palette(DARK)
    assert [marked(line, look.removed_word) for line in shown[:2]] == ["", "RATE"]
    assert [marked(line, look.added_word) for line in shown[2:]] == [", rate=7", "", "", "rate"]


def test_side_by_side_a_line_stands_beside_the_one_that_it_became() -> None:
    shown = [[side.strip() for side in line.text.split("│")] for line in rows(INSERTED, 140)]
    assert shown == [
        ["1  − def price(items):", "1  + def price(items, rate=7):"],
        ["", '2  +     """The price."""'],
        ["", "3  +"],
        ["2  −     return total(items) * RATE", "4  +     return total(items) * rate"],
    ]


def test_lines_that_have_nothing_in_common_are_marked_as_a_whole() -> None:
    *_, added = rows(FileChange("a.txt", "one two three\n", "something else entirely\n"), 80)
    assert marked(added, palette(DARK).added_word) == ""


def test_code_keeps_the_colours_of_its_language() -> None:
    line = rows(SHORT, 100)[0]
    ink = {segment.text.strip(): segment.style.color for segment in line if segment.style}
    assert ink["def"] != ink["total"]


def test_a_line_of_100_000_characters_takes_few_lines_and_says_what_is_left_out() -> None:
    *_, last = rows(FileChange("a.json", "[]\n", f"[{'1,' * 50_000}1]\n"), 80)
    assert re.search(r"… [\d,]+ more characters of this line", last.text)


@pytest.mark.parametrize("text", ["漢字" * 40, "e\u0301" * 90, "👩\u200d👩\u200d👧" * 30, "שלום " * 20, "\tx" * 60])
@pytest.mark.parametrize("width", [24, 80, 160])
def test_no_line_is_wider_than_the_screen(text: str, width: int) -> None:
    change = FileChange("a.py", f"{text}\nsame\n", f"{text} new\nsame\n")
    assert all(line.cell_length <= width and line.cell_length == cell_len(line.text) for line in rows(change, width))


def marked(line: Strip, style: Style) -> str:
    """The text on the ground of `style`."""
    return "".join(one.text for one in line if one.style and one.style.bgcolor == style.bgcolor)
