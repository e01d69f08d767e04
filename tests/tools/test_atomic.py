from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from agent_tui.core.errors import ToolFailed
from tests.tools.bench import Bench, FailingDisk

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


@pytest.mark.parametrize("tool", sorted(CALLS))
async def test_a_failing_step_leaves_every_file_old_or_every_file_new(tmp_path: Path, tool: str) -> None:
    failures: set[str] = set()
    for step in itertools.count():
        base = tmp_path / str(step)
        base.mkdir()
        disk = FailingDisk(-1)
        bench = Bench(base, disk)
        for name, text in (("a", "one\n"), ("b", "two\n"), ("d", "four\n")):
            bench.put(name, text)
            await bench.call("read_file", path=name)
        old = bench.snapshot()
        disk.steps, disk.fail_at = 0, step
        try:
            await bench.call(tool, **CALLS[tool])
        except ToolFailed as failure:
            failures.add(str(failure).rpartition(": ")[2])
            assert bench.snapshot() == old
            assert sorted(path.name for path in bench.root.iterdir()) == ["a", "b", "d"]
        else:
            assert bench.snapshot() == AFTER[tool]
            break
    assert failures == {"No space left on device."}
