from __future__ import annotations

import pytest

from agent_tui.agent.remedy import remedy
from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.model.failure import failure


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (400, "bad field"),
        (401, "wrong key"),
        (404, "no such model"),
        (400, "prompt is too long"),
        (402, "credit balance"),
        (429, "slow down"),
        (500, "oops"),
        (504, "timeout"),
        (529, "overloaded"),
    ],
)
def test_each_failure_of_a_provider_says_what_to_do_once(status: int, text: str) -> None:
    failed = failure("openai/gpt", status, text)
    said = f"{failed} {remedy(failed)}"
    assert said.count("/model") + said.count("/compact") == 1


def test_what_says_it_itself_gets_no_other_remedy() -> None:
    assert remedy(ModelFailed(FailureKind.REFUSED, "The model process keeps ending; see its log.")) == ""
