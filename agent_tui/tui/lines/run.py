"""The session line by line, for screen readers: no boxes, no spinners, nothing that moves."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from agent_tui.core.errors import UserError
from agent_tui.core.events import Asked, CallBegan, CallEnded, Event, Replied, Rewound, Vitals
from agent_tui.core.ops import Answer, Interrupt, Invoke, Say, Steer, TakePulse
from agent_tui.core.ports import Session
from agent_tui.core.sanitise import sanitise
from agent_tui.tui import facts
from agent_tui.tui.commands import Mistyped, is_command, own_command, parse
from agent_tui.tui.ending import heed
from agent_tui.tui.export import exported
from agent_tui.tui.lines import spoken
from agent_tui.tui.lines.answers import Answers
from agent_tui.tui.lines.keyboard import Keyboard
from agent_tui.tui.obey import obey
from agent_tui.tui.outcome import THEME, Back, Outcome
from agent_tui.tui.rewinding import asked, messages
from agent_tui.tui.settings import Settings
from agent_tui.tui.state import ViewState, note, reduce

_YES = ("y", "yes")
_ELSEWHERE = "Sessions are chosen at the start here: agent sessions list, then agent --screen-reader --resume ID."


def run(open_session: Callable[[], Awaitable[Session]], settings: Settings, trust: Callable[[], None]) -> int:
    """Run until the person leaves; return the exit code. Raises `UserError`."""
    return asyncio.run(_Lines(settings).run(open_session, trust))


class _Lines:
    """One session on a terminal that only ever gets more lines."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._state = ViewState(model=settings.model, mode=settings.mode, thoughts=settings.thoughts)
        self._answers = Answers()
        self._told = 0
        """Key of the last entry that was looked at."""
        self._calls: dict[str, str] = {}
        """Names of the tools of calls, by the calls' ids."""
        self._left = asyncio.Event()

    async def run(self, open_session: Callable[[], Awaitable[Session]], trust: Callable[[], None]) -> int:
        keyboard = Keyboard()
        self._say(f"agent {self._settings.version}, {self._settings.model}, in {self._settings.cwd}.")
        if self._settings.connect:
            self._say(self._settings.connect)
        if self._settings.pick:
            self._say(_ELSEWHERE)
            return 0
        await self._ask_for_trust(keyboard, trust)
        session = await open_session()
        for event in session.history:
            self._state = reduce(self._state, event)
        self._told = self._state.next_key - 1
        self._say("Type what you want, or /help. Ctrl+C stops the agent, Ctrl+D leaves.")
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._interrupt, session)
        heed(self._left.set)
        events = asyncio.create_task(self._follow(session))
        lines = asyncio.create_task(self._listen(session, keyboard))
        leaving = asyncio.create_task(self._left.wait())
        await asyncio.wait((events, lines, leaving), return_when=asyncio.FIRST_COMPLETED)
        for task in (lines, leaving):
            task.cancel()
        await session.close()
        await events
        await asyncio.wait((lines,))
        if not lines.cancelled():
            lines.result()
        if self._state.entries:
            self._say(f"Continue with: {self._settings.resume}")
        return 0

    async def _ask_for_trust(self, keyboard: Keyboard, trust: Callable[[], None]) -> None:
        if not self._settings.untrusted:
            return
        self._say("This directory brings its own configuration:")
        for line in self._settings.untrusted:
            self._say(f"  {line}")
        self._say("Trust it? yes or no:")
        if (await keyboard.line() or "").strip().lower() in _YES:
            trust()

    def _interrupt(self, session: Session) -> None:
        if self._state.busy:
            session.send(Interrupt())
        else:
            self._left.set()

    async def _listen(self, session: Session, keyboard: Keyboard) -> None:
        while (line := await keyboard.line()) is not None:
            if (answer := self._answers.take(line)) is not None:
                self._answer(session, answer)
            elif (run := own_command(line)) is not None:
                session.send(run)
            elif is_command(line):
                self._command(session, line)
            elif line.strip():
                self._tell_to_wait()
                session.send(Say(line))

    def _tell_to_wait(self) -> None:
        """Say of words that were typed now that they wait, where they do."""
        if self._answers.waiting:
            self._say("This waits until the agent has stopped. The question is still open; answer with a number.")
        elif self._state.working:
            self._say("This waits until the agent has stopped; /steer TEXT is heard sooner.")

    def _answer(self, session: Session, answer: Answer | str) -> None:
        if isinstance(answer, str):
            self._say(answer)
        else:
            session.send(answer)

    def _command(self, session: Session, line: str) -> None:
        typed = parse(line, session.customs)
        if isinstance(typed, Mistyped):
            self._show(note(self._state, typed.sentence, "warning"))
            return
        if isinstance(typed, Invoke):
            session.send(typed)
            return
        outcome = obey(typed, self._state, self._settings, (), session.customs)
        self._show(outcome.state)
        if outcome.op is not None:
            session.send(outcome.op)
        if outcome.say:
            session.send(Say(outcome.say))
        if outcome.steer:
            session.send(Steer(outcome.steer))
        if outcome.gauge:
            session.send(TakePulse())
        if outcome.leave:
            self._left.set()
        if outcome.back is not None:
            self._go_back(session, outcome.back)
        self._show_elsewhere(outcome)

    def _go_back(self, session: Session, back: Back) -> None:
        found = messages(self._state)
        message = next((one for one in found if one.turn == back.turn), None)
        if message is None:
            self._say(*spoken.ways_back(found, time.time()))
        elif back.what is None:
            self._say(*spoken.kinds(message))
        else:
            session.send(asked(message.turn, back.what))

    def _show_elsewhere(self, outcome: Outcome) -> None:
        """What the app would do with the screen, the clipboard or an editor, in words."""
        if outcome.look is not None:
            for line in spoken.viewed(outcome.look):
                self._say(line)
        if outcome.export:
            self._export(Path(self._settings.cwd).expanduser() / outcome.export)
        if outcome.ask is not None:
            title, find = outcome.ask
            self._show(facts.told(self._state, title, facts.found_out(find)))
        for wanted, told in (
            (outcome.theme or outcome.compose == THEME, "There are no colours here."),
            (outcome.switch, _ELSEWHERE),
            (outcome.draft, "Lines are written here, at the prompt."),
            (outcome.mouse is not None, "Here the mouse is always the terminal's."),
            (outcome.vim is not None, "Here the line is edited by the terminal."),
            (outcome.page, "The talk is in the terminal's own scrollback; /export writes it to a file."),
            (outcome.copy or outcome.pick, "Copying is left to the terminal here; /export writes the talk to a file."),
        ):
            if wanted:
                self._say(told)
        if outcome.edit:
            self._say(f"Edit these: {', '.join(outcome.edit)}")

    def _export(self, path: Path) -> None:
        try:
            self._say(exported(self._state.entries, path))
        except UserError as error:
            self._say(str(error))

    async def _follow(self, session: Session) -> None:
        async for event in session.events():
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case CallBegan(call=call):
                self._calls[call.id] = call.name
                self._say(spoken.began(event))
            case CallEnded():
                self._say(*spoken.ended(event))
            case Replied(message=message) if message.text.strip():
                self._say(sanitise(message.text).strip())
            case Asked():
                self._say(*self._answers.asked(event, self._calls.get(event.call_id, "this")))
            case Rewound(turn=turn) if before := self._state.ways.to(turn):
                self._say(f"You had said: {before.text}")
            case Vitals():
                self._say(*spoken.quick(event))
        self._say(*self._answers.settled(event))
        self._show(reduce(self._state, event))

    def _show(self, state: ViewState) -> None:
        """Say what the state says beside what events do."""
        new = [entry for entry in state.entries if entry.key > self._told]
        self._state, self._told = state, state.next_key - 1
        for entry in new:
            self._say(*spoken.told(entry))

    def _say(self, *lines: str) -> None:
        for line in lines:
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
