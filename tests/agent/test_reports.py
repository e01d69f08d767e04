from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from agent_tui.agent.ledger import Ledger
from agent_tui.agent.reports import Reports
from agent_tui.core.events import CallEnded, Compacted, Sent, Spent, Trimmed, TurnBegan
from agent_tui.core.messages import Request, Usage, UserMessage
from agent_tui.core.trimming import Trim
from agent_tui.core.views import Result
from agent_tui.core.vitals import Kept
from tests.agent.test_windowed import done, short, turn
from tests.support.scripted import FlatPrices
from tests.support.windows import Narrow


def reports(narrow: Narrow, *events: TurnBegan | Spent | Compacted | Trimmed | Sent | CallEnded) -> Reports:
    ledger = Ledger()
    for event in events:
        ledger.observe(event)
    return Reports(narrow.windowed, ledger, FlatPrices())


async def test_the_parts_of_the_window_add_up_to_the_request() -> None:
    narrow = Narrow(8_000, done, short)
    narrow.conversation.add(UserMessage("here", source="environment"))
    await turn(narrow, "hello", 1, "out " * 100)
    narrow.conversation.pin(0, on=True)
    narrow.conversation.trim([Trim(3, "dropped", "[left out]")])
    items = await narrow.windowed.inspected(narrow.conversation)
    request = narrow.context.request(narrow.conversation)
    assert sum(item.tokens for item in items) == narrow.size(request)
    broken = Sent("scripted", "d", 9, 4, "trimming", 1_000, 800, 600, 0.012)
    told = await reports(narrow, TurnBegan(4, "", ()), broken).context(narrow.conversation)
    assert told.startswith(f"Next request: {narrow.size(request):,} tokens, ")
    assert "of them cached (≈ $0.0000); " in told
    assert "sure of 35%" in told
    assert "100% of it is useful" in told
    assert "Kept in memory: nothing." in told
    rows = [line.split() for line in told.splitlines()]
    assert ["5", "0", "context", "4", "0", "cached", "pinned", "$0.00000", "environment"] in rows
    assert ["7", "3", "output", "4", "0", "new", "smaller", "$0.00000", "bash", "run", "1"] in rows
    assert ["5", "4", "dialog", "4", "0", "new", "$0.00000", "reply:", "done"] in rows
    assert "100 reported" in told
    assert "broken by trimming: 4 of 9 parts held, 600 tokens went uncached (≈ $0.0120)." in told
    assert "Session: 80.0% of 1,000 tokens in 1 requests was useful." in told


async def test_what_is_kept_is_told_with_how_often_it_served() -> None:
    narrow = Narrow(8_000, done, short)
    kept = (Kept("files", 3, 1, 1_200), Kept("token counts", 7, 2))
    told = await Reports(narrow.windowed, Ledger(), FlatPrices(), lambda: kept).context(narrow.conversation)
    assert "Kept in memory: files 3 of 4 times (1,200 bytes), token counts 7 of 9 times." in told


def test_costs_are_told_by_model_and_turn() -> None:
    one, two = Usage(1_000, 100, cached_tokens=400, cost=0.01), Usage(2_000, 0, cost=0.02, priced=False)
    first, second = Spent("a/x", one, one, one, 0, 0), Spent("b/y", two, two, two, 0, 0)
    spent = reports(Narrow(0, done, short), TurnBegan(1, "", ()), first, TurnBegan(2, "", ()), second)
    told = spent.cost().splitlines()
    assert told[1].split() == ["a/x", "1,100", "400", "$0.0100"]
    assert told[3].split() == ["turn", "1", "1,100", "400", "$0.0100"]
    assert told[-1].split() == ["session", "3,100", "400", "more", "than", "$0.0300"]
    assert reports(Narrow(0, done, short)).cost() == "Nothing was spent yet."


def test_what_was_made_smaller_is_told_with_its_reason() -> None:
    trims = (Trim(1, "output", won=2_500, what="bash make"), Trim(2, "output"), Trim(4, "cut"))
    told = reports(
        Narrow(0, done, short),
        TurnBegan(3, "", ()),
        Trimmed(trims, 9_000, 5_000),
        Compacted(7_000, 2_000, 12, (), 4, auto=True, said=3),
    ).truncations()
    assert "turn 3  9,000 → 5,000  2 × old result left out, 1 × result cut to the window" in told
    assert "        2,500          bash make" in told
    assert "7,000 → 2,000  compaction, automatic: 12 folded, 4 kept, 0 dropped" in told
    assert "Nothing" in reports(Narrow(0, done, short)).truncations()


async def test_the_next_request_is_written_and_no_file_is_overwritten(tmp_path: Path) -> None:
    narrow = Narrow(8_000, done, short)
    narrow.conversation.add(UserMessage("hello"))
    path = tmp_path / "request.json"
    told = await reports(narrow).dump(narrow.conversation, path)
    assert msgspec.json.decode(path.read_bytes(), type=Request) == narrow.context.request(narrow.conversation)
    assert f"{path.stat().st_size:,} bytes" in told
    with pytest.raises(FileExistsError):
        await reports(narrow).dump(narrow.conversation, path)


async def test_each_request_tells_how_far_it_extends_the_last() -> None:
    narrow = Narrow(8_000, done, short)
    seen = [event for number in range(40) for event in await turn(narrow, f"words {number}", number, "o" * 2_000)]
    sent = [event for event in seen if isinstance(event, Sent)]
    assert (sent[0].kept, sent[0].cause) == (0, "")
    assert (sent[1].kept, sent[1].cause) == (sent[0].blocks, "")
    assert {one.cause for one in sent} <= {"", "trimming", "compaction"}
    assert sum(bool(one.cause) for one in sent) >= sum(isinstance(event, Compacted) for event in seen) > 0


async def test_tools_are_told_with_what_came_of_their_calls() -> None:
    narrow = Narrow(8_000, done, short)
    await turn(narrow, "hello", 1, "out " * 100)
    calls = (
        CallEnded("1", "bash", Result("x"), 1.5),
        CallEnded("2", "bash", Result("no", failed=True), 0.5),
        CallEnded("3", "grep", Result("y"), 0.1),
    )
    told = (await reports(narrow, *calls).tools(narrow.conversation)).splitlines()
    assert told[1].split()[:4] == ["bash", "2", "1", "2.0"]
    assert int(told[1].split()[4]) > 0
    assert told[2].split() == ["grep", "1", "0", "0.1", "0", "0%"]
    assert await reports(narrow).tools(narrow.conversation) == "No tool was called yet."
