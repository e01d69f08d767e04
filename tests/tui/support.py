"""A session that plays what it is told to, and the settings and scenes the screen tests share."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Self

from msgspec.structs import replace

from agent_tui.core import events as e
from agent_tui.core.custom import CustomCommand
from agent_tui.core.effects import Effect, Reads, Runs, Writes
from agent_tui.core.errors import UserError
from agent_tui.core.events import Event
from agent_tui.core.messages import AssistantMessage, Call, Usage, UserMessage
from agent_tui.core.ops import Foresee, Op
from agent_tui.core.past import PastSession
from agent_tui.core.ports import Sessions
from agent_tui.core.verdicts import Mode
from agent_tui.core.views import Diff, FileChange, Listing, Result, Screen, Todo, Todos
from agent_tui.tui.app import AgentApp
from agent_tui.tui.outside import Outside
from agent_tui.tui.settings import Settings

STYLES = str(Path(inspect.getfile(AgentApp)).with_name("app.tcss"))
"""For apps that build on ours: Textual looks beside the file in which a class is."""

SETTINGS = Settings(
    model="demo",
    mode=Mode.ASK,
    cwd="~/src/shop",
    version="0.1",
    branch="main*",
    models=("demo", "openai/gpt-5", "anthropic/claude-sonnet"),
    about="Python, 212 files",
    tries=("explain this project", "where is apply_coupon used", "find TODOs"),
    connect="Connect a real model: /model (no provider key in the environment)",
)


class PlayedSession:
    """A session whose events the test gives; it remembers the ops it was sent."""

    def __init__(self, history: Sequence[Event] = ()) -> None:
        self.session_id = "played"
        self.history = tuple(history)
        self.customs: tuple[CustomCommand, ...] = ()
        self.heard: list[Op] = []
        self.foresees = 0
        """How often it was asked what the next request would cost."""
        self.closed = False
        self._out: asyncio.Queue[Event | None] = asyncio.Queue()

    async def opened(self) -> Self:
        """Itself, for an app to open."""
        return self

    def send(self, op: Op) -> None:
        if isinstance(op, Foresee):
            self.foresees += 1
        else:
            self.heard.append(op)

    def play(self, *events: Event) -> None:
        """Say these events."""
        for event in events:
            self._out.put_nowait(event)

    async def events(self) -> AsyncIterator[Event]:
        while (event := await self._out.get()) is not None:
            yield event

    async def close(self) -> None:
        self.closed = True
        self._out.put_nowait(None)


PAST = (
    PastSession("20260102-a", 310, "Why is the cart total wrong?", "Add a test", 4, 0.21),
    PastSession("20260101-b", 3 * 3_700, "Rename Coupon to Voucher everywhere", "go on", 2, 1.4, True),
    PastSession("20251231-c", 9 * 87_000, "explain", "explain", 1, title="the tour"),
)
"""Sessions that were, each with the seconds since then."""


class PlayedSessions:
    """Sessions to change to, each of them played; it remembers which were opened."""

    def __init__(self, past: Sequence[PastSession] = PAST, history: Sequence[Event] = ()) -> None:
        self._past = past
        self._history = history
        self.opened: list[tuple[str, str]] = []
        self.newest = PlayedSession()

    def all(self) -> Sequence[PastSession]:
        return [replace(each, changed=time.time() - each.changed) for each in self._past]

    async def open(self, beginning: str) -> PlayedSession:
        return self._changed("open", beginning)

    async def fork(self, session_id: str) -> PlayedSession:
        return self._changed("fork", session_id)

    def _changed(self, how: str, session_id: str) -> PlayedSession:
        if session_id == "locked":
            raise UserError("Another agent has this session open.")
        self.opened.append((how, session_id))
        self.newest = PlayedSession(self._history)
        self.newest.session_id = session_id
        return self.newest


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def make_app(
    session: PlayedSession,
    settings: Settings = SETTINGS,
    clock: Clock | None = None,
    files: Callable[[], Sequence[str]] = tuple,
    sessions: Sessions | None = None,
) -> AgentApp:
    """The app on a played session, its clock standing still."""
    return AgentApp(session.opened, settings, clock or Clock(), Outside(files=files, sessions=sessions))


def began(text: str, turn: int = 1) -> Event:
    return e.TurnBegan(turn, text, (UserMessage(text),))


def replied(text: str, reasoning: str = "") -> Event:
    return e.Replied(AssistantMessage(text, reasoning), Usage(100, 10), "stop", 3.2, 1.1)


def call_began(call_id: str, name: str, title: str, batch: int = 0) -> Event:
    effects: dict[str, Effect] = {"bash": Runs(title, "/"), "edit_file": Writes((title,))}
    return e.CallBegan(Call(call_id, name, "{}"), title, effects.get(name, Reads((title,))), batch)


def call_ended(call_id: str, name: str, result: Result, seconds: float = 0.02) -> Event:
    return e.CallEnded(call_id, name, result, seconds)


def spent(tokens: int = 84_000, window: int = 200_000) -> Event:
    return e.Spent(
        "m", Usage(2_000, 451), Usage(2_000, 451, cost=0.0073), Usage(90_000, 9_000, cost=0.14), tokens, window
    )


BEFORE = """class Cart:
    def __init__(self) -> None:
        self.total = 0
        self.coupons = []

    def apply_coupon(self, coupon):
        self.total -= coupon.amount

    def lines(self):
        return list(self.items)
