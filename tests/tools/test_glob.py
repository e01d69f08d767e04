from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent_tui.core.effects import Reads
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Paths
from agent_tui.tools.pattern import compiled
from tests.tools.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def aged(path: Path, seconds: int) -> None:
    os.utime(path, (seconds, seconds))


@pytest.mark.parametrize(
    ("pattern", "fits", "not_"),
    [
        ("*.py", ["a.py", "d/e/a.py", ".py"], ["a.pyc", "a.py/b"]),
        ("src/*.py", ["src/a.py"], ["src/d/a.py", "x/src/a.py"]),
        ("./src/**/*.py", ["src/a.py", "src/d/e/a.py"], ["a.py", "xsrc/a.py"]),
        ("**/test_*", ["test_a", "d/test_a"], ["test_a/b", "atest_"]),
        ("src/**", ["src/a", "src/b/c"], ["src", "a/src/b"]),
        ("*.{ts,tsx}", ["a.ts", "d/a.tsx"], ["a.js", "a.{ts,tsx}"]),
        ("a?[0-9].[!x]", ["ab1.y"], ["ab1.x", "a/1.y", "abc.y"]),
        ("a\\*b", ["a*b"], ["axb"]),
        ("a,b}", ["a,b}"], ["a"]),
        ("x[", ["x["], ["x"]),
    ],
)
def test_patterns_fit_names_as_a_shell_would(pattern: str, fits: list[str], not_: list[str]) -> None:
    assert [name for name in fits + not_ if compiled(pattern).fullmatch(name)] == fits


@pytest.mark.parametrize("pattern", ["", " ", "./", "[z-a]"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ToolFailed, match="pattern"):
        compiled(pattern)


async def test_the_newest_come_first_and_the_rest_is_counted(bench: Bench) -> None:
    for age, name in enumerate(["old.py", "d/mid.py", "new.py", "x.txt", ".hidden.py"]):
        aged(bench.put(name, ""), 1000 + age)
    action = bench.bind("glob", pattern="*.py", limit=3)
    assert action.effect == Reads((str(bench.root),))
    assert action.title == "*.py"
    result = await action.run(lambda _: None)
    assert result.text == ".hidden.py\nnew.py\nd/mid.py\n[1 more; narrow the pattern]"
    assert result.view == Paths(".", (".hidden.py", "new.py", "d/mid.py"), 1)
    assert result.summary == "4 files"


async def test_a_directory_below_is_searched_and_named_from_the_root(bench: Bench) -> None:
    bench.put("d/e/a.py", "")
    bench.put("a.py", "")
    assert (await bench.call("glob", pattern="e/*.py", path="d")).text == "d/e/a.py"
    assert (await bench.call("glob", pattern="*.rs")).summary == "no files"
    with pytest.raises(ToolFailed, match="nowhere is not a directory"):
        await bench.call("glob", pattern="*", path="nowhere")


async def test_odd_names_are_shown_in_one_line_each(bench: Bench) -> None:
    for name in (b"a\nb", b"\xff", b"c:d"):
        (bench.root / os.fsdecode(name)).touch()
        aged(bench.root / os.fsdecode(name), 1000)
    assert (await bench.call("glob", pattern="*")).text == '"a\\nb"\nc:d\n"\\xff"'
    assert (await bench.call("list_dir")).text == '"a\\nb"\nc:d\n"\\xff"'


async def test_a_directory_is_listed_with_what_lies_below(bench: Bench) -> None:
    for age, name in enumerate(["b/x", "b/y/z", "a/x", "old", ".env", "skipped"]):
        aged(bench.put(name, ""), 1000 + age)
    aged(bench.root / "b", 2000)
    aged(bench.root / "a", 1000)
    aged(bench.put(".gitignore", "skipped\n"), 900)
    result = await bench.call("list_dir")
    assert result.text == "b/ (2 files)\na/ (1 file)\n.env\nold\n.gitignore"
    assert result.summary == "5 entries"


async def test_a_listing_says_what_is_wrong(bench: Bench) -> None:
    bench.put("f", "")
    (bench.root / "empty").mkdir()
    assert (await bench.call("list_dir", path="empty")).summary == "empty"
    with pytest.raises(ToolFailed, match="f is a file; use read_file"):
        await bench.call("list_dir", path="f")
    with pytest.raises(ToolFailed, match="There is no directory none"):
        await bench.call("list_dir", path="none")
