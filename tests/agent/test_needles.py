"""Twenty facts at all depths of a long talk, and what three compactions leave of them."""

from __future__ import annotations

import pytest

from agent_tui.core.events import Compacted
from agent_tui.core.messages import Call, Request, ToolMessage, UserMessage
from tests.support.scripted import say
from tests.support.windows import Narrow

TURNS = 60
SAID = (
    "answer in at most three sentences",
    "the port is 4711",
    "the commit to keep is 9f86d081884c7d65",
    "the fixture lies in /srv/data/fixtures/ledger.csv",
    "do not touch src/legacy/tax.py",
    "the release goes out on Thursday",
    "amounts are in cents, never in euros",
    "the customer is called Ada Lovelace",
)
FAILED = tuple(f"tests/test_{name}.py" for name in ("cart", "money", "tax", "ship"))
CHANGED = tuple(f"src/{name}.py" for name in ("cart", "money", "ship"))
TOOL_ONLY = ("rate 0.0725", "build 8841", "host db-7.internal", "checksum 5feceb66", "uptime 42 days")
DEPTHS = [5 + round(at * 90 / 19) for at in range(20)]
"""Per cent of the talk."""


def echo_half(request: Request) -> str:
    """Half of what tools alone brought, and all that an earlier summary had of it."""
    told = [message.text for message in request.messages if isinstance(message, ToolMessage)]
    new = [fact for fact in TOOL_ONLY if any(fact in text for text in told)]
    earlier = "\n".join(
        one.text for one in request.messages if isinstance(one, UserMessage) and one.source == "summary"
    )
    return "\n".join([*new[::2], earlier]) or "nothing"


class Haystack:
    """A talk with a fact at each depth, which is compacted three times on its way."""

    def __init__(self, *, keeps_half: bool) -> None:
        self.narrow = Narrow(
            200_000, lambda _: say("done"), lambda one: say(echo_half(one) if keeps_half else "SUMMARY")
        )
        planted = [*SAID, *FAILED, *CHANGED, *TOOL_ONLY]
        self._facts = {TURNS * depth // 100: fact for depth, fact in zip(DEPTHS, _mixed(planted), strict=True)}

    async def build(self) -> None:
        for number in range(TURNS):
            self._turn(number, self._facts.get(number, ""))
            await self.narrow.request()
            if number in (TURNS // 3, 2 * TURNS // 3, TURNS - 1):
                await self._compact()

    async def _compact(self) -> None:
        talk = self.narrow.conversation
        before = talk.messages
        assert [type(one) async for one in self.narrow.windowed.compact(talk)] == [Compacted]
        assert talk.unfold()
        assert talk.messages == before
        assert [type(one) async for one in self.narrow.windowed.compact(talk)] == [Compacted]

    def _turn(self, number: int, fact: str) -> None:
        talk = self.narrow.conversation
        talk.add(UserMessage(fact if fact in SAID else f"go on {number}"))
        hay = f"line {number} of a log " * 120
        if fact in FAILED:
            self._call(number, "bash", f'{{"command":"pytest {fact}"}}', f"{hay}\n1 failed", failed=True)
        elif fact in CHANGED:
            self._call(number, "edit_file", f'{{"path":"{fact}"}}', hay)
        else:
            self._call(number, "bash", '{"command":"tail log"}', hay + (fact if fact in TOOL_ONLY else ""))

    def _call(self, number: int, name: str, arguments: str, text: str, *, failed: bool = False) -> None:
        call = Call(str(number), name, arguments)
        self.narrow.conversation.add(say("", call).message)
        self.narrow.conversation.answer(ToolMessage(call.id, name, text, failed=failed))

    def left(self, facts: tuple[str, ...]) -> list[str]:
        """Those of `facts` that the next request still has, as the person, the code or the summary says them."""
        said = "\n".join(message.text for message in self.narrow.context.request(self.narrow.conversation).messages)
        return [fact for fact in facts if fact in said]


def _mixed(facts: list[str]) -> list[str]:
    """The facts so that each kind lies at all depths."""
    return [facts[at * 7 % len(facts)] for at in range(len(facts))]


@pytest.mark.parametrize("keeps_half", [False, True])
async def test_what_was_said_and_what_code_knows_survives_whole(keeps_half: bool) -> None:
    haystack = Haystack(keeps_half=keeps_half)
    await haystack.build()
    assert haystack.left(SAID) == list(SAID)
    assert haystack.left(FAILED) == list(FAILED)
    assert haystack.left(CHANGED) == list(CHANGED)
    if keeps_half:
        assert len(haystack.left(TOOL_ONLY)) * 2 >= len(TOOL_ONLY)