"""
AFTER = BEFORE.replace(
    "        self.total -= coupon.amount\n",
    "        self.coupons.add(coupon)\n        self.total = self._recompute()\n",
).replace("self.coupons = []", "self.coupons = set()")
DIFF = Diff((FileChange("shop/cart.py", BEFORE, AFTER),), 3, 2)

ANSWER = """`apply_coupon` subtracts the discount from `self.total` instead of recomputing it, so the **second call** \
takes it off again. What I will do:

1. keep the coupons in a set
2. recompute the total

```python
def apply_coupon(self, coupon: Coupon) -> None:
    self.coupons.add(coupon)  # a set: twice is once
    self.total = self._recompute()
```

| file | change |
|---|---|
| shop/cart.py | +3 −2 |
"""

BATCH = (
    e.BatchBegan(1, ("a", "b", "c")),
    call_began("a", "read_file", "shop/cart.py", 1),
    call_began("b", "read_file", "shop/coupon.py", 1),
    call_began("c", "read_file", "tests/test_cart.py", 1),
)
BATCH_END = (
    call_ended("a", "read_file", Result("…", Listing("shop/cart.py", BEFORE, 1, 11), summary="11 lines")),
    call_ended("b", "read_file", Result("…", summary="40 lines")),
    call_ended("c", "read_file", Result("…", summary="92 lines")),
    e.BatchEnded(1, 0.04),
)
WORK = (
    began("The cart total is wrong when a coupon is applied twice. Find out why and fix it."),
    e.StepBegan(1, "anthropic/claude-sonnet"),
    replied("I'll look at how totals and coupons are computed."),
    *BATCH,
    *BATCH_END,
    call_began("d", "grep", "apply_coupon"),
    call_ended("d", "grep", Result("…", summary="7 matches in 4 files")),
    spent(),
)
EDIT = (
    *WORK,
    replied("The second call takes it off again. I'll keep the coupons in a set and recompute."),
    call_began("e", "edit_file", "shop/cart.py"),
    e.Asked("e", "Writes a file of this project.", DIFF, ("edit_file(./**)",)),
)
COMMAND = (
    *WORK,
    call_began("f", "bash", "pytest -q tests/"),
    e.CallProgress("f", "\n".join(f"tests/test_{n}.py ......." for n in range(9)) + "\ntests/test_cart.py ...F..\n"),
)
FAILED = (
    *WORK,
    call_began("g", "bash", "pytest -q"),
    call_ended(
        "g",
        "bash",
        Result("1 failed", Screen("pytest -q", "FAILED tests/test_cart.py::test_twice\n1 failed", 1), True, "exit 1"),
        3.4,
    ),
    call_began("h", "read_file", "shop/cartt.py"),
    call_ended("h", "read_file", Result("There is no file shop/cartt.py. Near names: shop/cart.py", failed=True)),
    e.Stopped(
        "error", "The provider refused the key (401). Set ANTHROPIC_API_KEY, or choose another model with /model."
    ),
)
PLANNED = e.TodosChanged(
    Todos((Todo("Find out why", "done"), Todo("Keep the coupons in a set", "in_progress"), Todo("Add a test")))
)
THINKING = (
    began("Why twice?"),
    e.StepBegan(1, "demo"),
    e.Delta(
        "reasoning",
        "The failing case applies the same coupon object twice; a set makes the second call a no-op, but then ",
    ),
)

HOUR = 3_600
BACK = Diff((FileChange("shop/cart.py", AFTER, BEFORE),), 2, 3)


def said_ago(text: str, turn: int, seconds: float) -> Event:
    """A message of the person that was said `seconds` ago."""
    return e.TurnBegan(turn, text, (UserMessage(text),), time.time() - seconds)


TALK = (
    said_ago("why is the total wrong when a coupon is used twice?", 1, 60 * HOUR),
    replied("It is subtracted twice."),
    e.Stopped("done"),
    said_ago("then fix it", 2, 5.5 * HOUR),
    call_began("1", "edit_file", "shop/cart.py"),
    call_ended("1", "edit_file", Result("…", DIFF, summary="+3 −2")),
    replied("It is recomputed now."),
    e.Stopped("done"),
    said_ago("and write down what changed, in a few words that somebody new to the shop understands", 3, 3.5 * HOUR),
    call_began("2", "write_file", "CHANGES.md"),
    call_ended("2", "write_file", Result("…", Diff((FileChange("CHANGES.md", None, "Coupons count once.\n"),), 1, 0))),
    replied("Written down."),
    e.Stopped("done"),
    said_ago("thank you", 4, 1.5 * HOUR),
    replied("You are welcome."),
    e.Stopped("done"),
)
"""A talk of four turns, two of which edited files."""
