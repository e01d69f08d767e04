from __future__ import annotations

import asyncio
import os
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import msgspec
import pytest

from agent_tui.core.confined import Confined
from agent_tui.core.effects import Runs
from agent_tui.core.errors import ToolFailed
from agent_tui.core.messages import Call
from agent_tui.core.views import Result, Screen
from agent_tui.tools.bash import bash
from agent_tui.tools.environment import child_environment
from agent_tui.tools.glob import glob
from agent_tui.tools.job import job
from agent_tui.tools.jobs import Jobs
from agent_tui.tools.registry import Tools
from agent_tui.tools.shell import Shell
from agent_tui.tools.workspace import Workspace


class Bench:
    """A shell with its jobs, called as a model calls it."""

    def __init__(self, root: Path, path: str | None = None) -> None:
        self.root = root / "work"
        self.root.mkdir()
        self.store = root / "store"
        environment = child_environment(os.environ) | ({"PATH": path} if path else {})
        self.shell = Shell(self.root, self.store, environment)
        self.jobs = Jobs(self.shell)
        ws = Workspace(self.root, self.store)
        self.tools = Tools((bash, glob, job), {"ws": ws, "shell": self.shell, "jobs": self.jobs})
        self.live: list[str] = []

    async def call(self, tool: str, **arguments: object) -> Result:
        action = self.tools.bind(Call("1", tool, msgspec.json.encode(arguments).decode()))
        return await action.run(self.live.append)

    async def bash(self, command: str, **arguments: object) -> Result:
        return await self.call("bash", command=command, **arguments)

    async def output(self, command: str, **arguments: object) -> str:
        result = await self.bash(command, **arguments)
        assert isinstance(result.view, Screen)
        return result.view.output


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    await bench.jobs.close()
    await bench.shell.close()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while True:
            if true():
                return
            await asyncio.sleep(0.01)


async def pid_in(path: Path) -> int:
    await until(lambda: path.exists() and path.read_text().endswith("\n"))
    return int(path.read_text())


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text() if Path("/proc/self").exists() else ""
        os.kill(pid, 0)
    except (ProcessLookupError, FileNotFoundError):
        return False
    return ") Z " not in state


async def test_tells_output_exit_code_and_duration(bench: Bench) -> None:
    result = await bench.bash("echo out; echo err >&2; echo last; exit 3")

    assert result.text.startswith("out\nerr\nlast\n[exit 3 after ")
    assert result.failed
    assert result.summary == "exit 3"
    assert isinstance(result.view, Screen)
    assert (result.view.exit_code, result.view.output) == (3, "out\nerr\nlast\n")


async def test_success_is_no_failure(bench: Bench) -> None:
    result = await bench.bash("true")

    assert not result.failed
    assert result.text.startswith("[exit 0 after ")


async def test_the_effect_has_the_whole_command_and_the_directory(bench: Bench) -> None:
    action = bench.tools.bind(Call("1", "bash", '{"command": "make all", "background": true}'))

    assert action.effect == Runs("make all", str(bench.root), background=True)
    assert action.with_command("make one").effect == Runs("make one", str(bench.root), background=True)


async def test_an_approval_shows_command_and_purpose(bench: Bench) -> None:
    action = bench.tools.bind(Call("1", "bash", '{"command": "make", "description": "Builds"}'))

    assert await action.preview() == Screen("make", "Builds")


@pytest.mark.parametrize(
    "command",
    [
        "cd sub",
        "cd sub; exit 7",
        "cd sub && false",
        "set -e; cd sub; false",
        "cd sub; trap 'echo bye' EXIT",
        "cd sub; printf() { :; }; pwd() { echo /; }; PWD=/",
        "cd sub; (cd /; exit 1)",
    ],
)
async def test_the_directory_is_carried_over(bench: Bench, command: str) -> None:
    (bench.root / "sub").mkdir()

    first = await bench.bash(command)

    wanted = str(bench.root / "sub")
    assert f"[The directory is now {wanted}.]" in first.text
    assert await bench.output("pwd") == wanted + "\n"


@pytest.mark.parametrize("command", ["exec true", "exit 4", "if then", "'", "(cd /)"])
async def test_the_directory_stays_where_it_was(bench: Bench, command: str) -> None:
    await bench.bash(command)

    assert await bench.output("pwd") == f"{bench.root}\n"


