from __future__ import annotations

from agent_tui.core.messages import AssistantMessage, Call, Message, ToolMessage, UserMessage
from agent_tui.core.trimming import LEFT_OUT, is_stub, stub
from agent_tui.core.useful import useless
from agent_tui.core.window import Part

PAGE = "text " * 400


def weigh(part: Part) -> int:
    """A token for each character."""
    return len(part) if isinstance(part, str) else len(getattr(part, "text", ""))


def talk(*steps: tuple[str, str, str]) -> list[Message]:
    """Calls with their arguments and their results, all seen by the model."""
    messages: list[Message] = [UserMessage("go")]
    for number, (name, arguments, text) in enumerate(steps):
        messages += [AssistantMessage(calls=(Call(str(number), name, arguments),))]
        messages += [ToolMessage(str(number), name, text)]
    return [*messages, AssistantMessage("seen")]


def test_what_was_read_once_is_useful() -> None:
    assert useless(talk(("read_file", '{"path":"a"}', PAGE), ("bash", "{}", "ok"), ("bash", "{}", "ok")), weigh) == 0


def test_a_read_that_was_replaced_is_not() -> None:
    wasted = useless(talk(("read_file", '{"path":"a"}', PAGE), ("edit_file", '{"path":"a"}', "done")), weigh)
    assert len(PAGE) * 0.9 < wasted <= len(PAGE)


def test_the_same_long_result_is_useful_once() -> None:
    assert useless(talk(*[("bash", "{}", PAGE)] * 3), weigh) == 2 * len(PAGE)


def test_a_stub_is_not_useful() -> None:
    line = stub("old result of bash left out", 1_234, "/store/bash-abc.txt")
    assert is_stub(line)
    assert not is_stub(f"{line}\nmore")
    assert useless(talk(("bash", "{}", line), ("bash", "{}", LEFT_OUT)), weigh) == len(line) + len(LEFT_OUT)
