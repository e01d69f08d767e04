from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_tui.core.effects import Writes
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Diff, FileChange
from tests.tools.bench import Bench, diff_of

BOMS = {
    "utf-8": b"",
    "utf-8-sig": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
LINES = st.lists(st.sampled_from(["x = 1", "", "  y", "\tz", "naïve", "𝄞", "end  ", "\x0c"]), max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def edited(bench: Bench, name: str, old: str, new: str, **more: object) -> bytes:
    await bench.call("read_file", path=name)
    await bench.call("edit_file", path=name, old=old, new=new, **more)
    return (bench.root / name).read_bytes()


@given(
    lines=LINES,
    more=LINES,
    ends=st.lists(ENDS, min_size=13, max_size=13),
    final=st.booleans(),
    encoding=st.sampled_from(sorted(BOMS)),
    new=st.sampled_from(["", "short", "two\nlines", "größer", "a\r\nb"]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_byte_outside_the_span_changes(
    bench: Bench, lines: list[str], more: list[str], ends: list[str], final: bool, encoding: str, new: str
) -> None:
    marked = [*lines, "before MARK after", *more]
    text = "".join(line + end for line, end in zip(marked, ends, strict=False))
    text = text if final else text[: -len(ends[len(marked) - 1])]
    codec = encoding.removesuffix("-sig")
    bench.put("f", BOMS[encoding] + text.encode(codec))
    head, _, tail = text.partition("MARK")
    result = await edited(bench, "f", "MARK", new)
    start, end = BOMS[encoding] + head.encode(codec), tail.encode(codec)
    assert result.startswith(start)
    assert result.endswith(end)
    middle = result[len(start) : len(result) - len(end)].decode(codec)
    assert middle.replace("\r\n", "\n") == new.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "text", ["Größe und Maß sind schön, süß und übermäßig groß.\r\n", "Ça alors, déjà l'été à Nîmes, où êtes-vous?\n"]
)
async def test_a_legacy_encoding_survives(bench: Bench, text: str) -> None:
    bench.put("f", (text * 5 + "MARK\n").encode("cp1252"))
    assert await edited(bench, "f", "MARK", "done") == (text * 5 + "done\n").encode("cp1252")


async def test_a_character_the_encoding_lacks_is_an_error(bench: Bench) -> None:
    path = bench.put("f", ("Größe und Maß, schön süß.\n" * 5).encode("latin-1"))
    before = path.read_bytes()
    await bench.call("read_file", path="f")
    with pytest.raises(ToolFailed, match="which has no `漢`"):
        await bench.call("edit_file", path="f", old="Größe", new="漢", replace_all=True)
    assert path.read_bytes() == before


async def test_mode_bits_stay(bench: Bench) -> None:
    path = bench.put("run.sh", "echo a\n")
    path.chmod(0o751)
    await edited(bench, "run.sh", "a", "b")
    assert stat.S_IMODE(path.stat().st_mode) == 0o751


async def test_a_link_is_written_through_inside_the_workspace_only(bench: Bench, tmp_path: Path) -> None:
    target = bench.put("real/f", "old\n")
    (bench.root / "link").symlink_to("real/f")
    await edited(bench, "link", "old", "new")
    assert (bench.root / "link").is_symlink()
    assert target.read_text() == "new\n"
    outside = tmp_path / "outside"
    outside.write_text("old\n")
    (bench.root / "out").symlink_to(outside)
    await bench.call("read_file", path="out")
    with pytest.raises(ToolFailed, match="leads out of the workspace"):
        await bench.call("edit_file", path="out", old="old", new="new")
    assert outside.read_text() == "old\n"


async def test_a_link_put_in_the_way_after_leave_was_given_is_not_followed(bench: Bench, tmp_path: Path) -> None:
    bench.put("docs/f", "old\n")
    bench.put(".git/hooks/f", "old\n")
    await bench.call("read_file", path="docs/f")
    await bench.call("read_file", path=".git/hooks/f")
    action = bench.bind("edit_file", path="docs/f", old="old", new="new")
    (bench.root / "docs").rename(bench.root / "away")
    (bench.root / "docs").symlink_to(".git/hooks")
    with pytest.raises(ToolFailed, match="leads elsewhere"):
        await action.run(lambda _: None)
    assert (bench.root / ".git/hooks/f").read_text() == "old\n"


def test_a_link_put_in_the_way_of_a_write_is_an_error(bench: Bench, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (bench.root / "d").symlink_to(outside)
    with pytest.raises(OSError, match="Not a directory"):
        bench.ws.write({str(bench.root / "d" / "f"): b"x"})
    assert list(outside.iterdir()) == []


async def test_an_unread_file_is_not_edited(bench: Bench) -> None:
    bench.put("f", "a\n")
    with pytest.raises(ToolFailed, match="was not read"):
        await bench.call("edit_file", path="f", old="a", new="b")


async def test_a_file_that_changed_is_not_edited_though_size_and_time_are_the_same(bench: Bench) -> None:
    path = bench.put("f", "abc\n")
    await bench.call("read_file", path="f")
    times = path.stat()
    path.write_text("abd\n")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(ToolFailed, match="has changed since"):
        await bench.call("edit_file", path="f", old="ab", new="x")
    assert path.read_text() == "abd\n"


async def test_a_touched_file_is_edited_and_edits_follow_one_another(bench: Bench) -> None:
    path = bench.put("f", "abc\n")
    await bench.call("read_file", path="f")
    os.utime(path)
    await bench.call("edit_file", path="f", old="a", new="1")
    await bench.call("edit_file", path="f", old="1b", new="2")
    assert path.read_text() == "2c\n"


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        ("a\na\n", "a", "b", "is 2 times in f, at lines 1, 2"),
        ("a\n", "a", "a", "nothing to change"),
        ("a\n", "", "b", "is empty"),
        ("def f():\n\tpass\n", "def f():\n    pass", "x", r"Closest are lines 1-2 \(tabs or blanks"),
        ("a = 1\nb = 2\n", "a = 1", "# ... rest of the code ...", "leaves code out"),
        ("a \nb\na\t\nb\n", "a\nb", "c", r"2 times in f \(blanks at line ends differ\)"),
    ],
)
async def test_a_refusal_says_what_to_do_and_writes_nothing(
    bench: Bench, text: str, old: str, new: str, message: str
) -> None:
    path = bench.put("f", text)
    await bench.call("read_file", path="f")
    with pytest.raises(ToolFailed, match=message):
        await bench.call("edit_file", path="f", old=old, new=new)
    assert path.read_text() == text


async def test_a_loose_match_is_told(bench: Bench) -> None:
    bench.put("f", "if x:\r\n    go()\r\n")
    await bench.call("read_file", path="f")
    result = await bench.call("edit_file", path="f", old="if x:\n    go()", new="if y:\n    stop()")
    assert result.text == "Edited f at line 1. Not matched exactly: line endings differ."
    assert (bench.root / "f").read_bytes() == b"if y:\r\n    stop()\r\n"


async def test_a_call_shows_its_effect_its_diff_and_its_result(bench: Bench) -> None:
    path = bench.put("d/f", "one\ntwo\n")
    await bench.call("read_file", path="d/f")
    action = bench.bind("edit_file", path="d/f", old="two", new="2\n3")
    assert action.effect == Writes((str(path),))
    assert action.title == "d/f"
    expected = Diff((FileChange("d/f", "one\ntwo\n", "one\n2\n3\n"),), 2, 1)
    assert await action.preview() == expected
    assert path.read_text() == "one\ntwo\n"
    result = await action.run(lambda _: None)
    assert diff_of(result) == expected
    assert (result.text, result.summary) == ("Edited d/f at line 2.", "+2 −1")


async def test_replace_all_replaces_each(bench: Bench) -> None:
    bench.put("f", "a b a\na\n")
    assert await edited(bench, "f", "a", "xx", replace_all=True) == b"xx b xx\nxx\n"


async def test_a_new_conversation_has_read_no_file(bench: Bench) -> None:
    bench.put("a.py", "x = 1\n")
    await bench.call("read_file", path="a.py")
    bench.ws.forget_seen()
    with pytest.raises(ToolFailed, match="was not read"):
        await bench.call("edit_file", path="a.py", old="1", new="2")
