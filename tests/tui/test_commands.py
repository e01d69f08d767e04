"""The slash commands, as words in and an outcome out."""

from __future__ import annotations

import pytest

from agent_tui.core.custom import CustomCommand
from agent_tui.core.ops import (
    AddRule,
    Clear,
    Compact,
    CompactUndo,
    Drop,
    DropRule,
    Dump,
    Init,
    Op,
    Pin,
    Redo,
    Restore,
    SetCap,
    SetEffort,
    SetMode,
    SetModel,
    SetSteps,
    ShowContext,
    ShowCost,
    ShowPermissions,
    ShowTools,
    ShowTruncations,
    Undo,
)
from agent_tui.core.verdicts import Mode
from agent_tui.core.views import BackgroundJob, Todo, Todos
from agent_tui.tui.commands import COMMANDS, Mistyped, Typed, completions, is_command, parse
from agent_tui.tui.entries import Note, Table
from agent_tui.tui.obey import obey
from agent_tui.tui.outcome import Outcome
from agent_tui.tui.state import ViewState
from tests.tui.support import SETTINGS

THEMES = ("agent-dark", "agent-light")


def outcome(line: str, state: ViewState | None = None) -> Outcome:
    typed = parse(line)
    assert isinstance(typed, Typed)
    return obey(typed, state or ViewState(model="demo"), SETTINGS, THEMES)


@pytest.mark.parametrize(
    ("line", "op"),
    [
        ("/model openai/gpt-5", SetModel("openai/gpt-5")),
        ("/mode yolo", SetMode(Mode.YOLO)),
        ("/compact the tests", Compact("the tests")),
        ("/clear", Clear()),
        ("/clear all", Clear(all=True)),
        ("/NEW", Clear()),
        ("/plan", SetMode(Mode.PLAN)),
        ("/effort high", SetEffort("high")),
        ("/effort default", SetEffort("")),
        ("/analytics tools", ShowTools()),
        ("/undo", Undo()),
        ("/redo", Redo()),
        ("/init", Init()),
        ("/compact undo", CompactUndo()),
        ("/context", ShowContext()),
        ("/context all", ShowContext(all=True)),
        ("/context fold 3", Drop(3, fold=True)),
        ("/context drop 12", Drop(12)),
        ("/context restore 12", Restore(12)),
        ("/context pin 12", Pin(12)),
        ("/context unpin 12", Pin(12, on=False)),
        ("/tokens", ShowContext()),
        ("/cost", ShowCost()),
        ("/truncations", ShowTruncations()),
        ("/dump request.json", Dump("request.json")),
        ("/iterations", SetSteps()),
        ("/iterations 40", SetSteps(40)),
        ("/cap day", SetCap("day")),
        ("/cap turn $2.50", SetCap("turn", dollars=2.5)),
        ("/cap session 100,000", SetCap("session", tokens=100_000)),
        ("/permissions", ShowPermissions()),
        ("/permissions allow bash(make *)", AddRule("bash(make *)")),
        ("/permissions deny bash(curl *)", AddRule("bash(curl *)", effect="deny")),
        ("/permissions drop bash(make *)", DropRule("bash(make *)")),
    ],
)
def test_what_is_asked_of_the_session(line: str, op: Op) -> None:
    assert outcome(line).op == op


@pytest.mark.parametrize(
    "line",
    [
        "/model",
        "/mode",
        "/mode fast",
        "/mode auto",
        "/theme x",
        "/thoughts maybe",
        "/dump",
        "/context drop",
        "/cap",
        "/cap day 0",
        "/cap turn 2x",
        "/iterations x",
        "/clear it",
    ],
)
def test_what_is_only_told(line: str) -> None:
    found = outcome(line)
    assert found.op is None
    assert not found.theme
    assert isinstance(found.state.entries[-1], Note)


def test_switches_switch() -> None:
    assert outcome("/thoughts on").state.thoughts
    assert not outcome("/thoughts off", ViewState(thoughts=True)).state.thoughts
    assert outcome("/thoughts").state.thoughts
    assert not outcome("/streaming off").state.streaming


def test_a_theme_is_chosen_and_exit_leaves() -> None:
    assert outcome("/theme agent-light").theme == "agent-light"
    assert outcome("/theme").compose == "/theme "
    assert outcome("/exit").leave
    assert outcome("/q").leave


def test_help_lists_every_command() -> None:
    entries = outcome("/help").state.entries
    listed = [row[0] for entry in entries if isinstance(entry, Table) for row in entry.rows]
    assert [command.usage for command in COMMANDS] == listed[: len(COMMANDS)]


def test_keys_are_listed_alone() -> None:
    entry = outcome("/keys").state.entries[0]
    assert isinstance(entry, Table)
    assert ("Ctrl+R", "look for something that was sent before") in entry.rows


