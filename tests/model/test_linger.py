"""A worker between sessions: who finds it, who does not, and when it ends. Real processes and real sockets."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent_tui.core.errors import FailureKind
from agent_tui.model.client import DIED
from agent_tui.model.identity import identity
from agent_tui.model.joining import end, joined, path, waiting
from agent_tui.model.wire import Hello, Tell, Told, Welcome, encoder
from tests.model.asking import failure, reply, request
from tests.model.waiting import Waiting, alive, until, wait

DEMO = request("demo")


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Waiting]:
    monkeypatch.setenv("AGENT_DEMO_RATE", "0")
    # The address of a socket cannot be long.
    waiting_place = Waiting(tmp_path_factory.mktemp("w"))
    yield waiting_place
    waiting_place.close()


def told(place: Waiting) -> list[Told | None]:
    return [each for _, each in waiting(place.directory)]


async def once(place: Waiting, linger: float = 60.0) -> int:
    """One whole session; the id of the worker that it had."""
    session = place.session(linger)
    assert (await reply(session, DEMO)).message.text
    await session.close()
    return place.pids[-1]


async def ready(place: Waiting) -> int:
    """The id of a worker that waits without a session."""
    pid = await once(place)
    await until(lambda: [each.sessions for each in told(place) if each] == [0])
    return pid


async def test_the_next_session_finds_the_worker_of_the_last(place: Waiting) -> None:
    first = await ready(place)
    assert await once(place) == first
    assert alive(first)
    (now,) = told(place)
    assert now is not None
    assert (now.pid, now.requests) == (first, 2)


async def test_sessions_at_once_share_a_worker(place: Waiting) -> None:
    first, second = place.session(), place.session()
    assert (await reply(first, DEMO)).message.text
    await until(lambda: told(place))
    both = await asyncio.gather(reply(first, DEMO), reply(second, DEMO))
    assert all(each.message.text for each in both)
    assert len(set(place.pids)) == 1
    assert [each.sessions for each in told(place) if each] == [2]
    await first.close()
    assert (await reply(second, DEMO)).message.text
    await second.close()


async def test_it_ends_when_its_time_is_over(place: Waiting) -> None:
    pid = await once(place, linger=0.3)
    await until(lambda: not alive(pid))
    assert place.sockets == []


async def test_the_newest_session_says_how_long(place: Waiting) -> None:
    pid = await ready(place)
    assert await once(place, linger=0.3) == pid
    await until(lambda: not alive(pid))


async def test_it_stays_while_it_is_used(place: Waiting) -> None:
    session = place.session(linger=0.2)
    await reply(session, DEMO)
    await asyncio.sleep(0.6)
    assert (await reply(session, DEMO)).message.text
    assert len(place.pids) == 1
    await session.close()


async def test_being_asked_it_ends_with_its_last_session(place: Waiting) -> None:
    session = place.session()
    await reply(session, DEMO)
    await until(lambda: told(place))
    assert [each.sessions for _, each in end(place.directory) if each] == [1]
    await until(lambda: not place.sockets)
    assert (await reply(session, DEMO)).message.text
    await session.close()
    await until(lambda: not alive(place.pids[0]))


async def test_it_ends_with_its_directory(place: Waiting) -> None:
    pid = await ready(place)
    with knocking(place.sockets[0]):
        place.directory.rename(place.directory.with_name("away"))
    await until(lambda: not alive(pid))


async def test_a_closed_terminal_does_not_end_it(place: Waiting) -> None:
    pid = await ready(place)
    assert os.getsid(pid) == pid
    assert os.getpgid(pid) == pid


async def test_another_environment_gets_another_worker(place: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await ready(place)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    second = await ready_with_two(place)
    assert first != second
    monkeypatch.delenv("https_proxy")
    assert await once(place) == first


async def ready_with_two(place: Waiting) -> int:
    pid = await once(place)
    await until(lambda: [each.sessions for each in told(place) if each] == [0, 0])
    return pid


async def test_another_key_does_not(place: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "one")
    first = await ready(place)
    monkeypatch.setenv("OPENAI_API_KEY", "two")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "three")
    assert await once(place) == first
    environment = Path(f"/proc/{first}/environ")
    if environment.exists():
        assert not {b"one", b"two", b"three"} & set(environment.read_bytes().replace(b"=", b"\0").split(b"\0"))


async def test_another_version_is_not_joined(place: Waiting) -> None:
    await ready(place)
    assert joined(place.directory, identity({**os.environ, "LITELLM_X": "1"}), 60.0) is None
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(place.sockets[0]))
    connection.sendall(encoder.encode(Hello("0" * 32, 60.0)) + b"\n")
    assert await asyncio.to_thread(connection.recv, 100) == b""
    connection.close()


@contextmanager
def knocking(address: Path) -> Iterator[None]:
    """Something to do while the door is open; then a worker looks around, as it does now and then by itself."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(address))
        yield
        connection.sendall(encoder.encode(Tell()) + b"\n")
        connection.recv(1)


