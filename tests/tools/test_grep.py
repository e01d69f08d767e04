from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tui.core.effects import Reads
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Match, Matches, Paths
from agent_tui.tools.grep import search
from agent_tui.tools.ripgrep import ripgrep
from agent_tui.tools.scan import TYPES, scan
from agent_tui.tools.search import Mode, Query, Row
from tests.tools.bench import Bench

PROJECT = Path(__file__).resolve().parents[2]
NAMES = st.sampled_from(["a", "b.py", "c:3:d", "n\nl", "-e", ".h", "d/e.py", "d/f", "ü", "d/.g"])
WORDS = st.sampled_from(
    ["foo", "bar", "Foo", "fo\u00f6", "x foo y", "a:b", "", "\t", "foo\r", "-foo", "\\", "(", "\u2028"]
)
TEXTS = st.tuples(st.lists(WORDS, max_size=5), st.booleans()).map(lambda pair: "\n".join(pair[0]) + "\n" * pair[1])
PATTERNS = st.sampled_from(
    [
        "foo",
        "^foo$",
        "fo.",
        r"\bbar",
        "-foo",
        r"a:b",
        r"\\",
        r"\(",
        "o{2}|b",
        "[[:upper:]]",
        "^$",
        r"\s",
        r"\<foo\>",
        r"o\z",
    ]
)
PLACES = st.sampled_from(
    ["a", "b.log", "c.py", "d/a", "d/b.log", "d/e/c.py", "d/e/a", ".h/a", "lib/c.py", "lib/d/b.log", "n\nl.py"]
)
IGNORES = st.lists(
    st.sampled_from(
        ["*.log", "a", "/a", "d/", "d/e", "!a", "!*.log", "lib", "**/c.py", "*", "!d/", "e/*", "n?l.py", ""]
    ),
    max_size=3,
).map("\n".join)
IGNORE_FILES = st.dictionaries(
    st.sampled_from([".gitignore", ".ignore", ".rgignore", "d/.gitignore", "d/.ignore", "lib/.rgignore"]),
    IGNORES,
    max_size=3,
)
GLOBS = st.sampled_from(["", "*.log", "*.py", "d/*", "d/**", "**/a", "!*.py", "!d", "lib/", "*.{py,log}", "*", "[ab]*"])


def program() -> str:
    found = ripgrep()
    assert found
    return found


def raw(root: Path, *words: str) -> list[Row]:
    """What `rg --json` itself says, read in another way."""
    ran = subprocess.run(
        (program(), "--json", "--no-config", "--hidden", "--glob", "!.git", *words, "."),
        cwd=root,
        capture_output=True,
        check=False,
    )
    found = []
    for line in ran.stdout.splitlines():
        record = json.loads(line)
        if record["type"] == "match":
            path, text = (plain(record["data"][part]) for part in ("path", "lines"))
            found.append(Row(path.removeprefix("./"), record["data"]["line_number"], text.rstrip("\n").rstrip("\r")))
    return sorted(found, key=lambda row: (row.path, row.line))


def plain(value: dict[str, str]) -> str:
    return value["text"] if "text" in value else os.fsdecode(base64.b64decode(value["bytes"]))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@given(st.dictionaries(NAMES, TEXTS, max_size=5), PATTERNS, st.booleans())
