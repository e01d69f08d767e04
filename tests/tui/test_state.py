"""The reducer: one event after another, and what the screen is then told."""

from __future__ import annotations

from typing import Literal, get_args

import pytest

from agent_tui.core import events as e
from agent_tui.core.conversation import INTERRUPTED
from agent_tui.core.effects import Reads
from agent_tui.core.events import Event
from agent_tui.core.messages import AssistantMessage, Call, Usage, UserMessage
from agent_tui.core.verdicts import Mode
from agent_tui.core.views import BackgroundJob, Question, Questions, Result, Screen, Text, Todo, Todos
from agent_tui.core.window import Category
from agent_tui.tui.entries import Batch, Note, Reply, Said, Table, Thought, ToolCall
from agent_tui.tui.paint.entry import draw, opens
from agent_tui.tui.paint.look import Look
from agent_tui.tui.paint.palette import palette
from agent_tui.tui.state import ViewState, note, reduce, sent, table
from agent_tui.tui.theme import DARK
from tests.tui.support import BATCH, BATCH_END, DIFF, began, call_began, call_ended, replied, spent


def after(*events: Event, state: ViewState | None = None) -> ViewState:
    state = state or ViewState()
    for event in events:
        state = reduce(state, event)
    return state


def test_the_session_says_which_model_and_mode() -> None:
    state = after(e.SessionBegan("s", "/", "openai/gpt", Mode.EDITS, "1"))
    assert (state.model, state.mode) == ("openai/gpt", Mode.EDITS)


def test_a_turn_shows_what_was_said_and_takes_it_off_the_queue() -> None:
    state = after(began("hello"), state=sent(sent(ViewState(), "hello"), "next"))
    assert isinstance(state.entries[0], Said)
    assert state.entries[0].text == "hello"
    assert state.queued == ("next",)
    assert state.working


def test_only_words_of_the_person_that_steer_are_shown() -> None:
    state = after(e.Steered(UserMessage("stop that")), e.Steered(UserMessage("the plan", source="reminder")))
    assert [entry.text for entry in state.entries if isinstance(entry, Said)] == ["stop that"]
    assert len(state.entries) == 1


def test_a_request_says_what_its_tokens_are_there_for() -> None:
    state = after(e.Sent("m", "d", 1, 1, sizes={Category.SYSTEM: 1_702, Category.DIALOG: 40}))
    assert state.sizes == {Category.SYSTEM: 1_702, Category.DIALOG: 40}
    assert after(e.Cleared(), state=state).sizes == {}


def test_jobs_are_those_of_the_last_change() -> None:
    first, second = BackgroundJob("1", "npm run\x1b[2J dev", True), BackgroundJob("2", "make", False, 2)
    state = after(e.JobsChanged((first,)), e.JobsChanged((first, second)))
    assert [(job.id, job.running, job.exit_code) for job in state.jobs] == [("1", True, None), ("2", False, 2)]
    assert "\x1b" not in state.jobs[0].command


def test_a_step_closes_what_the_last_one_left_open() -> None:
    state = after(e.Delta("text", "half"), e.StepBegan(2, "other"))
    assert state.entries == (Reply(1, "half"),)
    assert (state.model, state.reply, state.doing) == ("other", -1, "waiting for the model")


def test_deltas_grow_one_thought_and_one_reply() -> None:
    state = after(
        *(e.Delta("reasoning", word) for word in ("so ", "so")), *(e.Delta("text", word) for word in ("a", "b"))
    )
    assert state.entries == (Thought(1, "so so", open=True), Reply(2, "ab", open=True))
    assert after(e.Delta("call", "bash"), state=state).doing == "writing bash"


def test_a_delta_of_white_space_alone_begins_nothing() -> None:
    assert after(e.Delta("text", "\n\n")).entries == ()


def test_without_streaming_an_answer_appears_once_it_is_whole() -> None:
    state = after(e.Delta("text", "par"), state=ViewState(streaming=False))
    assert state.entries == ()
    assert after(replied("part"), state=state).entries == (Reply(1, "part"),)


