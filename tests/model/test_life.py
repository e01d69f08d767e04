"""The worker's life: cancelling, dying, coming back, ending."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path

import pytest
import pytest_asyncio

from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Replied, Retrying
from agent_tui.model.client import DIED, KEEPS_DYING, Access, WorkerProvider
from agent_tui.model.retry import Retried
from agent_tui.model.spawn import Spawned, spawn
from tests.model.asking import GPT, events, failure, reply, request
from tests.support.openai_server import OpenAIServer, say, slow
from tests.support.scripted import FlatPrices

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def fresh(tmp_path: Path) -> AsyncIterator[WorkerProvider]:
    """A worker of its own, which only ever plays the demo."""
    client = WorkerProvider(lambda: spawn(str(tmp_path / "worker.log")), FlatPrices())
    yield client
    await client.close()


async def until(server: OpenAIServer, happened: Callable[[OpenAIServer], object]) -> None:
    await asyncio.to_thread(server.until, happened)


async def test_leaving_a_stream_closes_its_connection_at_once(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(slow("word " * 400, 0.05))
    async with aclosing(provider.reply(request(GPT))) as stream:
        await anext(stream)
        began = time.monotonic()
    assert time.monotonic() - began < 0.1
    await until(openai, lambda server: server.left)
    assert openai.left[0] - began < 0.5


async def test_cancelling_the_task_closes_its_connection_before_anything_came(
    provider: WorkerProvider, openai: OpenAIServer
) -> None:
    openai.script(slow("x", 10.0))
    task = asyncio.create_task(reply(provider, request(GPT)))
    await until(openai, lambda server: server.requests)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(openai, lambda server: server.left)
    assert openai.left[0] - began < 0.5


async def test_cancelling_leaves_other_streams_alone(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(slow("word " * 10, 0.02), slow("word " * 400, 0.02))
    stays = asyncio.create_task(reply(provider, request(GPT)))
    await until(openai, lambda server: server.requests)
    async with aclosing(provider.reply(request(GPT))) as stream:
        await anext(stream)
    assert (await stays).message.text == "word " * 10


async def test_a_cancelled_request_in_the_same_write_is_acknowledged(
    provider: WorkerProvider, openai: OpenAIServer
) -> None:
    openai.script(say("LiteLLM is loaded."))
    await reply(provider, request(GPT))
    before = provider.pid
    task = asyncio.create_task(reply(provider, request("demo")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    # A cancellation that is not acknowledged ends the worker after a second.
    await asyncio.sleep(1.2)
    assert provider.pid == before
    assert (await provider.ping()).modules > 0


async def test_the_demo_never_loads_litellm(fresh: WorkerProvider) -> None:
    assert (await reply(fresh, request("demo"))).message.text
    pong = await fresh.ping()
    assert not pong.litellm
    loaded = Path(f"/proc/{fresh.pid}/maps")
    if loaded.exists():
        assert "tiktoken" not in loaded.read_text()


async def test_requests_at_once_share_one_worker(tmp_path: Path) -> None:
    started: list[Spawned] = []

    def start() -> Spawned:
        started.append(spawn(str(tmp_path / "worker.log")))
        return started[-1]

    client = WorkerProvider(start, FlatPrices())
    await asyncio.gather(*(reply(client, request("demo")) for _ in range(4)))
    await client.close()
    assert len(started) == 1


async def test_a_killed_worker_costs_one_sentence(fresh: WorkerProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENT_DEMO_RATE", "20")

    async def ask() -> ModelFailed:
        return await failure(fresh, request("demo"))

    await fresh.ping()
    asked = asyncio.create_task(ask())
    await asyncio.sleep(0.1)
    os.kill(fresh.pid, signal.SIGKILL)
    failed = await asyncio.wait_for(asked, 2)
    assert (failed.kind, str(failed)) == (FailureKind.WORKER, DIED)
    monkeypatch.setenv("AGENT_DEMO_RATE", "0")
    assert (await reply(fresh, request("demo"))).message.text


async def test_a_killed_worker_is_replaced_within_the_turn(
    fresh: WorkerProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENT_DEMO_RATE", "20")
    await fresh.ping()
    first = fresh.pid
    asked = asyncio.create_task(events(Retried(fresh), request("demo")))
    await asyncio.sleep(0.1)
    monkeypatch.setenv("AGENT_DEMO_RATE", "0")
    os.kill(first, signal.SIGKILL)
    got = await asyncio.wait_for(asked, 5)
    assert [event.reason for event in got if isinstance(event, Retrying)] == [DIED]
    assert isinstance(got[-1], Replied)
    assert fresh.pid != first


async def test_a_worker_that_keeps_dying_is_given_up(tmp_path: Path) -> None:
    def broken() -> Spawned:
        spawned = spawn(str(tmp_path / "worker.log"))
        os.kill(spawned.pid, signal.SIGKILL)
        return spawned

    client = WorkerProvider(broken, FlatPrices())
    sentences = [str(await failure(client, request("demo"))) for _ in range(5)]
    await client.close()
    assert sentences == [*[DIED] * 4, KEEPS_DYING]


async def test_a_worker_that_cannot_be_started_is_one_sentence() -> None:
    def impossible() -> Spawned:
        raise FileNotFoundError(2, "No such file or directory")

    failed = await failure(WorkerProvider(impossible, FlatPrices()), request("demo"))
    assert str(failed) == "The model process could not be started: No such file or directory."


async def test_a_worker_ends_with_its_socket(tmp_path: Path) -> None:
    spawned = spawn(str(tmp_path / "worker.log"))
    spawned.connection.close()
    assert await asyncio.wait_for(asyncio.to_thread(os.waitpid, spawned.pid, 0), 5) == (spawned.pid, 0)


async def test_a_log_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    client = WorkerProvider(lambda: spawn(str(tmp_path / "missing" / "worker.log")), FlatPrices())
    assert (await reply(client, request("demo"))).message.text
    await client.close()


async def test_a_server_that_is_gone_is_one_sentence(provider: WorkerProvider, spawned: Spawned) -> None:
    with OpenAIServer([say("x")]) as gone:
        address = gone.base_url
    access = Access(base_url=address, api_key="k")
    provider.access, usual = access, provider.access
    failed = await failure(provider, request(GPT))
    provider.access = usual
    assert failed.kind is FailureKind.CONNECTION
    assert str(failed).startswith(f"No connection to openai: Cannot connect to host {address[7:-3]}. Check")


async def test_a_base_url_key_and_headers_of_ones_own_are_used(provider: WorkerProvider) -> None:
    with OpenAIServer([say("Here.")]) as own:
        provider.access, usual = Access(own.base_url, "own-key", headers={"X-Team": "blue"}), provider.access
        got = await reply(provider, request(GPT))
        provider.access = usual
    assert got.message.text == "Here."
    assert own.requests[0].headers["authorization"] == "Bearer own-key"
    assert own.requests[0].headers["x-team"] == "blue"


async def test_a_reply_that_takes_too_long_is_stopped(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(slow("word " * 400, 0.05))
    provider.access, usual = Access(timeout=0.3), provider.access
    failed = await failure(provider, request(GPT))
    provider.access = usual
    assert failed.kind is FailureKind.TIMEOUT
    await until(openai, lambda server: server.left)