async def test_a_directory_that_is_gone_is_told(bench: Bench) -> None:
    (bench.root / "sub").mkdir()
    await bench.bash("cd sub")
    (bench.root / "sub").rmdir()

    result = await bench.bash("pwd")

    assert result.text.startswith(f"{bench.root}\n")
    assert f"{bench.root / 'sub'} is gone" in result.text


async def test_the_command_sees_no_traces_of_the_shell_around_it(bench: Bench) -> None:
    assert await bench.output('echo "$# [$*]"') == "0 []\n"


async def test_stdin_is_closed(bench: Bench) -> None:
    assert await bench.output("cat; read -r line; echo $?") == "1\n"


async def test_git_pages_nothing(bench: Bench) -> None:
    commit = "git -c user.name=a -c user.email=a@b commit -q --allow-empty"
    output = await bench.output(f"git init -q . && for n in $(seq 80); do {commit} -m m$n; done; git log --oneline")

    assert len(output.splitlines()) == 80
    assert "\x1b" not in output


async def test_time_is_limited_and_grandchildren_die(bench: Bench) -> None:
    started = time.monotonic()

    result = await bench.bash("echo before; (sleep 300 & echo $! > pid; wait)", timeout=1)

    assert time.monotonic() - started < 3
    assert result.failed
    assert "before\n[ended by its time limit after 1." in result.text
    assert not alive(await pid_in(bench.root / "pid"))


async def test_what_ignores_the_first_request_is_killed(bench: Bench) -> None:
    result = await bench.bash("trap '' TERM; echo $$ > pid; while :; do sleep 0.05; done", timeout=1)

    assert result.summary.startswith("time limit")
    assert not alive(await pid_in(bench.root / "pid"))


async def test_a_group_of_its_own_is_no_way_out(bench: Bench) -> None:
    await bench.bash("set -m; sleep 300 & echo $! > pid; sleep 300", timeout=1)

    assert not alive(await pid_in(bench.root / "pid"))


async def test_cancelling_leaves_nothing(bench: Bench) -> None:
    running = asyncio.create_task(bench.bash("(trap '' TERM; sleep 300) & echo $! > pid; sleep 300"))
    pid = await pid_in(bench.root / "pid")
    running.cancel()
    await asyncio.sleep(0.05)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running

    assert not alive(pid)


@pytest.mark.parametrize("delay", [0.0, 0.001, 0.003, 0.01])
async def test_cancelling_while_it_starts_leaves_nothing(bench: Bench, delay: float) -> None:
    mark = f"{300 + delay:.4f}"
    running = asyncio.create_task(bench.bash(f"sleep {mark}; sleep {mark}"))
    await asyncio.sleep(delay)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert mark not in await bench.output("ps -axo args= | grep -v grep | grep -v seq | cat", timeout=5)


async def test_a_child_that_keeps_the_pipe_does_not_hang_the_call(bench: Bench) -> None:
    started = time.monotonic()

    result = await bench.bash("sleep 300 & echo $! > pid; printf started")

    pid = await pid_in(bench.root / "pid")
    assert time.monotonic() - started < 2
    assert result.text.startswith("started\n[exit 0 after")
    assert f"[Still running, until the session ends: {pid} sleep." in result.text
    assert alive(pid)
    await bench.shell.close()
    assert not alive(pid)


async def test_output_streams_while_it_runs(bench: Bench) -> None:
    running = asyncio.create_task(bench.bash("printf 'first '; until [ -e go ]; do sleep 0.02; done; echo second"))
    await until(lambda: bench.live == ["first "])
    (bench.root / "go").touch()
    await running

    assert "".join(bench.live) == "first second\n"


async def test_updates_are_rare(bench: Bench) -> None:
    started = time.monotonic()
    await bench.bash("for n in $(seq 60); do echo $n; sleep 0.01; done")

    assert 1 <= len(bench.live) <= (time.monotonic() - started) * 10 + 2
    assert "".join(bench.live) == "".join(f"{n}\n" for n in range(1, 61))


async def test_long_output_is_cut_and_stored_whole(bench: Bench) -> None:
    result = await bench.bash("seq 20000; echo the end")

    assert isinstance(result.view, Screen)
    assert len(result.view.output) <= 30_000
    assert result.view.output.startswith("1\n2\n")
    assert result.view.output.endswith("20000\nthe end\n")
    assert f"all of it is in {result.view.stored}" in result.text
    assert Path(result.view.stored).read_text() == "".join(f"{n}\n" for n in range(1, 20001)) + "the end\n"
    assert Path(result.view.stored).stat().st_mode & 0o077 == 0


