from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest

from agent_tui.core.effects import Effect, Notes, Runs
from agent_tui.core.errors import ToolFailed
from agent_tui.core.messages import Call
from agent_tui.core.views import Result, Screen
from agent_tui.tools.bash import bash
from agent_tui.tools.environment import child_environment
from agent_tui.tools.job import job
from agent_tui.tools.jobs import Jobs
from agent_tui.tools.process import session_members
from agent_tui.tools.registry import Tools
from agent_tui.tools.shell import Shell
from agent_tui.tools.workspace import Workspace


class Bench:
    """A shell with its jobs, called as a model calls it."""

    def __init__(self, root: Path) -> None:
        self.shell = Shell(root, root / "store", child_environment(os.environ))
        self.jobs = Jobs(self.shell)
        self.told: asyncio.Queue[str] = asyncio.Queue()
        self.jobs.told = self.told.put_nowait
        ws = Workspace(root, root / "store")
        self._tools = Tools((bash, job), {"ws": ws, "shell": self.shell, "jobs": self.jobs})

    async def start(self, command: str) -> Result:
        return await self._call("bash", command=command, background=True)

    async def job(self, action: str, job_id: str = "", text: str = "") -> Result:
        return await self._call("job", action=action, job_id=job_id, text=text)

    def effect(self, action: str, text: str = "") -> Effect:
        arguments = {"action": action, "job_id": "1", "text": text}
        return self._tools.bind(Call("1", "job", msgspec.json.encode(arguments).decode())).effect

    async def _call(self, tool: str, **arguments: object) -> Result:
        action = self._tools.bind(Call("1", tool, msgspec.json.encode(arguments).decode()))
        return await action.run(lambda _: None)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    await bench.jobs.close()
    await bench.shell.close()


async def ended(bench: Bench) -> str:
    return await asyncio.wait_for(bench.told.get(), 5)


async def test_a_job_starts_at_once_and_its_end_is_told(bench: Bench, tmp_path: Path) -> None:
    started = await bench.start("until [ -e go ]; do sleep 0.02; done; echo done; exit 4")

    stored = bench.jobs.get("1").stored
    assert started.text == f"[started in the background as job 1; its output goes to {stored}]"
    assert started.summary == "job 1"
    listed = await bench.job("list")
    assert listed.text.startswith("job 1 (until [ -e go ]; do sleep 0.02; done; echo done; exit 4): running, ")
    assert listed.summary == "1 running"
    (tmp_path / "go").touch()
    sentence = await ended(bench)
    assert sentence.startswith("Background job 1 (until [ -e go ]; do sleep 0.02; done; echo done; exit 4): exit 4, ")
    assert Path(stored).read_text() == "done\n"


async def test_repetitions_of_a_job_are_folded(bench: Bench) -> None:
    await bench.start("yes 'still waiting for the server' | head -n 99")
    await ended(bench)

    told = (await bench.job("output", "1")).text

    assert told.startswith("still waiting for the server\n[the line above 98 more times]\n[job 1 ")
    assert told.endswith("characters of repeated lines and blanks are folded.]")
    assert "folded" not in (await bench.job("output", "1")).text


async def test_output_is_what_is_new_since_the_last_look(bench: Bench, tmp_path: Path) -> None:
    await bench.start("echo one; until [ -e go ]; do sleep 0.02; done; echo two")
    first = await _output_with(bench, "one")
    (tmp_path / "go").touch()
    await ended(bench)

    second = await bench.job("output", "1")

    assert first.text.startswith("one\n[job 1 (")
    assert second.text.startswith("two\n[job 1 (")
    assert isinstance(second.view, Screen)
    assert (second.view.output, second.view.exit_code) == ("two\n", 0)
    assert Path(second.view.stored).read_text() == "one\ntwo\n"


async def test_a_job_takes_input(bench: Bench) -> None:
    await bench.start('read -r name; echo "hello $name"')

    await bench.job("stdin", "1", "you\n")
    await ended(bench)

    assert (await bench.job("output", "1")).text.startswith("hello you\n")


async def test_killing_ends_all_processes_and_keeps_what_was_printed(bench: Bench) -> None:
    await bench.start("echo before; sleep 300 & sleep 300")
    session = bench.jobs.get("1").process.pid
    await _while(lambda: len(session_members(session)) < 3)

    result = await bench.job("kill", "1")

    assert session_members(session) == ()
    assert result.text.startswith("before\n[job 1 (")
    assert "exit 143" in result.text
    assert bench.told.empty()


async def test_closing_ends_every_job(bench: Bench) -> None:
    for _ in range(3):
        await bench.start("sleep 300")
    sessions = [job.process.pid for job in bench.jobs.all()]

    await bench.jobs.close()

    assert [session_members(session) for session in sessions] == [(), (), ()]
    assert bench.told.empty()


async def test_a_program_that_needs_a_terminal_is_no_job(bench: Bench) -> None:
    with pytest.raises(ToolFailed, match="edit_file"):
        await bench.start("vim x")


async def test_what_is_not_there_is_told(bench: Bench) -> None:
    assert (await bench.job("list")).text == "No jobs."
    with pytest.raises(ToolFailed, match="no job 7"):
        await bench.job("output", "7")
    await bench.start("true")
    await ended(bench)
    with pytest.raises(ToolFailed, match="reads no input any more"):
        await bench.job("stdin", "1", "x\n")
    with pytest.raises(ToolFailed, match="goes into text"):
        await bench.job("stdin", "1")
    assert "exit 0" in (await bench.job("kill", "1")).text


def test_input_is_judged_as_a_command_and_all_else_is_not(tmp_path: Path) -> None:
    bench = Bench(tmp_path)

    assert bench.effect("stdin", "rm -rf x\n") == Runs("rm -rf x\n", str(tmp_path), background=True, typed=True)
    assert [bench.effect(action) for action in ("list", "output", "kill")] == [Notes(), Notes(), Notes()]


async def _output_with(bench: Bench, text: str) -> Result:
    for _ in range(300):
        result = await bench.job("output", "1")
        if text in result.text.partition("[job")[0]:
            return result
        await asyncio.sleep(0.01)
    raise AssertionError(f"{text} was not printed")


async def _while(true: Callable[[], bool]) -> None:
    for _ in range(300):
        if not true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("waited too long")


async def test_each_beginning_and_end_is_told_with_the_jobs_as_they_stand(bench: Bench) -> None:
    seen: list[list[tuple[str, bool, int | None]]] = []
    bench.jobs.changed = lambda: seen.append(
        [(each.view.command, each.view.running, each.view.exit_code) for each in bench.jobs.all()]
    )
    await bench.start("exit 3")
    await ended(bench)
    await bench.start("sleep 60")
    await bench.job("kill", "2")
    assert seen[:2] == [[("exit 3", True, None)], [("exit 3", False, 3)]]
    assert [running for _, running, _ in seen[-1]] == [False, False]
