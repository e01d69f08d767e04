"""What a worker tells of itself to the sessions that use it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from agent_tui.core.vitals import Connections, ModelProcess
from agent_tui.model.client import Access, WorkerProvider
from agent_tui.model.spawn import Spawned, spawn
from agent_tui.model.workers import Workers
from tests.model.asking import GPT, reply, request
from tests.model.waiting import Waiting
from tests.support.openai_server import OpenAIServer, say, slow
from tests.support.scripted import FlatPrices


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waiting]:
    found = Waiting(tmp_path_factory.mktemp("w"))
    yield found
    found.close()


async def told(session: WorkerProvider) -> ModelProcess:
    (process,) = await session.processes()
    return process


async def test_sessions_requests_and_connections_are_counted_over_all_sessions(place: Waiting) -> None:
    with OpenAIServer(always=say("ok")) as one, OpenAIServer(always=say("ok")) as two:
        accesses = (Access(one.base_url, "key-a"), Access(one.base_url, "key-b"), Access(two.base_url, "key-c"))
        async with place.sessions(*accesses) as sessions:
            for session in (*sessions, sessions[0]):
                await reply(session, request(GPT))
            found = await told(sessions[0])
            assert (found.pid, found.sessions, found.requests) == (place.pids[0], 3, 4)
            hosts = [server.url.removeprefix("http://") for server in (one, two)]
            assert found.connections == (Connections(hosts[0], 1, 2), Connections(hosts[1], 1, 0))
            assert (found.megabytes > 0) == (sys.platform == "linux")
            await sessions[2].close()
            assert (await told(sessions[0])).sessions == 2


async def test_two_streams_at_once_need_two_connections(place: Waiting) -> None:
    with OpenAIServer(always=slow("word " * 400, 0.05)) as server:
        async with (
            place.sessions(Access(server.base_url, "a"), Access(server.base_url, "b")) as (first, second),
            aclosing(first.reply(request(GPT))) as one,
            aclosing(second.reply(request(GPT))) as other,
        ):
            await anext(one)
            await anext(other)
            (connections,) = (await told(first)).connections
            assert (connections.opened, connections.reused) == (2, 0)


async def test_what_is_rehearsed_is_not_counted(place: Waiting) -> None:
    with OpenAIServer(always=say("ok")) as server:
        session = WorkerProvider(lambda: place.found(warm=GPT), FlatPrices(), Access(server.base_url, "key-a"))
        await reply(session, request(GPT))
        assert [each.opened for each in (await told(session)).connections] == [1]
        await session.close()


async def test_asking_starts_nothing() -> None:
    def refused() -> Spawned:
        raise AssertionError("a worker was started")

    never = WorkerProvider(refused, FlatPrices())
    assert await Workers(never, never).processes() == ()


async def test_a_worker_of_one_session_tells_of_that_alone() -> None:
    session = WorkerProvider(spawn, FlatPrices())
    await reply(session, request("demo"))
    found = await told(session)
    assert (found.sessions, found.requests, found.connections) == (1, 1, ())
    await session.close()


async def test_one_that_stands_still_keeps_nobody_waiting(place: Waiting) -> None:
    session = place.session()
    await reply(session, request("demo"))
    pid = place.pids[0]
    os.kill(pid, signal.SIGSTOP)
    found = await told(session)
    assert (found.pid, found.sessions) == (pid, 0)
    os.kill(pid, signal.SIGCONT)
    assert (await told(session)).sessions == 1
    await session.close()
