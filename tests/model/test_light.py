"""What may be imported when, told by interpreters of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest


def modules_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "banned"),
    [
        ("import agent_tui.model.spawn", {"asyncio", "subprocess", "msgspec", "typing", "litellm"}),
        ("import agent_tui.model.client, agent_tui.model.retry", {"litellm", "tiktoken", "httpx", "pydantic"}),
        ("import agent_tui.model.catalog, agent_tui.model.tokens", {"litellm", "tiktoken", "httpx", "diskcache"}),
        ("import agent_tui.model.worker", {"litellm", "tiktoken", "httpx", "pydantic"}),
        (
            "from agent_tui.model import catalog, pricelist; catalog.Catalog(pricelist.bundled).window('openai/gpt-5')",
            {"litellm", "httpx", "pydantic"},
        ),
        ("from agent_tui.model.tokens import *; assert TokenCounter().load()", {"litellm", "httpx"}),
    ],
)
def test_imports_are_light(statement: str, banned: set[str]) -> None:
    assert banned & modules_after(statement) == set()
