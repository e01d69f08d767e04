from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tui.core.effects import Unknown, Writes
from agent_tui.core.errors import ToolFailed
from agent_tui.tools.patch import Hunk, applied, parse
from tests.tools.bench import Bench, diff_of


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def patch(*lines: str) -> str:
    return "\n".join(("*** Begin Patch", *lines, "*** End Patch"))


async def test_files_are_added_changed_moved_and_deleted(bench: Bench) -> None:
    bench.put("a.py", "def a():\n    return 1\n\ndef b():\n    return 1\n")
    bench.put("b.py", "x\n")
    bench.put("c.py", "é\n".encode("utf-16"))
    call = {
        "patch": patch(
            "*** Add File: new/d.py",
            "+one",
            "+",
            "+two",
            "*** Update File: a.py",
            "@@ def b():",
            "-    return 1",
            "+    return 2",
            "*** Delete File: b.py",
            "*** Update File: c.py",
            "*** Move to: moved/c.py",
            "@@",
            "-é",
            "+ü",
        )
    }
    action = bench.bind("apply_patch", **call)
    assert action.effect == Writes(
        tuple(str(bench.root / name) for name in ("new/d.py", "a.py", "b.py", "c.py", "moved/c.py"))
    )
    assert action.title == "new/d.py and 4 more"
    result = await action.run(lambda _: None)
    assert bench.snapshot() == {
        "a.py": b"def a():\n    return 1\n\ndef b():\n    return 2\n",
        "moved/c.py": "ü\n".encode("utf-16"),
        "new/d.py": b"one\n\ntwo\n",
    }
    assert result.text == "A new/d.py\nM a.py\nD b.py\nD c.py\nA moved/c.py"
    assert result.summary == "+5 −3 in 5 files"
    assert len(diff_of(result).changes) == 5


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("*** Update File: a", "@@", "-nope", "+x"), "these lines of change 1 are not in the file"),
        (("*** Update File: a", "@@", "-same", "+x"), "fits at lines 1, 2; name its place"),
        (("*** Update File: a", "@@ missing", "-same", "+x"), "there is no line `missing`"),
        (("*** Update File: none", "@@", "-a", "+x"), "There is no file none"),
        (("*** Add File: a", "+x"), "a exists already"),
        (("*** Add File: b", "x"), "begins with `[+]`"),
        (("*** Delete File: none",), "There is no file none"),
        (("*** Update File: a", "@@", "*** what"), "begins with ` `, `-` or"),
        (("*** Update File: a",), "changes nothing in a"),
        (("*** Update File: a", "@@", "+# ... rest of the code ...", " same"), "leaves code out"),
        ((), "names no file"),
    ],
)
async def test_a_wrong_patch_writes_nothing_and_says_why(bench: Bench, lines: tuple[str, ...], message: str) -> None:
    bench.put("a", "same\nsame\n")
    with pytest.raises(ToolFailed, match=message):
        await bench.call("apply_patch", patch=patch("*** Add File: first", "+x", *lines) if lines else patch())
    assert bench.snapshot() == {"a": b"same\nsame\n"}


async def test_a_patch_begins_with_a_file(bench: Bench) -> None:
    with pytest.raises(ToolFailed, match="Line 2 of the patch must name a file"):
        await bench.call("apply_patch", patch=patch("@@", "+x"))


async def test_what_is_no_patch_is_not_taken_for_a_write(bench: Bench) -> None:
    action = bench.bind("apply_patch", patch="diff --git a/x b/x")
    assert action.effect == Unknown("apply_patch")
    with pytest.raises(ToolFailed, match="begins with the line"):
        await action.run(lambda _: None)


@pytest.mark.parametrize(
    ("text", "change", "result"),
    [
        ("a\r\nb\r\nc", (" a", "-b", "+B", "+BB"), "a\r\nB\r\nBB\r\nc"),
        ("a\nb", (" a", "-b", "+B"), "a\nB"),
        ("a  \nb\t\n", (" a", "-b", "+B"), "a  \nB\n"),
        ("a\nb\n", ("-a", "-b"), ""),
        ("a\n", ("+b",), "a\nb\n"),
        ("", ("+b",), "b\n"),
        ("x\ny\nx\n", ("-x", "+z", "*** End of File"), "x\ny\nz\n"),
        ("a\n\nb\n", (" a", "", "-b", "+c"), "a\n\nc\n"),
    ],
)
def test_a_change_keeps_the_files_ways(text: str, change: tuple[str, ...], result: str) -> None:
    (file,) = parse(patch("*** Update File: f", "@@", *change))
    assert applied("f", text, file.hunks) == result


@given(
    st.lists(st.tuples(st.text("ab \té", max_size=3), st.sampled_from(["\n", "\r\n"])), min_size=1, max_size=8),
    st.data(),
)
@settings(max_examples=100, deadline=None)
def test_lines_outside_a_change_stay_byte_for_byte(lines: list[tuple[str, str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    unique = [*lines[:at], ("MARK", lines[at][1]), *lines[at + 1 :]]
    text = "".join(map("".join, unique))
    result = applied("f", text, (Hunk((("-", "MARK"), ("+", "new"))),))
    assert result == text.replace("MARK", "new")