@pytest.mark.parametrize(
    ("typo", "name"), [("/modle", "/model"), ("/hlep", "/help"), ("/thought", "/thoughts"), ("/exti", "/exit")]
)
def test_a_typo_is_told_with_the_nearest_name(typo: str, name: str) -> None:
    found = parse(typo)
    assert isinstance(found, Mistyped)
    assert f"Did you mean {name}?" in found.sentence


def test_a_path_or_a_longer_text_is_no_command() -> None:
    assert is_command("/help me")
    assert not is_command("/etc/hosts is wrong")
    assert not is_command("/help\nme")
    assert not is_command("what is /help")


def test_completions_are_of_names_then_of_arguments() -> None:
    assert [word for word, _ in completions("/th", (), (), ())] == ["/thoughts", "/theme"]
    assert [word for word, _ in completions("/model g", ("openai/gpt", "demo"), (), ())] == ["/model openai/gpt"]
    assert completions("/model demo", ("demo",), (), ()) == []
    assert completions("hello", (), (), ()) == []


def test_todos_and_jobs_are_told_from_the_state() -> None:
    plan = Todos((Todo("Find out", "done"), Todo("Fix it", "in_progress")))
    jobs = (BackgroundJob("1", "npm run dev", True), BackgroundJob("2", "make", False, 2))
    state = ViewState(todos=plan, jobs=jobs)
    for line, rows in (
        ("/todos", (("done", "Find out"), ("now", "Fix it"))),
        ("/jobs", (("1  running", "npm run dev"), ("2  exit 2", "make"))),
    ):
        assert isinstance(told := outcome(line, state).state.entries[-1], Table)
        assert told.rows == rows
        assert isinstance(outcome(line).state.entries[-1], Note)


def test_what_is_looked_up_is_named_with_its_title() -> None:
    asked = [outcome(line).ask for line in ("/doctor", "/config")]
    assert [one[0] if one else "" for one in asked] == ["What agent needs", "Settings"]
    assert "no settings file" in str(outcome("/config open").state.entries[-1])
    assert outcome("/editor").draft


@pytest.mark.parametrize("line", ["/effort loud", "/analytics models", "/config close"])
def test_an_argument_that_does_not_fit_is_told(line: str) -> None:
    done = outcome(line)
    assert done.op is None
    assert isinstance(done.state.entries[-1], Note)


def test_help_lists_also_what_the_person_and_the_project_wrote() -> None:
    customs = (CustomCommand("ship:it", "Ship $1.", "ship a branch", "BRANCH"), CustomCommand("cost", "", "another"))
    told = obey(Typed("help", ""), ViewState(), SETTINGS, THEMES, customs).state.entries[0]
    assert isinstance(told, Table)
    assert ("/ship:it [BRANCH]", "ship a branch") in told.rows
    assert [meaning for usage, meaning in told.rows if usage == "/cost"] == ["show what was spent, by model and turn"]


@pytest.mark.parametrize("name", ["cost", "undo", "diff", "init", "keys", "exit"])
def test_words_for_a_command_that_takes_none_are_told_and_nothing_is_done(name: str) -> None:
    state = ViewState()
    done = outcome(f"/{name} please", state)
    (told,) = done.state.entries
    assert isinstance(told, Note)
    assert (told.text, told.level) == (f"/{name} takes no words; nothing was done.", "warning")
    assert Outcome(done.state) == done


def test_plan_says_its_words_in_that_mode() -> None:
    done = outcome("/plan a way to sell more")
    assert (done.op, done.say) == (SetMode(Mode.PLAN), "a way to sell more")


def test_help_tells_of_one_command() -> None:
    for line in ("/help compact", "/help /compact", "/? COMPACT"):
        (one,) = outcome(line).state.entries
        assert isinstance(one, Table)
        assert [row[0] for row in one.rows] == ["/compact [FOCUS]|undo"]
    (told,) = outcome("/help compakt").state.entries
    assert isinstance(told, Note)
    assert told.text == "There is no command /compakt. Did you mean /compact?"


def test_what_is_done_after_the_turn_is_told_to_wait() -> None:
    for line, op in (
        ("/clear all", Clear(all=True)),
        ("/undo", Undo()),
        ("/compact", Compact()),
        ("/context pin 2", Pin(2)),
    ):
        done = outcome(line, ViewState(working=True))
        (told,) = done.state.entries
        assert isinstance(told, Note)
        assert (told.text, done.op) == (f"{line} waits for the end of the turn.", op)
    assert outcome("/model a/b", ViewState(working=True)).state.entries == ()


def test_vim_and_mouse_change_without_words() -> None:
    for now in (True, False):
        done = outcome("/vim", ViewState(vim=now))
        assert (done.vim, done.state.vim) == (not now, not now)
        done = outcome("/mouse", ViewState(mouse=now))
        assert (done.mouse, done.state.mouse) == (not now, not now)
