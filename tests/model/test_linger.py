"""What a session does not trust, and what a worker does not. Real processes and real sockets."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from agent_tui.core.errors import FailureKind
from agent_tui.model.client import DIED
from agent_tui.model.identity import identity
from agent_tui.model.joining import joined, path
from agent_tui.model.wire import Hello, Welcome, encoder
from tests.model.asking import failure, reply, request
from tests.model.waiting import Waiting, alive, knocking, until, wait

DEMO = request("demo")


async def test_another_environment_gets_another_worker(place: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await place.ready()
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    second = await place.ready(2)
    assert first != second
    monkeypatch.delenv("https_proxy")
    assert await place.once() == first


async def test_another_key_does_not(place: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "one")
    first = await place.ready()
    monkeypatch.setenv("OPENAI_API_KEY", "two")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "three")
    assert await place.once() == first
    environment = Path(f"/proc/{first}/environ")
    if environment.exists():
        assert not {b"one", b"two", b"three"} & set(environment.read_bytes().replace(b"=", b"\0").split(b"\0"))


async def test_another_version_is_not_joined(place: Waiting) -> None:
    await place.ready()
    assert joined(place.directory, identity({**os.environ, "LITELLM_X": "1"}), 60.0) is None
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(place.sockets[0]))
    connection.sendall(encoder.encode(Hello("0" * 32, 60.0)) + b"\n")
    assert await asyncio.to_thread(connection.recv, 100) == b""
    connection.close()


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


def _code(folder: Path) -> str:
    """What a worker's identity has of the code that is found in `folder` first."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", "from agent_tui.model.identity import code; print(repr(code()))"],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_another_version_of_agent_or_of_what_it_uses_is_other_code(tmp_path: Path) -> None:
    subprocess.run(["cp", "-a", Path(__file__).parents[2] / "agent_tui", tmp_path], check=True)
    library = tmp_path / "litellm" / "__init__.py"
    library.parent.mkdir()
    library.write_text("")
    seen = [_code(tmp_path), _code(tmp_path)]
    assert seen[0] == seen[1]
    library.write_text("# A later one.\n")
    seen.append(_code(tmp_path))
    own = tmp_path / "agent_tui" / "__init__.py"
    own.write_text(own.read_text() + '\n__version__ = "0.0.0"\n')
    seen.append(_code(tmp_path))
    assert len(set(seen)) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
async def test_a_worker_that_can_note_nothing_still_answers(place: Waiting) -> None:
    place.log = Path("/dev/full")
    await place.ready()
    with knocking(place.sockets[0]) as stranger:
        stranger.sendall(b"not a frame\n")
        assert await asyncio.to_thread(stranger.recv, 1) == b""
    found = place.found()
    with found.connection as connection:
        connection.sendall(b'{"type":"unheard of"}\n{"type":"ping"}\n')
        assert b'"pong"' in await asyncio.to_thread(connection.recv, 1_000)


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
        assert await place.once() > 0
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
    assert await place.once() > 0
    first.close()
    full.close()


async def test_a_stopped_worker_does_not_hold_a_start_up(place: Waiting) -> None:
    pid = await place.ready()
    os.kill(pid, signal.SIGSTOP)
    assert await place.once() != pid
    assert place.statuses() == [None]
    os.kill(pid, signal.SIGCONT)
    await until(lambda: [each for each in place.statuses() if each])


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
    pid = await place.once()
    await until(lambda: not alive(pid))
    assert place.directory.is_file() or place.sockets == []


async def test_a_worker_whose_directory_was_opened_takes_nobody_any_more(place: Waiting) -> None:
    pid = await place.ready()
    heard = b""
    with knocking(place.sockets[0]) as connection:
        await asyncio.sleep(0.1)
        place.directory.chmod(0o755)
        connection.sendall(encoder.encode(Hello(identity(os.environ), 60.0)) + b"\n")
        # It may also end before it has read this.
        with suppress(ConnectionError):
            heard = await asyncio.to_thread(connection.recv, 100)
    assert heard == b""
    await until(lambda: not alive(pid))


async def test_a_worker_that_was_killed_is_replaced_with_the_usual_sentence(
    place: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = place.session()
    await reply(session, DEMO)
    await until(place.statuses)
    other = place.session()
    await reply(other, DEMO)
    os.kill(place.pids[0], signal.SIGKILL)
    failed = await failure(other, DEMO)
    assert (failed.kind, str(failed)) == (FailureKind.WORKER, DIED)
    assert (await reply(other, DEMO)).message.text
    assert place.pids[-1] != place.pids[0]
    await other.close()
    await session.close()