def test_a_reply_replaces_what_streamed_of_it() -> None:
    state = after(e.Delta("reasoning", "hm"), e.Delta("text", "ab"), replied("abc", "hmm"))
    assert state.entries == (Thought(1, "hmm", seconds=3.2), Reply(2, "abc"))
    assert state.answer == "abc"


def test_an_interrupted_reply_says_so() -> None:
    message = AssistantMessage("half", interrupted=True)
    state = after(e.Replied(message, Usage(), "interrupted", 1.0))
    assert state.entries == (Reply(1, "half", interrupted=True),)


def test_a_retry_voids_what_streamed() -> None:
    state = after(began("x"), e.Delta("text", "void"), e.Retrying("Overloaded.", 2, 1.5))
    assert not any(isinstance(entry, Reply) for entry in state.entries)
    assert isinstance(state.entries[-1], Note)
    assert "Trying again in 1.5 s" in state.entries[-1].text


def test_a_batch_holds_its_calls_and_ends() -> None:
    state = after(*BATCH)
    (batch,) = state.entries
    assert isinstance(batch, Batch)
    assert [call.title for call in batch.calls] == ["shop/cart.py", "shop/coupon.py", "tests/test_cart.py"]
    (batch,) = after(*BATCH_END, state=state).entries
    assert isinstance(batch, Batch)
    assert (batch.open, batch.seconds) == (False, 0.04)
    assert {call.phase for call in batch.calls} == {"done"}


def test_a_call_runs_prints_and_ends() -> None:
    state = after(call_began("c", "bash", "ls"), e.CallProgress("c", "one\n"), e.CallProgress("c", "two\n"))
    (call,) = state.entries
    assert isinstance(call, ToolCall)
    assert (call.phase, call.tail) == ("running", "one\ntwo\n")
    (call,) = after(call_ended("c", "bash", Result("whole", summary="exit 0")), state=state).entries
    assert isinstance(call, ToolCall)
    assert (call.phase, call.tail, call.text, call.summary) == ("done", "", "whole", "exit 0")


def test_a_task_shows_what_runs_under_it_until_it_ends() -> None:
    usage = Usage(3_000, 200, cost=0.0123)
    state = after(call_began("t", "task", "Find callers"), e.TaskAdvanced("t", 7, usage, ("grep  \x1b[2Japply",)))
    (call,) = state.entries
    assert isinstance(call, ToolCall)
    assert call.summary == "7 calls · 3,200 tokens ≈ $0.0123"
    assert len(call.running) == 1
    assert "\x1b" not in call.running[0]
    (call,) = after(call_ended("t", "task", Result("found")), state=state).entries
    assert isinstance(call, ToolCall)
    assert (call.phase, call.running) == ("done", ())
    assert after(e.TaskAdvanced("other", 1, usage), state=state) == state


def test_what_a_running_call_prints_is_kept_within_bounds() -> None:
    state = after(call_began("c", "bash", "yes"), *(e.CallProgress("c", "y\n" * 1_000) for _ in range(20)))
    (call,) = state.entries
    assert isinstance(call, ToolCall)
    assert len(call.tail) <= 4_000
    assert call.printed == 20_000
    shown = [line.text.strip() for line in draw(call, Look(palette(DARK), 80))]
    assert shown[1:] == ["… 19,995 lines above", *["y"] * 5]


def test_what_an_interrupted_call_printed_stays() -> None:
    ended = e.CallEnded("c", "bash", Result(INTERRUPTED, failed=True), 0.0)
    (call,) = after(call_began("c", "bash", "ls"), e.CallProgress("c", "one\n"), ended).entries
    assert isinstance(call, ToolCall)
    assert (call.phase, call.text) == ("failed", f"one\n{INTERRUPTED}")
    (silent,) = after(call_began("c", "bash", "ls"), ended).entries
    assert isinstance(silent, ToolCall)
    assert silent.text == INTERRUPTED


@pytest.mark.parametrize(
    ("result", "denied", "phase"),
    [(Result("no", failed=True), False, "failed"), (Result("no", failed=True), True, "denied")],
)
def test_a_call_that_did_not_work(result: Result, denied: bool, phase: str) -> None:
    state = after(call_began("c", "bash", "ls"), e.CallEnded("c", "bash", result, 0.1, denied))
    (call,) = state.entries
    assert isinstance(call, ToolCall)
    assert call.phase == phase


