from __future__ import annotations

import os
import pty
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from agent_tui.permissions.confinement import Confinement
from agent_tui.permissions.keeping import Entry, Keep, keep
from agent_tui.permissions.sandbox import Kind, Sandbox, probe, seatbelt_profile, writable

KINDS: tuple[Kind, ...] = ("bubblewrap", "landlock") if sys.platform == "linux" else ("seatbelt",)
WORKING = tuple(found for kind in KINDS if (found := probe((kind,))))

Confined = Callable[..., "CompletedProcess[str]"]


def test_a_sandbox_works_on_this_machine() -> None:
    assert WORKING
    assert probe() == WORKING[0]
    assert probe(()) is None


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    """A workspace, a scratch directory and things outside that must stay as they are."""
    for name in ("work/src", "work/.git/hooks", "work/.github", "work/docs", "scratch", "outside"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("src/a.py", ".env", ".git/config", "docs/AGENTS.md", "docs/page.md", "../outside/kept"):
        (tmp_path / "work" / name).write_text("kept")
    os.link(tmp_path / "outside" / "kept", tmp_path / "work" / "linked")
    return tmp_path


@pytest.fixture(params=KINDS)
def confined(request: pytest.FixtureRequest, ground: Path) -> Confined:
    sandbox = next((found for found in WORKING if found.kind == request.param), None)
    if sandbox is None:
        pytest.skip(f"{request.param} does not work on this machine")

    def run(*argv: str, stdin: int = subprocess.DEVNULL) -> CompletedProcess[str]:
        confinement = Confinement(
            ground / "work", ground / "scratch", ground / "scratch/running", (), find=lambda: sandbox
        )
        confined = confinement.wrap(argv, str(ground / "work"))
        ended = subprocess.run(
            confined.argv, stdin=stdin, capture_output=True, text=True, timeout=20, check=False, cwd=ground / "work"
        )
        ended.stderr += "".join(confined.ended())
        return ended

    return run


def shell(confined: Confined, script: str, *arguments: str) -> CompletedProcess[str]:
    return confined("/bin/bash", "-c", script, "bash", *arguments)


def python(confined: Confined, script: str, *arguments: str) -> CompletedProcess[str]:
    return confined(sys.executable, "-I", "-c", script, *arguments)


def test_work_inside_goes_on(confined: Confined, ground: Path) -> None:
    ended = shell(
        confined, "echo x > src/new && echo y >> src/a.py && mktemp && cat .env && mkdir src/d && mv src/new src/d/"
    )
    assert ended.returncode == 0, ended.stderr
    assert (ground / "work/src/d/new").read_text() == "x\n"
    assert str(ground / "scratch") in ended.stdout


def test_the_exit_code_and_a_missing_command_come_through(confined: Confined) -> None:
    assert shell(confined, "exit 7").returncode == 7
    missing = confined("/no/such/command")
    assert missing.returncode == 127
    assert "/no/such/command" in missing.stderr


@pytest.mark.parametrize(
    "script",
    [
        "echo x > {o}/new", "echo x > {o}/kept", "rm {o}/kept", "mv {o}/kept {o}/other", ": > {o}/kept",
        "mkdir {o}/d", "ln -s {o} src/out && echo x > src/out/kept", "ln {o}/kept src/hard && echo x > src/hard",
        "echo x > linked", "chmod 777 {o}/kept && echo x > {o}/kept && false", "mv src {o}/",
        "truncate -s 0 {o}/kept", "cp src/a.py {o}/kept", "echo x > .env", "echo x > .git/hooks/pre-commit",
        "rm .env", "echo x > docs/AGENTS.md", "rm -rf .git", "mv .git other", "mv .git/hooks .git/h2",
        "mv .git/config .git/c2", "git config core.pager x", "cp src/a.py .git/config", "mv src/a.py .env",
        "ln -sf src/a.py .env", "echo x > /proc/self/root{o}/kept",
        "echo x > /proc/$PPID/root{o}/kept", "echo x > /proc/1/root{o}/kept", "cd / && echo x > .{o}/kept",
    ],
)  # fmt: skip
def test_nothing_outside_or_protected_can_be_changed(confined: Confined, ground: Path, script: str) -> None:
    before = tree(ground)
    ended = shell(confined, script.format(o=ground / "outside"))
    assert ended.returncode != 0
    after = tree(ground)
    assert {name: after.get(name) for name in before} == before
    assert {name for name in after if name not in before} <= {"work/src/out"}


@pytest.mark.parametrize(
    "script",
    [
        "echo x > .mcp.json", "mkdir .vscode && echo x > .vscode/tasks.json", "mkdir -p .github/workflows",
        "echo x > src/../.bashrc", "ln src/a.py .mcp.json", "cp src/a.py .mcp.json", "ln -s src/a.py .envrc",
        "mkdir -p src/d/.git/hooks && echo x > src/d/.git/hooks/post-checkout && rm -r src/d/.git/hooks/../../.git",
        "echo x > .git/commondir", "mkdir -p .git/modules/x", "echo x > src/.env.local", "git init -q src/d",
        "echo x > AGENTS.md; chmod 000 AGENTS.md", "mkfifo .envrc", "mkdir src/.husky; echo x > src/.husky/pre-commit",
    ],
)  # fmt: skip
def test_protected_names_are_not_there_after_a_command(confined: Confined, ground: Path, script: str) -> None:
    before = tree(ground)
    shell(confined, script)
    after = tree(ground)
    assert {name: after.get(name) for name in before} == before
    assert {name for name in after if name not in before} <= {"work/src/d"}


def tree(ground: Path) -> dict[str, str]:
    found = (path for path in ground.rglob("*") if not path.is_relative_to(ground / "scratch"))
    return {str(path.relative_to(ground)): path.read_text() if path.is_file() else "" for path in found}


def test_no_network_of_any_kind(confined: Confined, ground: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        server.settimeout(0.2)
        local.bind(str(ground / "outside/s"))
        local.listen()
        local.settimeout(0.2)
        port = str(server.getsockname()[1])
        tcp = "import socket,sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 1)"
        unix = "import socket,sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
        assert python(confined, tcp, port).returncode == 1
        assert python(confined, unix, str(ground / "outside/s")).returncode == 1
        assert shell(confined, f"echo x > /dev/tcp/127.0.0.1/{port}").returncode != 0
        for listener in (server, local):
            with pytest.raises(TimeoutError):
                listener.accept()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.1", 0))
        datagrams.settimeout(0.2)
        udp = "import socket,sys; socket.socket(2, 2).sendto(b'x', ('127.0.0.1', int(sys.argv[1])))"
        python(confined, udp, str(datagrams.getsockname()[1]))
        with pytest.raises(TimeoutError):
            datagrams.recv(1)


def test_pairs_of_sockets_still_work(confined: Confined) -> None:
    ended = python(confined, "import asyncio; asyncio.run(asyncio.sleep(0))")
    assert ended.returncode == 0, ended.stderr


def test_other_processes_cannot_be_killed_or_looked_into(confined: Confined) -> None:
    with subprocess.Popen(["sleep", "30"], env={"SECRET": "of-the-parent"}) as victim:
        try:
            killed = shell(confined, f"kill -9 {victim.pid}; kill -9 $PPID; kill -9 {os.getpid()}; exit 3")
            looked = shell(confined, f"cat /proc/{victim.pid}/environ")
            memory = shell(confined, f"head -c 1 < /proc/{victim.pid}/mem")
            assert victim.poll() is None
        finally:
            victim.kill()
    # Inside its own namespace of processes a command may end its parent, and with that only itself.
    assert killed.returncode in (3, 137)
    assert "of-the-parent" not in looked.stdout
    assert looked.returncode != 0
    assert memory.returncode != 0


def test_the_terminal_cannot_be_typed_into(confined: Confined) -> None:
    master, slave = pty.openpty()
    script = "import fcntl,termios; fcntl.ioctl(0, {request}, {argument})"
    try:
        for request, argument in ((0x5412, "b'x'"), (0x541C, "b'\\x03'")):
            ended = confined(sys.executable, "-I", "-c", script.format(request=request, argument=argument), stdin=slave)
            assert ended.returncode == 1
            assert "Error" in ended.stderr
        os.set_blocking(master, False)
        with pytest.raises(BlockingIOError):
            os.read(master, 1)
    finally:
        os.close(master)
        os.close(slave)


@pytest.mark.parametrize("call", ["mount -t tmpfs x src", "unshare -Urm true", "chroot . true"])
def test_the_walls_cannot_be_moved(confined: Confined, call: str) -> None:
    assert shell(confined, call).returncode != 0


def test_a_confinement_that_cannot_be_put_up_runs_nothing(ground: Path) -> None:
    sandbox = probe(KINDS[-1:])
    assert sandbox
    work = str(ground / "work")
    argv = sandbox.wrap(["touch", f"{work}/src/ran"], work, str(ground / "scratch"), "/", keep(work))
    broken = [word.replace('"write": [', '"write": [1, ') for word in argv]
    assert subprocess.run(broken, capture_output=True, check=False).returncode != 0
    assert not (ground / "work/src/ran").exists()


def test_writable_names_the_largest_clean_parts(ground: Path) -> None:
    work = ground / "work"
    (work / "node_modules/x").mkdir(parents=True)
    (work / "node_modules/x/AGENTS.md").touch()
    (work / "away").symlink_to(ground / "outside")
    assert writable(str(work)) == tuple(str(work / name) for name in ("docs/page.md", "node_modules", "src"))
    assert writable(str(ground / "none")) == ()


def test_the_agents_own_directories_are_left_out_though_they_do_not_exist(ground: Path) -> None:
    work = ground / "work"
    for name in (".local/share/x", ".config/other"):
        (work / name).mkdir(parents=True)
    found = writable(str(work), [str(work / ".local/share/agent")])
    assert str(work / ".local/share/x") in found
    assert str(work / ".config/other") in found
    for kept in (".local/share/agent/always.json", ".config/agent/config.yml"):
        assert not any((work / kept).is_relative_to(part) for part in found)


def test_the_profile_for_macos_lets_write_what_is_not_kept() -> None:
    kept = Keep({'/a "b"/.env': Entry(1, 2), "/a/link": Entry(1, 3, "x"), "/a/.git": Entry(1, 4)}, (), ("/a/.git",))
    lines = seatbelt_profile("/a", "/é", kept, ("/a/own",)).splitlines()
    assert lines[lines.index('(allow file-write* (subpath "/a"))') :] == [
        '(allow file-write* (subpath "/a"))',
        '(deny file-write* (subpath "/a \\"b\\"/.env") (subpath "/a/own"))',
        '(deny file-write-unlink (literal "/a/.git"))',
        '(allow file-write* (subpath "/é"))',
        "(deny network*)",
    ]
    assert "(deny default)" in lines


def test_seatbelt_wraps_with_its_profile(ground: Path) -> None:
    found = Sandbox("seatbelt", "/usr/bin/sandbox-exec").wrap(
        ["ls"], str(ground / "work"), str(ground / "scratch"), "/", keep(str(ground / "work"))
    )
    assert found[:2] == ("/usr/bin/sandbox-exec", "-p")
    assert found[-1] == "ls"
