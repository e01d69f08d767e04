from __future__ import annotations

import pytest

from agent_tui.core.labels import calls_of, label
from agent_tui.core.mentions import attached
from agent_tui.core.messages import AssistantMessage, Call, Message, Request, ToolMessage, UserMessage
from agent_tui.core.window import items

CALLS = (
    Call("1", "read_file", '{"path":"src/cart.py","offset":40}'),
    Call("2", "bash", '{"command":"make\\n test \\u001b[31m"}'),
    Call("3", "apply_patch", '{"patch":"*** Update File: a.py\\n*** Add File: b.py"}'),
    Call("4", "odd", "not json"),
)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (ToolMessage("1", "read_file", "text"), "read_file src/cart.py"),
        (ToolMessage("2", "bash", "text"), "bash make test"),
        (ToolMessage("3", "apply_patch", "text"), "apply_patch a.py b.py"),
        (ToolMessage("4", "odd", "text"), "odd"),
        (ToolMessage("9", "read_file", "text"), "read_file"),
        (UserMessage("fix\nit"), "you: fix it"),
        (UserMessage("<said>\nthe port is 4711\n</said>", source="said"), "said: the port is 4711"),
        (UserMessage(attached("src/a b.py:1-9", "text"), source="mention"), "@src/a b.py:1-9"),
        (UserMessage("<user_command>\n$ make\nprinted\n</user_command>", source="command"), "command: $ make printed"),
        (UserMessage("<environment>\nx", source="environment"), "environment"),
        (AssistantMessage("Done.\nAll of it."), "reply: Done. All of it."),
        (AssistantMessage(calls=CALLS[:2]), "reply: read_file, bash"),
        (UserMessage("x" * 90), "you: " + "x" * 48 + "…"),
    ],
)
def test_a_message_is_known_again_by_what_it_is_about(message: Message, told: str) -> None:
    assert label(message, calls_of([AssistantMessage(calls=CALLS)])) == told


def test_what_comes_with_the_persons_words_is_of_their_turn() -> None:
    talk = (
        UserMessage("page", source="summary"),
        UserMessage("here", source="environment"),
        UserMessage("one"),
        AssistantMessage("a"),
        UserMessage("mode", source="reminder"),
        UserMessage("two"),
        UserMessage("three"),
    )
    found = items(Request("m", "", (), talk), lambda _: 1)[1:]
    assert [item.turns_back for item in found] == [-1, 2, 2, 2, 1, 1, 0]


def test_what_the_person_brings_in_is_no_dialog() -> None:
    talk = tuple(UserMessage("x", source=source) for source in ("mention", "command", "person"))
    found = items(Request("m", "", (), talk), lambda _: 1)[1:]
    assert [item.category for item in found] == ["context", "output", "dialog"]