def test_a_question_waits_until_it_is_answered() -> None:
    asked = e.Asked("c", "writes", DIFF)
    state = after(call_began("c", "edit_file", "a"), asked)
    assert state.asked == (asked,)
    assert isinstance(state.entries[0], ToolCall)
    assert (state.entries[0].phase, state.entries[0].view) == ("asking", DIFF)
    yes = after(e.Answered("c", True), state=state)
    assert yes.asked == ()
    assert isinstance(yes.entries[0], ToolCall)
    assert yes.entries[0].phase == "running"
    no = after(e.Answered("c", False, reason="not now"), state=state)
    assert isinstance(no.entries[0], ToolCall)
    assert (no.entries[0].phase, no.entries[0].summary) == ("denied", "refused: not now")


def test_questions_of_the_model_stand_in_their_card() -> None:
    questions = Questions((Question("Which?", ("a", "b")),))
    state = after(call_began("c", "ask_user", "Which?"), e.Asked("c", "", questions=questions))
    assert isinstance(state.entries[0], ToolCall)
    assert state.entries[0].view == questions


def test_figures_are_those_of_the_last_request() -> None:
    state = after(spent(84_000, 200_000))
    assert (state.context_tokens, state.window, state.turn.cost, state.session.cost) == (84_000, 200_000, 0.0073, 0.14)


def test_compaction_is_told_with_its_figures() -> None:
    state = after(e.Compacted(84_000, 12_000, 31, (), keep=4, said=3, dropped=1))
    assert state.context_tokens == 12_000
    receipt = (
        "Compacted 84,000 to 12,000 tokens; 31 messages folded, 4 kept whole, 3 of yours word for word, 1 dropped. "
        "/compact undo takes it back."
    )
    assert state.entries == (Note(1, receipt),)


def test_clearing_empties_the_transcript_and_keeps_keys_unique() -> None:
    state = after(began("a"), replied("b"), e.Cleared(), began("c"))
    assert [entry.key for entry in state.entries] == [3]
    assert state.answer == ""


def test_mode_model_and_plan_change() -> None:
    plan = Todos((Todo("one"),))
    state = after(e.ModeChanged(Mode.YOLO), e.ModelChanged("other", 5), e.TodosChanged(plan), e.TodosChanged(Text("x")))
    assert (state.mode, state.model, state.window, state.todos) == (Mode.YOLO, "other", 5, plan)


@pytest.mark.parametrize(
    ("reason", "level"), [("interrupted", "info"), ("limit", "warning"), ("refused", "warning"), ("error", "error")]
)
def test_a_turn_that_stops_early_says_why(
    reason: Literal["interrupted", "limit", "refused", "error"], level: str
) -> None:
    stopped = e.Stopped(reason, "because")
    state = after(began("x"), e.Delta("text", "half"), stopped)
    assert not state.working
    assert isinstance(state.entries[-1], Note)
    assert state.entries[-1].level == level


def test_a_turn_that_is_done_adds_nothing() -> None:
    state = after(began("x"), replied("y"), e.Stopped("done"))
    assert len(state.entries) == 2
    assert not state.busy


def test_notes_and_tables_join_the_transcript() -> None:
    state = table(note(after(e.Notice("n", "warning")), "m"), "t", (("a", "b"),))
    assert state.entries == (Note(1, "n", "warning"), Note(2, "m"), Table(3, "t", (("a", "b"),)))


def test_nothing_foreign_keeps_its_escape_sequences() -> None:
    bad = "\x1b[31mred\x1b]0;title\x07\u202e"
    state = after(
        began(bad),
        e.Delta("reasoning", bad),
        e.Delta("text", bad),
        e.CallBegan(Call("c", bad, "{}"), bad, Reads((bad,))),
        e.CallProgress("c", bad),
        e.CallEnded("c", bad, Result(bad, summary=bad), 0.0),
        e.Notice(bad),
    )
    assert len(state.entries) == 5
    assert not any(character in repr(state.entries) for character in ("\\x1b", "\\x07", "\\u202e", "\x1b"))


