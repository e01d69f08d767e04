"""Several sessions of one worker at the same time: each has its own key, address and headers, and its own end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, suppress
from pathlib import Path

import pytest
import pytest_asyncio

from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.messages import UserMessage
from agent_tui.model.client import DIED, Access, WorkerProvider
from agent_tui.model.identity import identity, shared
from agent_tui.model.joining import joined
from agent_tui.model.spawn import Spawned
from agent_tui.model.workers import Workers
from tests.model.asking import CLAUDE, GPT, failure, reply, request
from tests.model.waiting import Waiting, until
from tests.support import anthropic_server
from tests.support.anthropic_server import AnthropicServer
from tests.support.openai_server import Answer, OpenAIServer, say, slow, status
from tests.support.scripted import FlatPrices

pytestmark = pytest.mark.asyncio(loop_scope="session")
ROOT = Path(__file__).parents[2]
_LOOKS = 5


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waiting]:
    found = Waiting(tmp_path_factory.mktemp("w"))
    yield found
    found.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def loaded(place: Waiting) -> AsyncIterator[int]:
    """The worker that all tests here share; loading LiteLLM takes seconds."""
    session = WorkerProvider(lambda: place.found(warm=GPT), FlatPrices())
    await session.ping()
    await until(lambda: place.sockets)
    yield place.pids[0]
    assert set(place.pids) == {place.pids[0]}
    await session.close()


async def test_each_request_goes_out_with_its_own_session_s_key_address_and_headers(place: Waiting) -> None:
    with OpenAIServer(always=say("one")) as one, OpenAIServer(always=say("two")) as two:
        accesses = [
            Access(server.base_url, f"key-{name}", headers={"X-Team": name})
            for server, name in ((one, "a"), (one, "b"), (two, "c"))
        ]
        async with place.sessions(*accesses) as sessions:
            asked = [
                reply(session, request(GPT, UserMessage(f"I am {access.api_key}.")))
                for _ in range(6)
                for session, access in zip(sessions, accesses, strict=True)
            ]
            replies = await asyncio.gather(*asked)
        assert [each.message.text for each in replies] == ["one", "one", "two"] * 6
        for server, keys in ((one, {"key-a", "key-b"}), (two, {"key-c"})):
            assert len(server.requests) == 6 * len(keys)
            for each in server.requests:
                said = each.body["messages"][-1]["content"]
                key = each.headers["authorization"].removeprefix("Bearer ")
                assert key in keys
                assert said == f"I am {key}."
                assert each.headers["x-team"] == key.removeprefix("key-")


async def test_the_same_with_another_protocol(place: Waiting) -> None:
    with AnthropicServer(always=anthropic_server.say("ok")) as server:
        async with place.sessions(Access(server.url, "key-a"), Access(server.url, "key-b")) as sessions:
            await asyncio.gather(*(reply(each, request(CLAUDE)) for each in sessions * 3))
        assert sorted(each.headers["x-api-key"] for each in server.requests) == ["key-a"] * 3 + ["key-b"] * 3


async def test_a_session_without_a_key_does_not_get_another_s(place: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with OpenAIServer(always=say("ok")) as server:
        async with place.sessions(Access(server.base_url, "key-a"), Access(server.base_url)) as (first, second):
            await reply(first, request(GPT))
            for model in (GPT, CLAUDE):
                with suppress(ModelFailed):
                    await reply(second, request(model))
        first_one, *others = [str(each.headers) for each in server.requests]
        assert "key-a" in first_one
        assert not [each for each in others if "key-a" in each]


async def test_a_limit_that_one_session_met_is_told_to_the_others_of_its_account(place: Waiting) -> None:
    too_many = status(429, {"error": {"message": "Slow down."}}, retry_after="30")
    with OpenAIServer([too_many], always=say("ok")) as server:
        same, other = Access(server.base_url, "key-a"), Access(server.base_url, "key-b")
        async with place.sessions(same, same, other) as (first, second, third):
            assert (await failure(first, request(GPT))).retry_after == 30
            told = await failure(second, request(GPT))
            assert (told.kind, told.status) == (FailureKind.RATE_LIMIT, 429)
            assert told.retry_after is not None
            assert 0 < told.retry_after < 30
            assert len(server.requests) == 1
            assert (await reply(third, request(GPT))).message.text == "ok"
            # Its own patience is the first one's own affair.
            assert (await reply(first, request(GPT))).message.text == "ok"


@pytest.mark.parametrize("model", [GPT, CLAUDE])
async def test_cookies_are_nobody_s(place: Waiting, model: str) -> None:
    cookie = {"Set-Cookie": "who=me; Path=/"}
    words = say("ok") if model == GPT else anthropic_server.say("ok")
    with OpenAIServer(always=Answer(words.body, headers=cookie)) as server:
        url = server.base_url if model == GPT else server.url
        async with place.sessions(Access(url, "key-a"), Access(url, "key-b")) as sessions:
            for session in (*sessions, *sessions):
                await reply(session, request(model))
        assert len(server.requests) == 4
        assert not [each for each in server.requests if "cookie" in each.headers]


async def test_the_next_session_finds_the_connection_open(place: Waiting) -> None:
    with OpenAIServer(always=say("ok")) as server:
        for key in ("key-a", "key-b"):
            async with place.sessions(Access(server.base_url, key)) as (session,):
                await reply(session, request(GPT))
        assert len({each.port for each in server.requests}) == 1


async def test_a_session_that_is_killed_in_mid_stream_takes_only_its_own_with_it(place: Waiting, loaded: int) -> None:
    script = f"""