@settings(max_examples=40, deadline=None)
def test_rows_are_those_of_ripgrep_with_it_and_without(texts: dict[str, str], pattern: str, ignore: bool) -> None:
    with tempfile.TemporaryDirectory() as directory:
        for name, text in texts.items():
            path = Path(directory, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        expected = raw(Path(directory), *(["-i"] if ignore else []), "-e", pattern)
        query = Query(pattern, directory, ignore_case=ignore)
        assert list(asyncio.run(search(query, program())).rows) == expected
        assert list(scan(query).rows) == expected
        counts: dict[str, int] = {}
        for row in expected:
            counts[row.path] = counts.get(row.path, 0) + 1
        modes: tuple[Mode, ...] = ("files", "count")
        for mode in modes:
            listed = Query(pattern, directory, mode=mode, ignore_case=ignore)
            wanted = tuple((path, counts[path] if mode == "count" else 1) for path in sorted(counts))
            assert asyncio.run(search(listed, program())).counts == wanted
            assert scan(listed).counts == wanted


@given(st.sets(PLACES, min_size=1), IGNORE_FILES, GLOBS, st.sampled_from([None, ".", "d", "lib"]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_without_ripgrep_the_same_files_are_searched(
    names: set[str], ignores: dict[str, str], glob: str, repository: str | None, track: bool
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        for name, text in {**dict.fromkeys(names, "foo\n"), **ignores}.items():
            path = Path(directory, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}\n")
        if repository:
            top = Path(directory, repository)
            top.mkdir(exist_ok=True)
            subprocess.run(("git", "init", "-q"), cwd=top, check=True)
            (top / ".git" / "info" / "exclude").write_text("lib/c.py\n")
            if track:
                subprocess.run(("git", "add", "-f", "."), cwd=top, check=True)
        for base in (directory, str(Path(directory, "d"))):
            if Path(base).is_dir():
                query = Query("foo", base, mode="files", glob=glob)
                assert scan(query).counts == asyncio.run(search(query, program())).counts


async def test_without_ripgrep_what_only_it_could_find_is_an_error(bench: Bench) -> None:
    bench.put("f", "a\nb\n")
    for pattern in ("a\nb", r"a\nb"):
        for one in (program(), None):
            with pytest.raises(ToolFailed, match="multiline"):
                await search(Query(pattern, str(bench.root)), one)
        found = await search(Query(pattern, str(bench.root), multiline=True), None)
        assert [row.line for row in found.rows] == [1, 2]
    assert (await search(Query(r"a\\n", str(bench.root)), None)).rows == ()


@pytest.mark.parametrize("pattern", ["def test_", r"async def \w+\(", "import", "zzz_nowhere" + "_zzz"])
async def test_rows_on_this_project_are_those_of_ripgrep(pattern: str) -> None:
    root = PROJECT / "agent_tui"
    expected = raw(root, "-e", pattern)
    for one in (program(), None):
        found = await search(Query(pattern, str(root), first_seconds=60), one)
        assert found.cut == ""
        assert [(row.path, row.line) for row in found.rows] == [(row.path, row.line) for row in expected]


@pytest.mark.parametrize("with_program", [True, False])
async def test_both_ways_read_encodings_context_and_several_lines_alike(bench: Bench, with_program: bool) -> None:
    bench.put("bytes", b"ab\xff foo\n")
    bench.put("utf16", "\ufefffoo\n".encode("utf-16-le"))
    bench.put("binary", b"foo\0foo\n")
    bench.put("utf32", "\ufefffoo\n".encode("utf-32-le"))
    bench.put("lines", "a\nfoo(\n  bar)\nb\nc\nfoo\n")
    one = program() if with_program else None
    found = await search(Query("foo", str(bench.root), context=1), one)
    assert [(row.path, row.line, row.text, row.match) for row in found.rows] == [
        ("bytes", 1, "ab\ufffd foo", True),
        ("lines", 1, "a", False),
        ("lines", 2, "foo(", True),
        ("lines", 3, "  bar)", False),
        ("lines", 5, "c", False),
        ("lines", 6, "foo", True),
        ("utf16", 1, "foo", True),
    ]
    found = await search(Query(r"foo\(.*bar", str(bench.root), multiline=True), one)
    assert [(row.line, row.text) for row in found.rows] == [(2, "foo("), (3, "  bar)")]


@pytest.mark.parametrize("with_program", [True, False])
async def test_ignored_files_and_version_control_are_left_out_and_hidden_ones_are_not(
    bench: Bench, with_program: bool
) -> None:
    subprocess.run(("git", "init", "-q"), cwd=bench.root, check=True)
    for name in (".hidden/f.py", ".git/f.py", "out/f.py", "g.txt", "d/h.py"):
        bench.put(name, "foo\n")
    bench.put(".gitignore", "out/\n")
    one = program() if with_program else None

    async def names(glob: str = "", kind: str = "") -> list[str]:
        found = await search(Query("foo", str(bench.root), mode="files", glob=glob, type=kind), one)
        return [path for path, _ in found.counts]

    assert await names() == [".hidden/f.py", "d/h.py", "g.txt"]
    assert await names(glob="*.py") == [".hidden/f.py", "d/h.py"]
    assert await names(glob="d/*") == ["d/h.py"]
    assert await names(kind="py") == [".hidden/f.py", "d/h.py"]


def test_the_types_of_the_fallback_are_those_of_ripgrep() -> None:
    printed = subprocess.run((program(), "--type-list"), capture_output=True, text=True, check=True).stdout
    listed = dict(line.split(": ", 1) for line in printed.splitlines())
    # The person's own ripgrep may be older or newer: each pattern must be known to one of the two at least.
    for name, patterns in TYPES.items():
        assert set(patterns.split(", ")) & set(listed[name].split(", "))


async def test_a_pattern_and_a_name_are_never_taken_for_flags(bench: Bench) -> None:
    bench.put("--pre=touch ran", "--files\n")
    result = await bench.call("grep", pattern="--files", path="--pre=touch ran")
    assert result.text == "--pre=touch ran:1:--files"
    assert (await bench.call("grep", pattern="--files")).text == "--pre=touch ran:1:--files"
    assert sorted(path.name for path in bench.root.iterdir()) == ["--pre=touch ran"]


async def test_a_page_of_rows_and_the_next(bench: Bench) -> None:
    bench.put("a.py", "foo 1\nx\nfoo 2\n")
    bench.put("b:c.py", "foo 3\n")
    action = bench.bind("grep", pattern="foo", head_limit=2)
    assert action.effect == Reads((str(bench.root),))
    result = await action.run(lambda _: None)
    assert result.text == "a.py:1:foo 1\na.py:3:foo 2\n[rows 1-2 of 3; next offset 2]"
    rows = (Match("a.py", 1, "foo 1"), Match("a.py", 3, "foo 2"), Match("b:c.py", 1, "foo 3"))
    assert result.view == Matches("foo", rows, 2, 3)
    assert result.summary == "3 matches in 2 files"
    assert (await bench.call("grep", pattern="foo", offset=2)).text == "b:c.py:1:foo 3"
    assert (await bench.call("grep", pattern="foo", offset=9)).text == "[there are only 3 rows]"
    assert (await bench.call("grep", pattern="nope")).text == "[no match]"


async def test_names_and_counts(bench: Bench) -> None:
    bench.put("d/a.py", "foo\nfoo\n")
    bench.put("d/b.py", "foo\n")
    files = await bench.call("grep", pattern="foo", path="d", mode="files", head_limit=1)
    assert files.text == "d/a.py\n[rows 1-1 of 2; next offset 1]"
    assert files.view == Paths("d", ("d/a.py",), 1)
    assert files.summary == "2 files"
    count = await bench.call("grep", pattern="foo", mode="count")
    assert (count.text, count.summary) == ("d/a.py:2\nd/b.py:1", "3 matches in 2 files")


async def test_context_is_grouped(bench: Bench) -> None:
    bench.put("a", "0\nfoo\n2\nfoo\n4\n5\n6\nfoo\n")
    bench.put("b", "foo\n")
    result = await bench.call("grep", pattern="foo", context=1)
    assert result.text == "a-1-0\na:2:foo\na-3-2\na:4:foo\na-5-4\n--\na-7-6\na:8:foo\n--\nb:1:foo"
    assert (await bench.call("grep", pattern="foo", context=1, head_limit=1, offset=2)).text == (
        "a-7-6\na:8:foo\n[rows 3-3 of 4; next offset 3]"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"pattern": "("}, "unclosed group"),
        ({"pattern": "x", "path": "none"}, "There is no file none"),
        ({"pattern": "x", "type": "nope"}, "unrecognized file type"),
        ({"pattern": "x", "path": "pipe"}, "is a named pipe"),
    ],
)
async def test_what_cannot_be_searched_is_said(bench: Bench, arguments: dict[str, str], message: str) -> None:
    os.mkfifo(bench.root / "pipe")
    with pytest.raises(ToolFailed, match=message):
        await bench.call("grep", **arguments)


@pytest.mark.parametrize("with_program", [True, False])
async def test_a_search_stops_at_its_cap(bench: Bench, with_program: bool) -> None:
    for number in range(20):
        bench.put(f"f{number:02}", "foo\n" * 50)
    found = await search(Query("foo", str(bench.root), most=100), program() if with_program else None)
    assert 100 <= len(found.rows) <= 150
    assert found.cut.startswith("stopped after 100 rows")


async def test_a_search_that_finds_nothing_in_time_is_cut(tmp_path: Path) -> None:
    slow = tmp_path / "rg"
    slow.write_text('#!/bin/sh\necho $$ > "$0.pid"\nexec sleep 60\n')
    slow.chmod(0o755)
    began = time.monotonic()
    found = await search(Query("foo", str(tmp_path), first_seconds=0.3), str(slow))
    assert found.cut == "stopped after 0.3 s without a match; narrow it by path, glob or type"
    assert time.monotonic() - began < 5
    with pytest.raises(ProcessLookupError):
        os.kill(int(Path(f"{slow}.pid").read_text()), 0)
    assert scan(Query("foo", str(tmp_path), first_seconds=-1)).cut.startswith("stopped after -1 s without")


async def test_a_cancelled_search_leaves_no_process(tmp_path: Path) -> None:
    slow = tmp_path / "rg"
    slow.write_text('#!/bin/sh\necho $$ > "$0.pid"\nexec sleep 60\n')
    slow.chmod(0o755)
    running = asyncio.ensure_future(search(Query("foo", str(tmp_path)), str(slow)))
    pid = Path(f"{slow}.pid")
    for _ in range(500):
        if pid.exists() and pid.read_text():
            break
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


async def test_a_very_long_line_is_one_short_row(bench: Bench) -> None:
    bench.put("long", b'first\n"\\' + b"x\\" * 2_000_000 + b"foo\nfoo\n")
    found = await search(Query("foo", str(bench.root)), program())
    assert [row.line for row in found.rows] == [2, 3]
    assert found.rows[0].text.startswith('"\\x\\x')
    assert len(found.rows[0].text) < 600
    assert [row.line for row in scan(Query("foo", str(bench.root))).rows] == [2, 3]
