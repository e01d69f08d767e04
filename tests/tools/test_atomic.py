from __future__ import annotations

import itertools
import os
import stat
from pathlib import Path

import pytest

from agent_tui.core.errors import ToolFailed
from agent_tui.tools.disk import Disk
from agent_tui.tools.system import System
from tests.tools.bench import Bench, FailingSystem, UnlinkedSystem

PATCH = """*** Begin Patch
*** Update File: a
*** Move to: moved/a
@@
-one
+1
*** Delete File: b
*** Add File: new/dir/c
+made
*** Update File: d
@@
-four
+4
*** End Patch"""
EDITS = [
    {"path": "a", "old": "one", "new": "1"},
    {"path": "b", "old": "two", "new": "2"},
    {"path": "a", "old": "1", "new": "uno"},
    {"path": "d", "old": "four", "new": "4"},
]
CALLS: dict[str, dict[str, object]] = {
    "apply_patch": {"patch": PATCH},
    "multi_edit": {"edits": EDITS},
    "edit_file": {"path": "a", "old": "one", "new": "1"},
    "write_file": {"path": "a", "content": "whole\n"},
}
AFTER = {
    "apply_patch": {"moved/a": b"1\n", "new/dir/c": b"made\n", "d": b"4\n"},
    "multi_edit": {"a": b"uno\n", "b": b"2\n", "d": b"4\n"},
    "edit_file": {"a": b"1\n", "b": b"two\n", "d": b"four\n"},
    "write_file": {"a": b"whole\n", "b": b"two\n", "d": b"four\n"},
}


@pytest.mark.parametrize("kind", [FailingSystem, UnlinkedSystem])
@pytest.mark.parametrize("tool", sorted(CALLS))
async def test_a_failing_call_leaves_every_file_old_or_every_file_new(
    tmp_path: Path, tool: str, kind: type[FailingSystem]
) -> None:
    failed: set[str] = set()
    finished = 0
    for step in itertools.count():
        base = tmp_path / str(step)
        base.mkdir()
        system = kind()
        bench = Bench(base, system)
        for name, text in (("a", "one\n"), ("b", "two\n"), ("d", "four\n")):
            bench.put(name, text)
            await bench.call("read_file", path=name)
        old = bench.snapshot()
        system.calls.clear()
        system.fail_at = step
        try:
            await bench.call(tool, **CALLS[tool])
        except ToolFailed:
            failed.add(system.calls[step])
            assert bench.snapshot() == old
            assert sorted(path.name for path in bench.root.iterdir()) == ["a", "b", "d"]
        else:
            finished += 1
            after = {name: data for name, data in bench.snapshot().items() if not name.endswith((".new", ".old"))}
            assert after == AFTER[tool]
        if step >= len(system.calls):
            break
    assert bench.snapshot() == AFTER[tool]
    assert failed >= {"open_file", "make", "write", "like", "sync", "second_name", "rename", "sync_directory"}
    # What may fail without harm is the removal of second names at the end.
    assert finished == 1 + system.calls.count("remove") - (tool == "apply_patch") * 2


def test_a_directory_that_is_not_empty_any_more_is_left(tmp_path: Path) -> None:
    stranger = tmp_path / "d" / "e" / "stranger"

    class Meddling(System):
        def sync(self, handle: int) -> None:
            stranger.touch()
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        Disk(Meddling()).replace({str(tmp_path / "d" / "e" / "f"): b"x"})
    assert [path.name for path in stranger.parent.iterdir()] == ["stranger"]


def test_a_link_that_is_swapped_in_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "f").write_text("safe")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "d").symlink_to(outside)
    (tmp_path / "work" / "link").symlink_to(outside / "f")
    for name in ("d/f", "link"):
        with pytest.raises(OSError, match=r"Not a directory|levels of symbolic links|something other"):
            Disk().replace({str(tmp_path / "work" / name): b"changed"})
    assert (outside / "f").read_text() == "safe"


def test_a_file_made_by_someone_else_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    class Meddling(UnlinkedSystem):
        def sync(self, handle: int) -> None:
            (tmp_path / "f").write_text("theirs")

    for system in (Meddling(), type("Linking", (System,), {"sync": Meddling.sync})()):
        (tmp_path / "f").unlink(missing_ok=True)
        with pytest.raises(FileExistsError):
            Disk(system).replace({str(tmp_path / "f"): b"mine"})
        assert (tmp_path / "f").read_text() == "theirs"
        assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_a_new_file_has_the_mode_of_the_persons_umask_and_no_second_name(tmp_path: Path) -> None:
    Disk().replace({str(tmp_path / "d" / "f"): b"x"})
    (tmp_path / "g").touch()
    made, usual = (tmp_path / "d" / "f").stat(), (tmp_path / "g").stat()
    assert stat.S_IMODE(made.st_mode) == stat.S_IMODE(usual.st_mode)
    assert made.st_nlink == 1


@pytest.mark.parametrize("name", ["/proc/self/environ", "/dev/zero", "/dev/stdin"])
def test_what_belongs_to_the_kernel_is_not_read(name: str) -> None:
    with pytest.raises(OSError, match=r"kernel|regular"):
        Disk().read(name)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="Not a regular file"):
        Disk().read(str(tmp_path / "pipe"))