def test_settled_entries_are_the_same_objects_for_ever() -> None:
    state = after(began("a"), replied("b"), e.Stopped("done"), began("c", 2))
    before = state.entries[: state.settled]
    state = after(*BATCH, *BATCH_END, replied("d"), e.Retrying("r", 1, 0.0), e.Stopped("done"), state=state)
    assert len(before) == 2
    assert all(one is other for one, other in zip(before, state.entries, strict=False))


def test_a_command_that_the_person_changed_is_the_one_that_is_shown() -> None:
    asked = e.Asked("c", "Runs.", Screen("ls > x", ""))
    ran = call_ended("c", "bash", Result("", Screen("ls", "", 0)))
    state = after(call_began("c", "bash", "ls > x"), asked, e.Answered("c", True), ran)
    assert isinstance(call := state.entries[0], ToolCall)
    assert call.title == "ls"


def test_a_command_of_the_person_outlives_the_turns_beside_it() -> None:
    state = after(
        began("go"),
        e.CommandBegan("own", "make\nall"),
        e.CallProgress("own", "half"),
        e.Asked("own", "It deletes much."),
        e.Stopped("done"),
        began("more", 2),
    )
    assert [asked.call_id for asked in state.asked] == ["own"]
    state = after(e.Answered("own", True), e.CommandEnded("own", Result("all", failed=True), 2.0), state=state)
    call = next(entry for entry in state.entries if isinstance(entry, ToolCall))
    assert (call.name, call.title, call.phase, call.text) == ("!", "make all", "failed", "all")
    assert state.commands == 0
    assert after(e.Stopped("done"), began("again", 3), state=state).settled == len(state.entries)


def test_an_untold_command_alone_keeps_the_screen_busy_until_it_ends() -> None:
    state = after(e.CommandBegan("own", "ls", told=False))
    assert (state.busy, state.working) == (True, False)
    assert isinstance(call := state.entries[0], ToolCall)
    assert call.name == "!!"
    assert not after(e.CommandEnded("own", Result(""), 0.1), state=state).busy


def test_a_session_that_goes_on_after_a_kill_waits_for_nothing() -> None:
    killed = after(began("go"), *BATCH, call_began("d", "bash", "make"), e.CommandBegan("own", "ls"), e.Asked("d", ""))
    state = after(e.SessionBegan("s", "/", "m", Mode.ASK, "1", continued=True), state=killed)
    assert not state.busy
    assert state.asked == ()
    batch = next(entry for entry in state.entries if isinstance(entry, Batch))
    alone = [entry for entry in state.entries if isinstance(entry, ToolCall)]
    assert {call.phase for call in (*batch.calls, *alone)} == {"failed"}
    assert not batch.open


