from __future__ import annotations

from agent_tui.core.conversation import Conversation
from agent_tui.core.messages import AssistantMessage, UserMessage
from agent_tui.core.trimming import Trim
from agent_tui.core.ways import Ways


def test_a_talk_goes_back_and_forth() -> None:
    ways = Ways[str]().begun(1, "empty").begun(2, "one")
    assert [ways.to(turn) for turn in (1, 2, 3)] == ["empty", "one", None]
    gone = ways.back(2, "two", ("a.py",))
    assert [point.turn for point in gone.points] == [1]
    assert gone.end is not None
    assert (gone.end.stand, gone.end.files) == ("two", ("a.py",))
    assert gone.forth("one") == ways


def test_each_end_is_returned_to_in_turn() -> None:
    ways = Ways[str]().begun(1, "empty").begun(2, "one").begun(3, "two")
    twice = ways.back(3, "three").back(1, "two")
    assert [end.stand for end in twice.ends] == ["three", "two"]
    assert twice.forth("empty").forth("two") == ways


def test_what_was_said_after_going_back_is_not_lost_by_going_forth() -> None:
    ways = Ways[str]().begun(1, "empty").begun(2, "one")
    branch = ways.back(2, "two").begun(3, "one").back(1, "another two")
    forth = branch.forth("empty")
    assert [point.turn for point in forth.points] == [1, 3]
    old = forth.forth("another two")
    assert [point.turn for point in old.points] == [1, 2]
    assert old.end is not None
    assert old.end.stand == "another two"


def test_a_stand_stays_as_it_was_whatever_happens_to_the_talk() -> None:
    talk = Conversation([UserMessage("one"), AssistantMessage("1", reasoning="because")])
    before, stand = talk.messages, talk.stand
    talk.add(UserMessage("two"))
    talk.pin(0, on=True)
    talk.trim([Trim(1, "dropped", "left out")])
    trimmed, after_trim = talk.stand, talk.messages
    talk.untrim(1)
    talk.fold([UserMessage("summary")], 1)
    talk.return_to(stand)
    assert talk.messages == before
    talk.return_to(trimmed)
    assert talk.messages == after_trim
    assert talk.untrim(1)
    assert talk.messages[1] == before[1]
