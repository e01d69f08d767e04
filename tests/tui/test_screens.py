"""What the screen looks like, kept as pictures."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from agent_tui.core import events as e
from agent_tui.core.messages import Usage
from agent_tui.core.views import BackgroundJob, Question, Questions, Result, Screen, Text
from agent_tui.core.window import Category
from tests.tui import support as s
from tests.tui.scene import Compare, Scene, pictured

STREAMING = (
    s.began("Explain it"),
    e.StepBegan(1, "demo"),
    e.Delta("text", s.ANSWER[: s.ANSWER.index("self.total = self._re")]),
)
QUESTIONS = Questions((Question("Which database is this for?", ("PostgreSQL", "SQLite"), several=True),))

LONG_COMMAND = e.Asked(
    "f",
    "Runs a command that no rule can stand for.",
    Screen('set -e\nfor file in  $(ls);\tdo echo "$file"; done \n' + "printf '%s' word\u200b && \\\n" * 30, ""),
)


OWN = (
    e.CommandBegan("1", "git status --short"),
    e.CommandEnded(
        "1",
        Result("", Screen("git status --short", " M shop/cart.py\n?? notes.md\n", 0), summary="exit 0"),
        0.1,
    ),
    *s.WORK,
    e.CommandBegan("2", "pytest -q", told=False),
    e.CallProgress("2", "tests/test_money.py ....\ntests/test_cart.py ...F\n"),
)


SIDE = (
    *s.WORK,
    s.PLANNED,
    e.Sent(
        "m",
        "d",
        9,
        9,
        tokens=84_000,
        sizes={
            Category.SYSTEM: 1_702,
            Category.CONTEXT: 21_480,
            Category.DIALOG: 38_977,
            Category.OUTPUT: 21_841,
        },
    ),
    s.call_began("e", "edit_file", "shop/cart.py"),
    s.call_ended("e", "edit_file", Result("done", s.DIFF, summary="+3 −2")),
    e.JobsChanged((BackgroundJob("1", "make docs", False, 2), BackgroundJob("2", "npm run dev -- --port 8080", True))),
    s.call_began("t", "task", "Find every caller of apply_coupon"),
    e.CallProgress("t", "✓ grep  apply_coupon  7 matches in 4 files  0.02 s\n"),
)


FOUND = Text(
    "✓ glob  tests/**  2 files  0.01 s\n✓ read_file  tests/test_cart.py  92 lines  0.01 s",
    answer="There are **two**:\n\n- `tests/test_cart.py`\n- `tests/test_coupon.py`",
)
TASK = (
    s.began("Who calls apply_coupon?"),
    s.call_began("s", "task", "Find the tests of the cart"),
    s.call_ended("s", "task", Result("Two.", FOUND, summary="7 calls · 3,210 tokens ≈ $0.0104")),
    s.call_began("t", "task", "Find every caller of apply_coupon"),
    e.CallProgress(
        "t", "✓ grep  apply_coupon  7 matches in 4 files  0.02 s\n✗ read_file  shop/old.py  not found  0.01 s\n"
    ),
    e.TaskAdvanced("t", 4, Usage(2_800, 410, cost=0.0093), ("read_file  shop/cart.py", "grep  coupon")),
)


FAILURE = e.Stopped(
    "error",
    "openai is overloaded (529): The server is overloaded or not ready yet.",
    remedy="Say “continue” to try again, or choose another model with /model.",
)


SCENES = (
    Scene("failure", (*s.WORK, FAILURE), size=(120, 40)),
    Scene("task", TASK, size=(120, 40)),
    Scene("task-opened", TASK[:3], ("ctrl+o",), size=(120, 40), theme="agent-light"),
    Scene("welcome"),
    Scene("welcome-light", size=(120, 40), theme="agent-light"),
    Scene("streaming", STREAMING, size=(120, 40)),
    Scene("answer", (*s.WORK, s.replied(s.ANSWER), e.Stopped("done")), size=(200, 60)),
    Scene("answer-light", (*s.WORK, s.replied(s.ANSWER), e.Stopped("done")), theme="agent-light", size=(120, 40)),
    Scene("batch", (s.began("Look"), *s.BATCH, *s.BATCH_END[:1]), thoughts=True),
    Scene("edit", s.EDIT),
    Scene("edit-light", s.EDIT, size=(120, 40), theme="agent-light"),
    Scene("edit-wide", s.EDIT, size=(200, 60)),
    Scene("edit-wide-light", s.EDIT, size=(200, 60), theme="agent-light"),
    Scene(
        "command",
        (*s.COMMAND, e.Asked("f", "Runs a command.", Screen("pytest -q tests/", ""), ("bash(pytest *)",))),
        size=(120, 40),
    ),
    Scene("running", s.COMMAND),
    Scene("own-commands", OWN, tuple("!make")),
    Scene("own-commands-light", OWN, size=(120, 40), theme="agent-light"),
    Scene("queue", s.COMMAND, (*"also test three coupons", "enter", *"keep it short", "ctrl+enter", *"and")),
    Scene("plan", (*s.COMMAND, s.PLANNED)),
    Scene("resume", (), (*"/resume", "enter")),
    Scene("resume-light", (), (*"/resume", "enter", "down"), size=(120, 40), theme="agent-light"),
    Scene("rewind", s.TALK, ("escape", "escape", "down")),
    Scene("rewind-light", s.TALK, ("escape", "escape"), size=(120, 40), theme="agent-light"),
    Scene("rewind-kinds", s.TALK, (*"/rewind 2", "enter")),
    Scene("rewind-kinds-light", s.TALK, (*"/rewind 2", "enter"), size=(120, 40), theme="agent-light"),
    Scene("rewound", (*s.TALK, e.Rewound(2, 9_000, 4_000, ("shop/cart.py",)), e.Reverted(s.BACK, undone=True))),
    Scene("palette", s.WORK, ("ctrl+p",)),
    Scene("palette-light", s.WORK, ("ctrl+p", *"theme"), size=(120, 40), theme="agent-light"),
    Scene("palette-large", s.WORK, ("ctrl+p", *"cost"), size=(200, 60)),
    Scene("side", SIDE, ("ctrl+e",), size=(120, 40)),
    Scene("side-light", SIDE, ("ctrl+e",), size=(120, 40), theme="agent-light"),
    Scene("side-large", SIDE, ("ctrl+e",), size=(200, 60)),
    Scene("side-narrow", SIDE, ("ctrl+e",), size=(80, 24)),
    Scene("find", (*s.WORK, s.replied(s.ANSWER), e.Stopped("done")), ("ctrl+f", *"coupon"), size=(120, 40)),
    Scene("find-small", (*s.WORK, s.replied(s.ANSWER), e.Stopped("done")), ("ctrl+f", *"coupon")),
    Scene("browse", (*s.WORK, s.replied(s.ANSWER), e.Stopped("done")), ("ctrl+up",) * 2),
    Scene(
        "trust",
        settings=replace(
            s.SETTINGS,
            untrusted=(".agent/commands/look.md runs: git diff", ".agent/config.yml sets mode: yolo", ".mcp.json: {}"),
        ),
    ),
    Scene("failed", s.FAILED, size=(120, 40)),
    Scene("help", (), ("slash", "h", "e", "l", "p", "enter"), size=(120, 40)),
    Scene("menu", (), ("slash",)),
    Scene("thinking", s.THINKING, thoughts=True),
    Scene("question", (s.call_began("q", "ask_user", "Which?"), e.Asked("q", "", questions=QUESTIONS))),
    Scene("narrow-answer", (*s.WORK, s.replied("All of it is done."), e.Stopped("done")), size=(20, 5)),
    Scene("command-large", (s.call_began("f", "bash", "ls"), LONG_COMMAND), ("tab",)),
    Scene("command-long", (s.call_began("f", "bash", "ls"), LONG_COMMAND)),
    Scene("narrow-edit", s.EDIT, size=(20, 5)),
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_screen(scene: Scene, snap_compare: Compare) -> None:
    assert pictured(scene, snap_compare)