PLAN = e.TodosChanged(Todos((Todo("one"),)))
UNDER_WAY = after(
    e.SessionBegan("s", "/", "demo", Mode.ASK, "1"),
    began("look"),
    spent(),
    PLAN,
    e.StepBegan(1, "demo"),
    e.Delta("reasoning", "hm"),
    e.Delta("text", "Let me see"),
    BATCH[0],
    call_began("a", "read_file", "x", 1),
    call_began("c", "bash", "ls"),
    e.Asked("c", "Runs."),
    e.CommandBegan("own", "make"),
)
"""A state in which each event finds something to change."""
CHANGES: dict[type[Event], tuple[Event, str]] = {
    e.SessionBegan: (
        e.SessionBegan("s", "/", "other", Mode.EDITS, "1"),
        "model mode entries working doing asked commands",
    ),
    e.TurnBegan: (began("x", 2), "entries settled next_key doing turn talk ways"),
    e.Steered: (e.Steered(UserMessage("x")), "entries next_key"),
    e.StepBegan: (e.StepBegan(2, "other"), "model doing streamed"),
    e.Delta: (e.Delta("text", "x"), "entries next_key reply doing streamed"),
    e.Replied: (replied("x"), "entries next_key streamed answer"),
    e.Retrying: (e.Retrying("x", 1, 1.0), "entries next_key doing streamed"),
    e.BatchBegan: (e.BatchBegan(2, ("d",)), "entries next_key"),
    e.BatchEnded: (BATCH_END[-1], "entries"),
    e.CallBegan: (call_began("d", "grep", "t"), "entries next_key doing"),
    e.CallProgress: (e.CallProgress("c", "x"), "entries"),
    e.TaskAdvanced: (e.TaskAdvanced("c", 1, Usage(9, 1)), "entries"),
    e.Asked: (e.Asked("a", "Reads."), "entries asked"),
    e.Answered: (e.Answered("c", True), "entries doing asked"),
    e.CallEnded: (call_ended("c", "bash", Result("x")), "entries"),
    e.CommandBegan: (e.CommandBegan("own2", "ls"), "entries next_key commands"),
    e.CommandEnded: (e.CommandEnded("own", Result("x"), 0.1), "entries commands"),
    e.Spent: (spent(9, 8), "context_tokens window"),
    e.Compacted: (e.Compacted(9, 1, 1, ()), "entries next_key talk context_tokens"),
    e.Uncompacted: (e.Uncompacted(1), "entries next_key talk context_tokens"),
    e.Rewound: (e.Rewound(1, 2, 1), "entries next_key talk context_tokens todos ways"),
    e.Unwound: (e.Unwound(1), "talk"),
    e.Trimmed: (e.Trimmed((), 2, 1), "entries next_key talk context_tokens"),
    e.Untrimmed: (e.Untrimmed(1, 2), "entries next_key talk context_tokens"),
    e.Pinned: (e.Pinned(1), "entries next_key"),
    e.Sent: (e.Sent("m", "d", 1, 1), ""),
    e.Foreseen: (e.Foreseen(1, 0, None, None, 4.0), "foreseen"),
    e.Vitals: (e.Vitals((), ()), "vitals"),
    e.Cleared: (e.Cleared(), "entries todos talk context_tokens ways"),
    e.ModeChanged: (e.ModeChanged(Mode.PLAN), "mode"),
    e.ModelChanged: (e.ModelChanged("other", 5), "model entries next_key talk window"),
    e.TodosChanged: (e.TodosChanged(Todos(())), "todos"),
    e.Reverted: (e.Reverted(DIFF, undone=True), "entries next_key changes edits"),
    e.EffortChanged: (e.EffortChanged("high"), "effort entries next_key"),
    e.Renamed: (e.Renamed("coupons"), "title entries next_key"),
    e.JobsChanged: (e.JobsChanged((BackgroundJob("1", "make", True),)), "jobs"),
    e.Notice: (e.Notice("x"), "entries next_key"),
    e.Stopped: (e.Stopped("done"), "entries next_key working doing asked talk ended"),
}
"""Each event there is, with the parts of the state that it changes then and no others."""


def test_each_event_is_among_them() -> None:
    assert set(CHANGES) == set(get_args(Event))


@pytest.mark.parametrize("kind", CHANGES, ids=lambda kind: kind.__name__)
def test_each_event_changes_its_part_of_the_state(kind: type[Event]) -> None:
    event, changed = CHANGES[kind]
    state = reduce(UNDER_WAY, event)
    assert {name for name in ViewState.__struct_fields__ if getattr(state, name) != getattr(UNDER_WAY, name)} == set(
        changed.split()
    )


def test_a_batch_of_tasks_is_open_while_they_run_and_folds_after() -> None:
    state = after(*BATCH)
    assert not opens(state.entries[0], thoughts=False)
    state = after(e.TaskAdvanced("b", 0, Usage()), state=state)
    assert opens(state.entries[0], thoughts=False)
    assert not opens(after(*BATCH_END, state=state).entries[0], thoughts=False)


def test_a_failed_turn_says_what_happened_and_what_to_do() -> None:
    (failed,) = after(e.Stopped("error", "Down\x1b[2J.", remedy="Try\x1b[2J again.")).entries
    assert isinstance(failed, Note)
    assert (failed.level, failed.text, failed.remedy) == ("error", "Down.", "Try again.")
    assert failed.words == f"{failed.title}. Down. Try again."
    (alone,) = after(e.Stopped("error")).entries
    assert isinstance(alone, Note)
    assert alone.words == f"{failed.title}."
