"""Other users on the other side, and disks and directories that take nothing. Only root can play these parts."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from agent_tui.model.identity import identity
from agent_tui.model.joining import joined, path
from agent_tui.model.wire import Hello, Tell, Welcome, encoder
from tests.model.waiting import Waiting, alive, until

NOBODY = 65534

root_only = pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root can act as another user")
namespaces = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("unshare") is None, reason="only root can mount a small disk for one process"
)


def acting(user: int, script: str, *arguments: str) -> subprocess.Popen[str]:
    """`script` in an isolated Python that runs for `user`."""
    code = f"import os, socket, sys\nos.setgroups([])\nos.setgid({user})\nos.setuid({user})\n{script}"
    descriptors = tuple(int(each) for each in arguments[:1] if each.isdigit())
    return subprocess.Popen(
        [sys.executable, "-I", "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=descriptors,
    )


@root_only
@pytest.mark.parametrize("user", [0, NOBODY])
def test_a_socket_that_another_user_listens_at_is_told_nothing(place: Waiting, user: int) -> None:
    place.directory.mkdir(mode=0o700)
    own = identity(os.environ)
    with socket.socket(socket.AF_UNIX) as planted:
        planted.bind(str(path(place.directory, own)))
        script = """
listening = socket.socket(fileno=int(sys.argv[1]))
listening.listen(1)
print("listening", flush=True)
connection, _ = listening.accept()
heard = b""
try:
    connection.sendall(sys.argv[2].encode() + b"\\n")
    heard = connection.recv(1000)
except ConnectionError:
    pass
print(len(heard))
"""
        with acting(user, script, str(planted.fileno()), encoder.encode(Welcome(own)).decode()) as stranger:
            assert stranger.stdout is not None
            assert stranger.stdout.readline() == "listening\n"
            found = joined(place.directory, own, 60.0)
            heard = int(stranger.stdout.readline())
            # For the same user it is as good as a worker, so that it is the user that makes the difference.
            assert (found is not None, heard > 0) == (user != NOBODY, user != NOBODY)
            if found:
                found.connection.close()


@root_only
@pytest.mark.parametrize("frame", [Hello(identity(os.environ), 60.0), Tell()])
async def test_a_worker_answers_no_other_user(place: Waiting, frame: Hello | Tell) -> None:
    await place.ready()
    (address,) = place.sockets
    # As it never is: another user who may enter the directory, so that only the check of who knocks is in the way.
    script = f"""
import ctypes
os.setresuid(-1, {NOBODY}, 0)
ctypes.CDLL(None).setfsuid(0)
connection = socket.socket(socket.AF_UNIX)
connection.settimeout(10)
connection.connect(sys.argv[1])
try:
    connection.sendall(sys.argv[2].encode() + b"\\n")
    print("heard", connection.recv(1000))
except ConnectionError:
    print("heard b''")
"""
    with acting(0, script, str(address), encoder.encode(frame).decode()) as stranger:
        assert (await asyncio.to_thread(stranger.communicate, timeout=20))[0] == "heard b''\n"
    assert [each.sessions for each in place.statuses() if each] == [0]


@namespaces
@pytest.mark.parametrize("options", ["size=4k,nr_inodes=1", "size=4k,nr_inodes=2", "ro"])
async def test_a_disk_that_takes_nothing_only_costs_the_waiting(place: Waiting, options: str) -> None:
    script = f"""
import asyncio
from pathlib import Path
from tests.model.waiting import Waiting
async def main():
    place = Waiting(Path({str(place.directory.parent)!r}))
    place.directory = Path({str(place.directory)!r}) / "full" / "run"
    place.log = place.directory.parent / "worker.log"
    print(await place.once(), place.directory.exists() and place.sockets)
asyncio.run(main())
"""
    disk = place.directory / "full"
    disk.mkdir(parents=True)
    mount = f"mount -t tmpfs -o {options} none {disk} && exec {sys.executable} -c '{script.replace(chr(39), chr(34))}'"
    root = Path(__file__).parents[2]
    # The mount is seen by this command only, and ends with it.
    done = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", mount],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pid, _, sockets = done.stdout.partition(" ")
    assert sockets.strip() in ("False", "[]")
    place.pids.append(int(pid))
    await until(lambda: not alive(int(pid)) and not Path(f"/proc/{pid}").exists())


@namespaces
def test_a_full_disk_keeps_nothing_of_what_was_learned(tmp_path: Path) -> None:
    script = f"""
from pathlib import Path
from agent_tui.model.ratios import Ratios
folder = Path({str(tmp_path)!r})
(folder / "fill").write_bytes(bytes(4096))
Ratios(folder / "tokens.json").put("a/x", 1.5)
print([each.name for each in folder.iterdir()])
"""
    mount = f'mount -t tmpfs -o size=4k none {tmp_path} && exec {sys.executable} -c "$0"'
    done = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", mount, script],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "['fill']\n", done.stderr


@namespaces
def test_another_network_is_another_environment() -> None:
    script = "import os; from agent_tui.model.identity import identity; print(identity(os.environ))"
    command = [sys.executable, "-c", script]
    here, there = (
        subprocess.run([*before, *command], capture_output=True, text=True, check=True).stdout
        for before in ([], ["unshare", "--net"])
    )
    assert here == f"{identity(os.environ)}\n"
    assert there != here
