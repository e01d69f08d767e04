"""A provider of OpenAI's form that bills each request to the token, fails now and then, and always wants more work."""

from __future__ import annotations

import itertools
import json
import threading
from typing import Any

from agent_tui.model.tokens import TokenCounter
from tests.support.http_server import Answer, status
from tests.support.openai_server import OpenAIServer, calls, cut_text, say

MODEL = "openai/gpt-4o"
INPUT, OUTPUT = 2.5e-6, 1e-5
"""US dollars a token, as LiteLLM's table has them."""
_WORDS = 600
"""Tokens of an answer, where the request allows as many."""
_MESSAGE = 3
"""Tokens around each message."""
_PAUSE = 0.1
_READS = 3
"""Files that each task reads before it answers."""
_FAILING, _LIMITING, _CUTTING = 7, 11, 17
"""Each so many requests one fails, is refused for its rate, or is answered by half."""


class BillingServer(OpenAIServer):
    """Asked by the agent it gives three tasks away at once; asked by a task it reads files and then answers."""

    def __init__(self) -> None:
        super().__init__(always=self._reply)
        self.tokens = 0
        self.dollars = 0.0
        self.retried = 0
        """Requests that were failed or refused."""
        self._counter = TokenCounter()
        assert self._counter.load()
        self._counting = threading.Lock()
        self._numbers = itertools.count(1)

    def _reply(self, body: dict[str, Any]) -> Answer:
        with self._counting:
            number = next(self._numbers)
            if number % _FAILING == 0 or number % _LIMITING == 0:
                self.retried += 1
                code = 500 if number % _FAILING == 0 else 429
                return status(code, {"error": {"message": "Not now."}}, retry_after="0")
            usage = self._bill(body)
        if number % _CUTTING == 0:
            return _late(cut_text("half an answer"))
        return _late(_work(body, number, usage))

    def _bill(self, body: dict[str, Any]) -> dict[str, Any]:
        given = count(self._counter, body)
        made = min(body.get("max_tokens") or _WORDS, _WORDS)
        self.tokens += given + made
        self.dollars += given * INPUT + made * OUTPUT
        return {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}


def count(counter: TokenCounter, body: dict[str, Any]) -> int:
    """Tokens of a request as it came in."""
    said = sum(counter.plain(_text(message)) + _MESSAGE for message in body["messages"])
    return said + counter.plain(json.dumps(body["tools"], separators=(",", ":")))


def _text(message: dict[str, Any]) -> str:
    wanted = message.get("tool_calls") or ()
    called = "".join(one["function"]["name"] + one["function"]["arguments"] for one in wanted)
    return f"{message.get('content') or ''}{called}"


def _work(body: dict[str, Any], number: int, usage: dict[str, Any]) -> Answer:
    if any(tool["function"]["name"] == "task" for tool in body["tools"]):
        return calls(*[("task", {"prompt": f"Look at part {number}.{part}."}) for part in range(3)], usage=usage)
    read = sum(message["role"] == "tool" for message in body["messages"])
    if read < _READS:
        return calls(("read_file", {"path": "README.md"}), usage=usage)
    return say("It adds up carts.", usage=usage)


def _late(answer: Answer) -> Answer:
    return Answer((_PAUSE, *answer.body), answer.status, answer.headers, answer.end)
