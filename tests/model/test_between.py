"""A worker between sessions: who finds it, and when it ends. Real processes and real sockets."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from functools import partial

import pytest

from agent_tui.model.joining import end
from tests.model.asking import reply, request
from tests.model.waiting import Waiting, alive, knocking, until, wait

DEMO = request("demo")


async def test_the_next_session_finds_the_worker_of_the_last(place: Waiting) -> None:
    first = await place.ready()
    assert await place.once() == first
    assert alive(first)
    (now,) = place.statuses()
    assert now is not None
    assert (now.pid, now.requests) == (first, 2)


async def test_sessions_at_once_share_a_worker(place: Waiting) -> None:
    first, second = place.session(), place.session()
    assert (await reply(first, DEMO)).message.text
    await until(place.statuses)
    both = await asyncio.gather(reply(first, DEMO), reply(second, DEMO))
    assert all(each.message.text for each in both)
    assert len(set(place.pids)) == 1
    assert [each.sessions for each in place.statuses() if each] == [2]
    await first.close()
    assert (await reply(second, DEMO)).message.text
    await second.close()


async def test_it_ends_when_its_time_is_over(place: Waiting) -> None:
    pid = await place.once(linger=0.3)
    await until(lambda: not alive(pid))
    assert place.sockets == []


async def test_the_newest_session_says_how_long(place: Waiting) -> None:
    pid = await place.ready()
    assert await place.once(linger=0.3) == pid
    await until(lambda: not alive(pid))


async def test_it_stays_while_it_is_used(place: Waiting) -> None:
    session = place.session(linger=0.2)
    await reply(session, DEMO)
    await asyncio.sleep(0.6)
    assert (await reply(session, DEMO)).message.text
    assert len(place.pids) == 1
    await session.close()


async def test_it_keeps_nothing_open_that_came_down_to_its_session(place: Waiting) -> None:
    reads, writes = os.pipe()
    os.set_inheritable(writes, True)
    await place.ready()
    os.close(writes)
    ended, _, _ = select.select([reads], [], [], 5)
    assert ended
    assert os.read(reads, 1) == b""
    os.close(reads)


def rests(place: Waiting, pid: int) -> bool:
    return any(each.pid == pid and not each.sessions for each in place.statuses() if each)


async def test_there_are_never_many(place: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    in_use = place.session()
    await reply(in_use, DEMO)
    await until(place.statuses)
    for number in range(4):
        monkeypatch.setenv("LITELLM_X", str(number))
        pid = await place.once(linger=60.0 + number)
        await until(partial(rests, place, pid))
    await until(lambda: len(place.statuses()) == 3)
    left = {each.pid for each in place.statuses() if each}
    assert left == {place.pids[0], *place.pids[-2:]}
    await in_use.close()


async def test_being_asked_it_ends_with_its_last_session(place: Waiting) -> None:
    session = place.session()
    await reply(session, DEMO)
    await until(place.statuses)
    assert [each.sessions for _, each in end(place.directory) if each] == [1]
    await until(lambda: not place.sockets)
    assert (await reply(session, DEMO)).message.text
    await session.close()
    await until(lambda: not alive(place.pids[0]))


async def test_it_ends_with_its_directory(place: Waiting) -> None:
    pid = await place.ready()
    with knocking(place.sockets[0]):
        place.directory.rename(place.directory.with_name("away"))
    await until(lambda: not alive(pid))


async def test_a_closed_terminal_does_not_end_it(place: Waiting) -> None:
    pid = await place.ready()
    assert os.getsid(pid) == pid
    assert os.getpgid(pid) == pid


async def test_a_socket_that_was_left_behind_is_taken_over(place: Waiting) -> None:
    first = await place.ready()
    os.kill(first, signal.SIGKILL)
    await until(lambda: not alive(first))
    assert place.sockets
    second = await place.ready()
    assert await place.once() == second


def test_starts_at_the_same_time_leave_one_worker(place: Waiting) -> None:
    spawned = [place.found() for _ in range(4)]
    for each in spawned:
        each.connection.sendall(b'{"type":"ping"}\n')
        assert each.connection.recv(9)
    wait(place.statuses)
    for each in spawned:
        each.connection.close()
    wait(lambda: sum(map(alive, set(place.pids))) == 1)
    assert len(place.statuses()) == 1
