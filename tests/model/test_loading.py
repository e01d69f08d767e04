"""How the worker loads LiteLLM: out of the way, without looking for garbage, and nothing of that stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent_tui.model.client import WorkerProvider
from agent_tui.model.spawn import spawn
from tests.model.asking import GPT
from tests.model.waiting import until
from tests.support.scripted import FlatPrices

_PRIORITY = 16
"""Where the priority stands after the name in `/proc/…/stat`."""


def priorities(pid: int) -> list[int]:
    """Of all threads of a process, lowest number first; 0 is the usual one."""
    threads = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/stat")]
    return sorted(int(thread.rpartition(") ")[2].split()[_PRIORITY]) for thread in threads)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a priority is a process's")
async def test_only_the_import_has_a_low_priority() -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    worker = spawn(warm=GPT)
    session = WorkerProvider(lambda: worker, FlatPrices())
    try:
        await until(lambda: len(set(priorities(worker.pid))) > 1)
        assert priorities(worker.pid)[0] == usual
        while not (await session.ping()).litellm:
            pass
        await until(lambda: set(priorities(worker.pid)) == {usual})
    finally:
        await session.close()


def test_there_is_no_look_for_garbage_meanwhile_and_none_through_what_stays() -> None:
    script = """
import asyncio, gc, sys
from agent_tui.model.loading import Loading
class Watcher:
    def find_spec(self, name, path=None, target=None):
        if name == "litellm":
            print("meanwhile", gc.isenabled())
sys.meta_path.insert(0, Watcher())
async def main():
    await Loading().start()
    print("then", gc.isenabled(), gc.get_freeze_count() > 10_000)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["meanwhile", "False", "then", "True", "True"]
