from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tui.tools.closest import closest
from agent_tui.tools.span import find, placeholders

PIECE = st.sampled_from(["a", "b", " ", "\t", "\n", "\r\n", "\r", "é", "𝄞", "x = 1", "    ", "\u2028", ""])
TEXT = st.lists(PIECE, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "old", "new", "result"),
    [
        ("one two one", "two", "2", "one 2 one"),
        ("a\r\nb\r\nc\r\n", "b", "b\nbb", "a\r\nb\r\nbb\r\nc\r\n"),
        ("a\r\nb\r\nc\r\n", "a\nb", "x\ny\nz", "x\r\ny\r\nz\r\nc\r\n"),
        ("a\nb\nc\n", "a\r\nb", "x\r\ny", "x\ny\nc\n"),
        ("a\r\nb\nc\n", "b\nc", "B\nC", "a\r\nB\nC\n"),
        ("a\r\nb\nc\n", "a\r\nb", "A\nB", "A\nB\nc\n"),
        ("a  \nb\t\nc\n", "a\nb\nc", "x", "x\n"),
        (
            "if x:\n    if y:\n        go()\n",
            "if y:\n    go()",
            "if z:\n    stop()",
            "if x:\n    if z:\n        stop()\n",
        ),
        ("if y:\n    go()\n", "    if y:\n        go()\n", "    if z:\n\n        go()\n", "if z:\n\n    go()\n"),
        ("\tif y:\r\n\t\tgo()\r\n", "if y:\n\tgo()", "go()", "\tgo()\r\n"),
    ],
)
def test_an_edit_finds_its_one_place(text: str, old: str, new: str, result: str) -> None:
    found = find(text, old, new)
    assert len(found.spans) == 1
    assert found.applied(text) == result
    assert bool(found.note) == (old not in text)


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("\tgo()\n", "    stop()"),
        ("    a\n        b\n", "a\n  b"),
        ("foobar  \nbaz\n", "foo\nbar"),
        ("a b\n", "a  b"),
        ("say “hi”\n", 'say "hi"'),
    ],
)
def test_what_would_lose_something_is_not_found(text: str, old: str) -> None:
    assert find(text, old, "x").spans == ()


def test_loose_readings_count_every_candidate() -> None:
    assert len(find("a \nb\nc\na  \nb\n", "a\nb", "x").spans) == 2
    assert len(find("  f(\n    1)\n  f(\n    1)\n", "f(\n  1)", "x").spans) == 2


@given(TEXT, TEXT, TEXT, TEXT)
@settings(max_examples=200, deadline=None)
def test_an_exact_edit_changes_nothing_outside_its_span(before: str, old: str, after: str, new: str) -> None:
    if not old:
        return
    text = before + old + after
    found = find(text, old, new)
    assert found.note == ""
    assert len(found.spans) == text.count(old)
    for span in found.spans:
        assert text[span.start : span.end] == old
        assert span.new.replace("\r\n", "\n") == new.replace("\r\n", "\n")
    first = found.spans[0]
    assert found.applied(text).startswith(text[: first.start] + first.new)


@given(TEXT, TEXT, TEXT)
@settings(max_examples=200, deadline=None)
def test_a_loose_edit_keeps_the_words_it_replaces_and_all_outside(text: str, old: str, new: str) -> None:
    if not old:
        return
    found = find(text, old, new)
    at = 0
    for span in found.spans:
        assert at <= span.start <= span.end <= len(text)
        assert "".join(text[span.start : span.end].split()) == "".join(old.split())
        at = span.end
    kept = [text[a.end : b.start] for a, b in zip(found.spans, found.spans[1:], strict=False)]
    if found.spans:
        kept = [text[: found.spans[0].start], *kept, text[found.spans[-1].end :]]
        pieces = [piece for pair in zip(kept, [*(s.new for s in found.spans), ""], strict=True) for piece in pair]
        assert found.applied(text) == "".join(pieces)


@pytest.mark.parametrize(
    "line",
    [
        "# ... rest of the code ...",
        "// ... existing code ...",
        "    /* … unchanged … */",
        "<!-- ... rest of file unchanged -->",
        "# rest of the function ...",
        "// ...the remaining methods stay the same",
        "# rest of the file stays the same",
        "// Rest of the code remains the same",
        "/* rest of your code here */",
        "# [rest of the function]",
        "# TODO: rest of code here",
        "<!-- rest of file -->",
        "-- rest of query --",
        "# previous code remains unchanged",
        "// existing code here",
        "# (unchanged)",
        "# your code here",
    ],
)
def test_lines_that_stand_for_left_out_code_are_told(line: str) -> None:
    assert placeholders(f"a = 1\n{line}\nb = 2\n", "a = 0\n") == [line.strip()]
    assert placeholders(f"a = 1\n{line}\n", f"{line}\na = 0") == []


@pytest.mark.parametrize(
    "line",
    [
        *("x = ...", "def f() -> None: ...", "print('loading ...')", "# and so on ...", "a[..., existing]", "rest = 1"),
        *(
            "# The rest of the code assumes x",
            "# Existing code",
            "x = 1  # unchanged",
            "## The rest of the page",
            "...",
        ),
        *("The rest of the file is described below.", "# the same as before we moved", "# other functions"),
    ],
)
def test_plain_code_is_no_placeholder(line: str) -> None:
    assert placeholders(line, "") == []


def test_a_failure_shows_the_closest_lines_and_what_differs() -> None:
    text = "def a():\n\treturn 'x'\n\ndef b():\n\treturn 'y'\n"
    assert closest(text, "def b():\n    return 'y'\n") == (
        "Closest are lines 4-5 (tabs or blanks of the indent differ):\n4\tdef b():\n5\t\treturn 'y'"
    )
    assert "quotes or dashes differ" in closest("say(“hi”)\n", 'say("hi")')
    assert "the line ends differ" in closest("a\rb\r", "a\nb")
    assert "case differ" in closest("Hello World\n", "hello world")
    assert closest("abc\n", "zzzzzzzzzz") == ""
