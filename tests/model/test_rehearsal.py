"""After the rehearsal, the first real request finds everything loaded."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.anthropic_server import AnthropicServer
from tests.support.anthropic_server import say as say_anthropic
from tests.support.openai_server import OpenAIServer, say

_PROGRAM = """
import asyncio, sys
from contextlib import aclosing
from agent_tui.core.messages import Request, UserMessage
from agent_tui.model.rehearsal import rehearse
from agent_tui.model.wire import Complete, Done
from agent_tui.model.worker_litellm import stream

async def main(model, base_url):
    before = len(sys.modules)
    await rehearse(model)
    rehearsed = len(sys.modules)
    job = Complete(1, Request(model, "", (), (UserMessage("hello"),)), base_url, "key")
    async with aclosing(stream(job)) as source:
        frames = [frame async for frame in source]
    assert isinstance(frames[-1], Done)
    print(rehearsed - before, len(sys.modules) - rehearsed)

asyncio.run(main(*sys.argv[1:]))
"""


def loaded(model: str, base_url: str, **env: str) -> tuple[int, int]:
    """How many modules the rehearsal loaded, and how many a request after it."""
    environment = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", **env}
    command = [sys.executable, "-c", _PROGRAM, model, base_url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=120)
    rehearsal, request = done.stdout.split()[-2:]
    return int(rehearsal), int(request)


def test_a_request_after_the_rehearsal_loads_nothing_more(openai: OpenAIServer, anthropic: AnthropicServer) -> None:
    openai.script(say("hello"))
    anthropic.script(say_anthropic("hello"))
    for model, base_url in (("openai/gpt-4o", openai.base_url), ("anthropic/claude-sonnet-4-5", anthropic.url)):
        rehearsal, asked = loaded(model, base_url)
        assert rehearsal > 0
        assert asked == 0


def test_a_proxy_is_not_asked_for_the_rehearsal(openai: OpenAIServer) -> None:
    openai.script(say("hello"))
    proxy = {"http_proxy": openai.url, "no_proxy": ""}
    rehearsal, _ = loaded("openai/gpt-4o", "http://provider.invalid/v1", **proxy)
    assert rehearsal == 0
    assert [asked.path for asked in openai.requests] == ["http://provider.invalid/v1/chat/completions"]


def test_a_list_of_hosts_without_a_proxy_is_no_proxy(openai: OpenAIServer) -> None:
    openai.script(say("hello"))
    rehearsal, asked = loaded("openai/gpt-4o", openai.base_url, no_proxy="127.0.0.1")
    assert (rehearsal > 0, asked) == (True, 0)
