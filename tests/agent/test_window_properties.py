"""What holds of every request, whatever the talk."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tui.core.conversation import normalised
from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Compacted, Event, Sent, Stopped, Trimmed
from agent_tui.core.messages import Call, Message, Request, ToolMessage, UserMessage
from agent_tui.core.ops import Say
from agent_tui.core.verdicts import Mode
from tests.agent.test_engine import Bench
from tests.support.scripted import say
from tests.support.windows import SUMMARISE, SYSTEM, TOOLS, Narrow

Step = tuple[str, int]
"""A tool and the characters it brings."""
_steps = st.lists(st.tuples(st.sampled_from(("bash", "read_file")), st.integers(1, 12_000)), max_size=4)
_mentions = st.lists(st.integers(1, 20_000), max_size=2)
_turns = st.lists(st.tuples(st.integers(1, 3_000), _mentions, _steps), min_size=1, max_size=14)
_COMPACTED_FROM = 0.8


class Talk:
    """A random talk; each request that goes out is held against the rules."""

    def __init__(self, window: int) -> None:
        self.narrow = Narrow(window, lambda _: say("done"), lambda _: say("SUMMARY"))
        self.refused: FailureKind | None = None
        """Why the talk ended early."""
        self._before: tuple[Message, ...] = ()

    async def go(self, turns: list[tuple[int, list[int], list[Step]]]) -> None:
        talk = self.narrow.conversation
        for number, (length, mentions, steps) in enumerate(turns):
            for at, size in enumerate(mentions):
                talk.add(UserMessage(f"mention {number}.{at} ".ljust(size, "m"), source="mention"))
            words = UserMessage(f"words {number} ".ljust(length, "w"))
            talk.add(words)
            for at, (tool, size) in enumerate(steps):
                call = Call(f"{number}.{at}", tool, f'{{"path":"f{at}"}}')
                talk.add(say("", call).message)
                talk.answer(ToolMessage(call.id, tool, "o" * size))
            try:
                events = await self.narrow.request()
            except ModelFailed as failure:
                # More was said at once than the window takes: that is told in a sentence, and the talk ends here.
                self.refused = failure.kind
                return
            self._check(words, events)
            if not steps:
                self._check_mentions(words, [f"mention {number}.{at} " for at in range(len(mentions))])

    def _last(self) -> Request:
        """The last request that asked for no summary."""
        return [one for one in self.narrow.provider.heard if not one.messages[-1].text.startswith(SUMMARISE)][-1]

    def _check(self, words: UserMessage, events: list[Event]) -> None:
        request = self._last()
        space = self.narrow.windowed.space()
        assert self.narrow.size(request) <= space
        assert (request.system, request.tools) == (SYSTEM, TOOLS)
        assert words in request.messages
        assert list(request.messages) == normalised(request.messages)
        for event in events:
            if isinstance(event, Trimmed):
                assert event.before_tokens > space
            if isinstance(event, Compacted):
                assert event.before_tokens > space * _COMPACTED_FROM
        self._check_prefix(request, events)

    def _check_mentions(self, words: UserMessage, mentions: list[str]) -> None:
        """What came with the words of the turn stands right before them, as far as there is room."""
        messages = self._last().messages
        at = messages.index(words)
        before = messages[at - len(mentions) : at]
        assert all(one.text.startswith(begin) for one, begin in zip(before, mentions, strict=True))

    def _check_prefix(self, request: Request, events: list[Event]) -> None:
        extends = request.messages[: len(self._before)] == self._before
        sent = next(event for event in events if isinstance(event, Sent))
        assert bool(sent.cause) is not extends
        assert extends or any(isinstance(event, Trimmed | Compacted) for event in events)
        self._before = request.messages


@settings(max_examples=40, deadline=None)
@given(_turns, st.sampled_from((4_000, 8_000, 30_000, 200_000)))
def test_every_request_fits_is_whole_and_extends_the_last_unless_an_event_says_why(
    turns: list[tuple[int, list[int], list[Step]]], window: int
) -> None:
    talk = Talk(window)
    asyncio.run(talk.go(turns))
    assert talk.refused in (None, FailureKind.CONTEXT)


class OverMidnight(Bench):
    """Each look at the clock finds another day."""

    day = 0

    async def _environment(self, mode: Mode) -> str:
        self.day += 1
        return f"Date: 2026-01-0{self.day}"


async def test_a_request_extends_the_last_also_over_midnight() -> None:
    bench = OverMidnight(say("one"), say("two"), say("three"))
    for words in ("a", "b", "c"):
        bench.engine.send(Say(words))
    events = await bench.until(Stopped, 3)
    first, *later = bench.provider.heard
    assert "2026-01-01" in first.messages[0].text
    for before, after in zip([first, *later], later, strict=False):
        assert after.messages[: len(before.messages)] == before.messages
    assert not [event for event in events if isinstance(event, Sent) and event.cause]