async def test_short_output_leaves_no_file(bench: Bench) -> None:
    await bench.bash("seq 100")

    assert not bench.store.exists()


async def test_a_flood_takes_no_memory(bench: Bench) -> None:
    await bench.bash("true")
    tracemalloc.start()
    result = await bench.bash("head -c 10000000 /dev/zero | tr '\\0' x; yes line | head -c 10000000")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert isinstance(result.view, Screen)
    assert Path(result.view.stored).stat().st_size == 20_000_000
    assert peak < 4_000_000


async def test_secrets_do_not_reach_the_command(tmp_path: Path) -> None:
    secrets = {"OPENAI_API_KEY": "a", "MY_TOKEN": "b", "PLAIN": "ghp_" + "a1" * 18, "DB": "postgres://u:pw1@host/x"}
    shell = Shell(tmp_path, tmp_path / "store", child_environment(os.environ | secrets))

    ran = await shell.run("env", 10, lambda _: None)

    assert "CI=1\n" in ran.output
    assert not any(name in ran.output for name in ("OPENAI_API_KEY", "MY_TOKEN", "PLAIN=", "DB="))


async def test_where_there_is_no_bash_sh_runs_it(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "mkdir"):
        (tools / name).symlink_to(next(p for p in (Path("/bin") / name, Path("/usr/bin") / name) if p.exists()))
    bench = Bench(tmp_path, path=str(tools))

    result = await bench.bash("mkdir sub; cd sub; exit 5")

    assert "[exit 5 after" in result.text
    assert "There is no bash here; sh ran the command." in result.text
    assert await bench.output("pwd") == f"{bench.root / 'sub'}\n"


async def test_a_confined_command_still_carries_its_directory(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    seen: list[str] = []

    def confine(argv: Sequence[str], cwd: str) -> Confined:
        seen.append(cwd)
        return Confined(("/usr/bin/env", "CONFINED=1", *argv), lambda: ("It has ended.",))

    shell = Shell(tmp_path, tmp_path / "store", child_environment(os.environ), confine=confine)

    ran = await shell.run('cd sub; echo "$CONFINED"', 10, lambda _: None)

    assert ran.output == "1\n"
    assert ran.notes == (f"The directory is now {tmp_path / 'sub'}.", "It has ended.")
    assert shell.cwd == str(tmp_path / "sub")
    assert seen == [str(tmp_path)]


async def test_a_signal_is_told_as_a_shell_does(bench: Bench) -> None:
    assert (await bench.bash("kill -9 $$")).text.startswith("[exit 137 after")


async def test_a_terminal_program_is_refused_before_it_is_asked_about(bench: Bench) -> None:
    action = bench.tools.bind(Call("1", "bash", '{"command": "vim notes.txt"}'))

    with pytest.raises(ToolFailed, match="edit_file"):
        await action.preview()
    with pytest.raises(ToolFailed, match="edit_file"):
        await action.run(bench.live.append)


async def test_what_no_shell_takes_is_told_in_a_sentence(bench: Bench) -> None:
    with pytest.raises(ToolFailed, match="cannot hold a NUL"):
        await bench.bash("echo \0")
    with pytest.raises(ToolFailed, match="could not be started: Argument list too long"):
        await bench.bash("echo " + "x" * 3_000_000)


@pytest.mark.parametrize("timeout", [-1, 601])
async def test_the_time_limit_has_limits(bench: Bench, timeout: int) -> None:
    with pytest.raises(ToolFailed, match="timeout"):
        await bench.bash("true", timeout=timeout)


async def test_what_a_command_makes_is_listed_at_once(bench: Bench) -> None:
    (bench.root / "empty").mkdir()
    await bench.bash("touch f")
    await asyncio.sleep(0.15)
    assert (await bench.call("glob", pattern="**")).text == "f"
    await bench.bash("touch empty/new")
    assert set((await bench.call("glob", pattern="**")).text.split("\n")) == {"empty/new", "f"}


async def test_repeated_lines_are_folded_and_it_says_so(bench: Bench) -> None:
    result = await bench.bash("yes 'the same thing happened again' | head -n 500; echo done")
    assert result.text.startswith("the same thing happened again\n[the line above 499 more times]\ndone\n")
    assert "characters of repeated lines and blanks are folded.]" in result.text
