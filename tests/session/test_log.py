from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent_tui.core.errors import UserError
from agent_tui.core.events import (
    CallEnded,
    Cleared,
    Compacted,
    Delta,
    EffortChanged,
    Event,
    Notice,
    Renamed,
    Replied,
    SessionBegan,
    Spent,
    TurnBegan,
)
from agent_tui.core.mask import masked
from agent_tui.core.messages import AssistantMessage, Call, ToolMessage, Usage, UserMessage
from agent_tui.core.verdicts import Mode
from agent_tui.core.views import Result
from agent_tui.session.fork import forked
from agent_tui.session.index import directory, entries, matching, new_id, newest
from agent_tui.session.log import Log, read
from agent_tui.session.restore import restored

BEGAN = SessionBegan("s", "/p", "demo", Mode.EDITS, "1")
SAID = UserMessage("hello")
ASKED = AssistantMessage("", calls=(Call("c1", "read_file", "{}"), Call("c2", "grep", "{}")))
TALK: tuple[Event, ...] = (
    BEGAN,
    TurnBegan(1, "hello", (SAID,)),
    Replied(ASKED, Usage(), "tool_calls", 0.1),
    CallEnded("c2", "grep", Result("two"), 0.1),
    CallEnded("c1", "read_file", Result("one"), 0.1),
)


def written(path: Path, *events: Event) -> Path:
    log = Log(path, lambda: 7.0)
    for event in events:
        log.append(event)
    log.close()
    return path


async def test_events_come_back_as_they_went_in_private_and_durable(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "s.jsonl"
    log = Log(path, lambda: 7.0)
    for event in (*TALK, Delta("text", "gone")):
        log.append(event)
    await log.sync()
    log.close()
    assert list(read(path)) == [(7.0, event) for event in TALK]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_torn_line_and_unknown_events_are_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path / "s.jsonl", BEGAN)
    whole = path.read_bytes()
    path.write_bytes(
        b"\xef\xbb\xbf" + whole + b'{"v":1,"at":1,"event":{"type":"later"}}\n{"v":2,"at":1,"event":{}}\n' + whole[:20]
    )
    written(path, Cleared())
    assert [event for _, event in read(path)] == [BEGAN, Cleared()]


def test_two_writers_never_share_a_session(tmp_path: Path) -> None:
    first = Log(tmp_path / "s.jsonl", lambda: 0.0)
    with pytest.raises(UserError, match="Another agent has this session open"):
        Log(tmp_path / "s.jsonl", lambda: 0.0)
    first.close()
    written(tmp_path / "s.jsonl", BEGAN)


def test_where_nothing_can_be_written_the_session_goes_on_and_says_so_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told: list[str] = []
    log = Log(tmp_path / "file" / "s.jsonl", lambda: 0.0, broken=told.append)
    log.append(BEGAN)
    log.append(Cleared())
    assert len(told) == 1
    assert "cannot be resumed" in told[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_disk_costs_one_sentence(tmp_path: Path) -> None:
    link = tmp_path / "s.jsonl"
    link.symlink_to("/dev/full")
    told: list[str] = []
    log = Log(link, lambda: 0.0, broken=told.append)
    log.append(BEGAN)
    log.append(Cleared())
    log.close()
    assert len(told) == 1


@pytest.mark.parametrize("place", ["file/s.jsonl", "full.jsonl"])
def test_what_went_wrong_before_anybody_could_be_told_is_told_then(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "full.jsonl").symlink_to("/dev/full")
    told: list[str] = []
    log = Log(tmp_path / place, lambda: 0.0)
    log.append(BEGAN)
    log.broken = told.append
    log.append(Cleared())
    log.append(Cleared())
    log.close()
    assert len(told) == 1


def test_secrets_do_not_reach_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    log = Log(path, lambda: 0.0, lambda text: masked(text, ("opaque-value-1",)))
    log.append(Notice("sk-abcdefghijklmnopqrstuvwx and opaque-value-1 and https://me:pass@host/"))
    log.close()
    assert [event for _, event in read(path)] == [Notice("[secret] and [secret] and https://[secret]@host/")]


def test_a_conversation_comes_back_valid() -> None:
    state = restored(TALK)
    assert state.messages == (
        SAID,
        ASKED,
        ToolMessage("c1", "read_file", "one"),
        ToolMessage("c2", "grep", "two"),
    )
    assert (state.model, state.mode, state.turn, state.history) == ("demo", Mode.EDITS, 1, TALK)


def test_the_chosen_effort_comes_back() -> None:
    assert restored(TALK).effort is None
    assert restored((*TALK, EffortChanged("high"), EffortChanged(""))).effort == ""


def test_a_call_that_was_cut_off_gets_a_result() -> None:
    last = restored(TALK[:-1]).messages[2]
    assert isinstance(last, ToolMessage)
    assert (last.call_id, last.failed) == ("c1", True)


def test_compaction_and_clearing_hold_after_a_restart() -> None:
    summary = UserMessage("so far", source="summary")
    page = restored((*TALK, Compacted(10, 5, 3, (summary,), keep=1)))
    assert page.messages[0] == summary
    assert restored((*TALK, Cleared())).messages == ()


def test_the_newest_session_of_a_directory_is_listed_first(tmp_path: Path) -> None:
    place = directory(tmp_path, Path("/some/shop"))
    assert place != directory(tmp_path, Path("/other/shop"))
    old, new = place / f"{new_id()}.jsonl", place / f"{new_id()}.jsonl"
    for age, path in ((20, old), (10, new)):
        written(path, *TALK)
        os.utime(path, (1e9 - age, 1e9 - age))
    written(place / "empty.jsonl", BEGAN)
    found = list(entries(place))
    assert [entry.session_id for entry in found] == [new.stem, old.stem]
    assert (found[0].first_words, found[0].turns) == ("hello", 1)
    assert matching(place, old.stem) == [old]
    assert newest(place) == new
    assert newest(tmp_path / "none") is None


def test_a_list_tells_the_name_the_cost_and_the_last_words(tmp_path: Path) -> None:
    cost = Usage(9, 1, cost=0.5)
    more = (TurnBegan(2, "and then?", (UserMessage("and then?"),)), Spent("m", cost, cost, cost, 10, 100))
    written(tmp_path / "a.jsonl", *TALK, *more, Renamed("coupons"), Renamed("cart"))
    (found,) = entries(tmp_path)
    assert (found.name, found.first_words, found.last_words) == ("cart", "hello", "and then?")
    assert (found.turns, found.cost, found.priced) == (2, 0.5, True)


def test_a_fork_goes_its_own_way(tmp_path: Path) -> None:
    place, outputs = tmp_path / "sessions", tmp_path / "outputs"
    written(place / "a.jsonl", *TALK)
    (outputs / "a" / "undo").mkdir(parents=True)
    (outputs / "a" / "undo" / "1").write_text("before")
    before = (place / "a.jsonl").read_bytes()
    copy_id = forked(place, outputs, "a")
    written(place / f"{copy_id}.jsonl", Renamed("another way"))
    assert (place / "a.jsonl").read_bytes() == before
    assert (outputs / copy_id / "undo" / "1").read_text() == "before"
    copied = place / f"{copy_id}.jsonl"
    assert [event for _, event in read(copied)] == [*TALK, Renamed("another way")]
    assert copied.stat().st_mode & 0o777 == 0o600
