"""A running worker, shared by the tests of a run since loading LiteLLM takes seconds, and servers it talks to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from agent_tui.model.client import WorkerProvider
from agent_tui.model.spawn import Spawned, spawn
from tests.model.waiting import Waiting
from tests.support.anthropic_server import AnthropicServer
from tests.support.openai_server import OpenAIServer
from tests.support.scripted import FlatPrices


@pytest.fixture(scope="session")
def openai_running() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


@pytest.fixture(scope="session")
def anthropic_running() -> Iterator[AnthropicServer]:
    with AnthropicServer() as server:
        yield server


@pytest.fixture(scope="session")
def spawned(
    openai_running: OpenAIServer, anthropic_running: AnthropicServer, tmp_path_factory: pytest.TempPathFactory
) -> Spawned:
    """A worker whose environment names the servers, as a person's would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", openai_running.base_url)
        patch.setenv("OPENAI_API_KEY", "key-for-tests")
        patch.setenv("ANTHROPIC_BASE_URL", anthropic_running.url)
        patch.setenv("ANTHROPIC_API_KEY", "key-for-tests")
        patch.setenv("AGENT_DEMO_RATE", "0")
        return spawn(str(tmp_path_factory.mktemp("worker") / "worker.log"), "openai/gpt-4o")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def provider(spawned: Spawned) -> AsyncIterator[WorkerProvider]:
    def never() -> Spawned:
        raise AssertionError("the shared worker ended")

    client = WorkerProvider(never, FlatPrices(), ready=spawned)
    yield client
    await client.close()


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Waiting]:
    """Where workers of this test wait; they are ended with it."""
    monkeypatch.setenv("AGENT_DEMO_RATE", "0")
    # The address of a socket cannot be long.
    found = Waiting(tmp_path_factory.mktemp("w"))
    yield found
    found.close()


@pytest.fixture
def openai(openai_running: OpenAIServer) -> OpenAIServer:
    openai_running.script()
    return openai_running


@pytest.fixture
def anthropic(anthropic_running: AnthropicServer) -> AnthropicServer:
    anthropic_running.script()
    return anthropic_running
