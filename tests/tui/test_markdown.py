"""Answers in Markdown: nothing of what was written is lost, and what belongs together stands together."""

from __future__ import annotations

import sys

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from agent_tui.tui.copying import code_blocks
from agent_tui.tui.early.plain import plain
from agent_tui.tui.paint.blocks import Code
from agent_tui.tui.paint.flow import Flow
from agent_tui.tui.paint.markdown import Painter
from agent_tui.tui.paint.palette import palette
from agent_tui.tui.theme import DARK

LOOK = palette(DARK)


def shown(text: str, width: int = 60) -> list[str]:
    flow = Flow(Painter(LOOK, width))
    flow.take(text)
    flow.settle(0, sys.maxsize)
    assert all(line.cell_length == cell_len(line.text) <= width for line in flow.lines)
    return [line.text.rstrip() for line in flow.lines]


def test_the_tasks_of_a_list_have_boxes_in_a_column_also_in_ascii() -> None:
    text = "- [x] done\n- [ ] open, and so long that it goes on below\n  - [X] nested\n- [link](u)\n1. [x] first"
    lines = shown(text, 30)
    assert lines == [
        " ☑  done",
        " ☐  open, and so long that it",
        "    goes on below",
        "     ☑  nested",
        " • link (u)",
        "",
        " 1. ☑  first",
    ]
    assert [plain(line) for line in lines[:2]] == ["[x] done", "[ ] open, and so long that it"]


def test_numbers_stay_where_they_are_when_the_tenth_comes() -> None:
    items = [f"{number}. item" for number in range(8, 12)]
    assert shown("\n".join(items[:2])) == [" 8. item", " 9. item"]
    assert shown("\n".join(items)) == [" 8. item", " 9. item", "10. item", "11. item"]


def test_a_nested_list_leaves_room_for_words_where_it_is_narrow() -> None:
    assert shown("- one\n  - two\n    - three of\n      1. four", 16) == [
        "• one",
        "  • two",
        "    • three of",
        "      1. four",
    ]


def test_code_in_a_list_leaves_the_list_whole() -> None:
    text = (
        "1. item:\n   ```sh\n   npm i\n     -g\n   ```\n   goes on\n2. second\n   - deep\n     ```\n     x\n     ```\n"
    )
    assert shown(text) == [
        " 1. item:",
        "",
        "     npm i",
        "       -g",
        "",
        "    goes on",
        "",
        " 2. second",
        "     • deep",
        "",
        "        x",
    ]
    assert code_blocks(text) == [Code("npm i\n  -g", "sh"), Code("x", "")]


def test_code_that_is_not_indented_as_its_fence_is_still_code() -> None:
    text = "1. item\n   ```sh\nnpm i\n   ```\n2. second\n"
    assert shown(text) == [" 1. item", "", "   npm i", "", " 2. second"]
    assert code_blocks(text) == [Code("npm i", "sh")]


def test_long_code_in_a_list_is_a_block_of_its_own() -> None:
    code = "\n".join(f"line {number}" for number in range(90))
    text = "- item\n  ```\n" + "".join(f"  {line}\n" for line in code.split("\n")) + "  ```\n- second\n"
    assert code_blocks(text) == [Code(code, "")]
    lines = shown(text)
    assert (lines[0], lines[2], lines[-1]) == (" • item", "   line 0", " • second")


def test_what_looks_like_html_is_shown_as_it_was_written() -> None:
    assert shown("An Option<String>.<br>A </kbd> b </kbd>.") == ["An Option<String>.", "A </kbd> b </kbd>."]
    assert shown("<details>\nhidden\n</details>") == ["<details>", "hidden", "</details>"]


def test_links_and_pictures_stand_in_their_sentence_and_say_where_they_lead() -> None:
    text = "See [`code`](http://a.b), <http://c.d>, ![a map](m.png) and [![badge](b.svg)](http://e.f)."
    assert shown(text, 90) == ["See code (http://a.b), http://c.d, a map (m.png) and badge (http://e.f)."]


def test_lines_stay_lines_and_a_hyphen_under_words_makes_no_heading() -> None:
    assert shown("Name: x\nAge: y\n-") == ["Name: x", "Age: y", "-"]
    assert shown("words\n---\nmore", 8) == ["words", "", "─" * 8, "", "more"]


def test_paragraphs_in_a_quote_are_apart() -> None:
    assert shown("> one\n>\n> two\n> > three") == ["│ one", "│", "│ two", "│", "│ │ three"]


def test_a_table_is_cut_nowhere() -> None:
    text = "| Name | Where | Count |\n|:---|:---:|---:|\n| 漢字かな | https://example.com/very/long/path | 1,234 |\n"
    assert shown(text, 80)[2] == "漢字かな   https://example.com/very/long/path   1,234"
    assert [line.split() for line in shown(text, 34)[2:]] == [
        ["漢字かな", "https://example", "1,234"],
        [".com/very/long/"],
        ["path"],
    ]
    assert shown(text, 20) == ["漢字かな", "  Where:", "  https://example.co", "  m/very/long/path", "  Count: 1,234"]


def test_a_table_takes_the_width_that_there_is() -> None:
    row = " | ".join(["some words of a cell"] * 8)
    assert len(shown(f"| {row} |\n{'|---' * 8}|\n| {row} |\n", 190)) == 3


MARKS = st.sampled_from(
    (
        *("word ", "漢字", "👩\u200d👩\u200d👧", "\n", "\n\n", "\t", "    ", "\\", "|", "`", "```", "~~", "*", "**"),
        *("- ", "  - ", "1. ", "10) ", "- [x] ", "> ", "# ", "---\n", "   ```py\n", "  ~~~\n"),
        *("<kbd>", "</kbd>", "</b>", "<br>", "<div>\n", "<!-- c -->", "&nbsp;", "&#x202e;", "<https://a.b>"),
        *("[a](b)", "![i](u)", "[![b](u)](v)", "[r]", "[r]: http://x\n", "|a|b|\n|---|---|\n|1|2|\n"),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKS, max_size=30).map("".join), st.sampled_from((12, 40, 90)))
def test_no_text_is_too_odd_to_be_painted(text: str, width: int) -> None:
    shown(text, width)