import asyncio, os
from pathlib import Path
from agent_tui.model.client import Access, WorkerProvider
from agent_tui.model.joining import found_or_started
from tests.model.asking import GPT, request
from tests.support.scripted import FlatPrices
async def main():
    found = found_or_started(Path({str(place.directory)!r}), 60.0, os.devnull)
    session = WorkerProvider(lambda: found, FlatPrices(), Access(os.environ["URL"], "key-killed"))
    async for _ in session.reply(request(GPT)):
        print(found.pid, flush=True)
asyncio.run(main())
"""
    with OpenAIServer(always=slow("word " * 40, 0.02)) as stays, OpenAIServer(always=slow("word " * 400, 0.05)) as dies:
        async with place.sessions(Access(stays.base_url, "key-a")) as (session,):
            going_on = asyncio.create_task(reply(session, request(GPT)))
            command = [sys.executable, "-c", script]
            env = {**os.environ, "URL": dies.base_url}
            with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, start_new_session=True) as client:
                assert client.stdout is not None
                assert int(await asyncio.to_thread(client.stdout.readline)) == loaded
                os.killpg(client.pid, signal.SIGHUP)
                await until(lambda: dies.left)
            assert (await going_on).message.text == "word " * 40
            assert (await reply(session, request(GPT))).message.text == "word " * 40
        assert len(dies.left) == 1


async def test_a_worker_that_stands_still_is_left_and_not_ended(place: Waiting, loaded: int) -> None:
    elsewhere = Waiting(place.directory.parent)
    with OpenAIServer(always=slow("word " * 400, 0.05)) as server:
        session = elsewhere.session(access=Access(server.base_url, "key-a"))
        async with aclosing(session.reply(request(GPT))) as stream:
            await anext(stream)
            os.kill(loaded, signal.SIGSTOP)
        assert str(await failure(session, request("demo"))) == DIED
        assert (await reply(session, request("demo"))).message.text
        await session.close()
    os.kill(loaded, signal.SIGCONT)
    elsewhere.pids.remove(loaded)
    assert loaded not in elsewhere.pids
    elsewhere.close()
    await until(lambda: [each for each in place.statuses() if each])


async def test_what_a_key_alone_does_not_open_stays_with_the_session(
    place: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key-a")

    def refused() -> Spawned:
        raise FileNotFoundError(2, "No such file or directory")

    with OpenAIServer(always=say("ok")) as server:
        provider = Workers(place.session(access=Access(server.base_url)), WorkerProvider(refused, FlatPrices()))
        assert (await reply(provider, request(GPT))).message.text == "ok"
        for model in ("demo", "bedrock/anthropic.claude-v2", "vertex_ai/gemini-2.5-pro", "gpt-4o", "groq/x"):
            with pytest.raises(Exception, match=r"could not be started|keeps ending"):
                await reply(provider, request(model))
        await provider.close()


def insisting(place: Waiting, known: str) -> Spawned:
    """A session with a worker that has no time for it while it is importing."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := joined(place.directory, known, 60.0):
            return found
    raise AssertionError("the worker takes no session")


async def test_nothing_of_a_key_is_left_when_its_session_is_over(tmp_path_factory: pytest.TempPathFactory) -> None:
    root, key = tmp_path_factory.mktemp("w"), f"key-{os.urandom(8).hex()}"
    place, told = Waiting(root), root / "told"
    ours, theirs = socket.socketpair()
    asking = [sys.executable, "-m", "tests.model.holding", str(told)]
    command = [*asking, str(theirs.fileno()), GPT, "60", str(place.directory)]
    worker = subprocess.Popen(command, cwd=ROOT, env=shared(os.environ), pass_fds=[theirs.fileno()])
    place.pids.append(worker.pid)
    theirs.close()

    async def held() -> list[str]:
        told.write_text(key)
        worker.send_signal(signal.SIGUSR1)
        await until(lambda: told.read_text().endswith("END"), 60)
        return told.read_text().splitlines()[:-1]

    await until(lambda: place.sockets)
    found = await asyncio.to_thread(insisting, place, identity(os.environ))
    with OpenAIServer(always=say("ok")) as openai, AnthropicServer(always=anthropic_server.say("ok")) as anthropic:
        session = WorkerProvider(lambda: found, FlatPrices(), Access(openai.base_url, key))
        await reply(session, request(GPT))
        session.access = Access(anthropic.url, key)
        await reply(session, request(CLAUDE))
        during = await held()
        await session.close()
        await until(lambda: [each.sessions for each in place.statuses() if each] == [1])
        assert during
        left = during
        for _ in range(_LOOKS):
            # What has been closed is let go of within the next turns of its loop.
            left = left and await held()
        assert left == []
    ours.close()
    worker.kill()
    worker.wait()