def test_changed_code_ends_it(place: Waiting, tmp_path: Path) -> None:
    copy = tmp_path / "agent_tui"
    subprocess.run(["cp", "-a", Path(__file__).parents[2] / "agent_tui", copy], check=True)
    script = f"""
import os, sys
from pathlib import Path
from agent_tui.model.joining import found_or_started
found = found_or_started(Path({str(place.directory)!r}), 60.0, os.devnull)
assert found.connection.send(b'{{"type":"ping"}}\\n') and found.connection.recv(9)
print(found.pid)
"""

    def run() -> int:
        done = subprocess.run(
            [sys.executable, "-P", "-c", script],
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        place.pids.append(int(done.stdout))
        return place.pids[-1]

    first = run()
    wait(lambda: place.sockets)
    assert run() == first
    (copy / "model" / "wire.py").touch()
    second = run()
    assert second != first
    for address in place.sockets:
        with knocking(address):
            pass
    wait(lambda: len(place.sockets) == 1)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="nothing"),
        pytest.param(b"", id="closes at once"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another protocol"),
        pytest.param(b"x" * 100_000, id="no end"),
        pytest.param(encoder.encode(Welcome("0" * 32)) + b"\n", id="another identity"),
        pytest.param(b'{"type":"told","pid":1}\n', id="half an answer"),
    ],
)
async def test_a_planted_socket_is_not_trusted(place: Waiting, answer: bytes | None) -> None:
    place.directory.mkdir(mode=0o700)
    with listening(path(place.directory, identity(os.environ)), answer):
        assert await once(place) > 0
        assert (await asyncio.to_thread(joined, place.directory, identity(os.environ), 60.0)) is None


class listening:  # noqa: N801 - reads as a verb
    """Something else that listens at `address`, says `answer` to whoever comes, and then nothing more."""

    def __init__(self, address: Path, answer: bytes | None) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(address))
        self._socket.listen(16)
        self._answer = answer
        self._met: list[socket.socket] = []

    def __enter__(self) -> None:
        threading.Thread(target=self._serve, daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        for connection in (*self._met, self._socket):
            connection.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._met.append(connection)
            if self._answer == b"":
                connection.close()
            elif self._answer:
                try:
                    connection.sendall(self._answer)
                except OSError:
                    continue


async def test_a_socket_that_takes_nobody_does_not_hold_a_start_up(place: Waiting) -> None:
    place.directory.mkdir(mode=0o700)
    full = socket.socket(socket.AF_UNIX)
    full.bind(str(path(place.directory, identity(os.environ))))
    full.listen(0)
    first = socket.socket(socket.AF_UNIX)
    first.connect(full.getsockname())
    assert await once(place) > 0
    first.close()
    full.close()


async def test_a_stopped_worker_does_not_hold_a_start_up(place: Waiting) -> None:
    pid = await ready(place)
    os.kill(pid, signal.SIGSTOP)
    assert await once(place) != pid
    assert told(place) == [None]
    os.kill(pid, signal.SIGCONT)
    await until(lambda: [each for each in told(place) if each])


def _linked(place: Waiting) -> None:
    real = place.directory.with_name("real")
    real.mkdir(mode=0o700)
    place.directory.symlink_to(real)


def _world_writable(place: Waiting) -> None:
    place.directory.mkdir()
    place.directory.chmod(0o777)


def _readable(place: Waiting) -> None:
    place.directory.mkdir()
    place.directory.chmod(0o750)


def _file(place: Waiting) -> None:
    place.directory.touch(0o600)


def _of_another(place: Waiting) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a directory of another user")
    place.directory.mkdir(mode=0o700)
    os.chown(place.directory, 65534, 65534)


def _too_long(place: Waiting) -> None:
    place.directory = place.directory / ("x" * 100)


@pytest.mark.parametrize("make", [_linked, _world_writable, _readable, _file, _of_another, _too_long])
async def test_a_directory_that_is_not_private_is_not_used(place: Waiting, make: Callable[[Waiting], None]) -> None:
    make(place)
    pid = await once(place)
    await until(lambda: not alive(pid))
    assert place.directory.is_file() or place.sockets == []


async def test_a_worker_that_was_killed_is_replaced_with_the_usual_sentence(
    place: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = place.session()
    await reply(session, DEMO)
    await until(lambda: told(place))
    other = place.session()
    await reply(other, DEMO)
    os.kill(place.pids[0], signal.SIGKILL)
    failed = await failure(other, DEMO)
    assert (failed.kind, str(failed)) == (FailureKind.WORKER, DIED)
    assert (await reply(other, DEMO)).message.text
    assert place.pids[-1] != place.pids[0]
    await other.close()
    await session.close()


async def test_a_socket_that_was_left_behind_is_taken_over(place: Waiting) -> None:
    first = await ready(place)
    os.kill(first, signal.SIGKILL)
    await until(lambda: not alive(first))
    assert place.sockets
    second = await ready(place)
    assert await once(place) == second


def test_starts_at_the_same_time_leave_one_worker(place: Waiting) -> None:
    spawned = [place.found() for _ in range(4)]
    for each in spawned:
        each.connection.sendall(b'{"type":"ping"}\n')
        assert each.connection.recv(9)
    wait(lambda: told(place))
    for each in spawned:
        each.connection.close()
    wait(lambda: sum(map(alive, set(place.pids))) == 1)
    assert len(told(place)) == 1
