"""A question that waits for the person: leave for a call, or the model's own questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.core.events import Asked
from agent_tui.core.ops import Answer
from agent_tui.core.sanitise import one_line, revealed
from agent_tui.core.views import Diff, Question, Screen
from agent_tui.tui.paint.line import strip, wrapped
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.widgets.composer import Composer

GUARD = 0.3
"""Seconds after it appears in which no key answers it: it may have been meant for the composer."""
TYPING_GUARD = 1.0
"""The same after a key that went on to the composer."""


class Panel(Widget, can_focus=True):
    """Shows one `Asked` and turns keys into its answer."""

    class Given(Message):
        """The person answered."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    class Words(Message):
        """The answer is to be written in the composer: why not, or an answer of one's own."""

        def __init__(self, purpose: Literal["why", "answer"]) -> None:
            super().__init__()
            self.purpose = purpose

    def __init__(self, composer: Composer, palette: Palette, clock: Callable[[], float]) -> None:
        super().__init__()
        self.display = False
        self.asked: Asked | None = None
        self._composer = composer
        self._palette = palette
        self._clock = clock
        self._guarded_until = 0.0
        self._at = 0
        self._ticked: set[int] = set()
        self._answers: tuple[str, ...] = ()

    def ask(self, asked: Asked | None, tool: str = "") -> None:
        """Put `asked`, or nothing any more."""
        if asked is self.asked:
            return
        self.asked = asked
        self.display = asked is not None
        self._at, self._ticked, self._answers = 0, set(), ()
        if asked is not None:
            self._guarded_until = self._clock() + GUARD
            self.border_title = Content(_title(asked, tool))
            self.focus(scroll_visible=False)
            self._measure()

    def answer_in_words(self, text: str) -> None:
        """Take what was written in the composer for it."""
        if self.asked is None:
            return
        if self.asked.questions is None:
            self.post_message(self.Given(Answer(self.asked.call_id, allow=False, reason=text)))
        else:
            self._next(text)

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self.refresh()

    def on_resize(self) -> None:
        self._measure()

    def on_key(self, event: events.Key) -> None:
        if self.asked is None or event.key == "escape":
            return
        character = event.character if event.is_printable else None
        if self._clock() < self._guarded_until or not self._take(event.key):
            if character is None:
                if event.key != "enter":
                    return
            elif self._question is not None and self._clock() >= self._guarded_until:
                self.post_message(self.Words("answer"))
                self._composer.insert(character)
            else:
                self._composer.insert(character)
                self._guarded_until = self._clock() + TYPING_GUARD
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        self._composer.insert(event.text)
        event.stop()

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        width = self.size.width
        lines = self._lines(width)
        line = lines[y] if y < len(lines) else Strip([], 0)
        return line.crop_extend(0, width, None).apply_style(self.rich_style)

    @property
    def _question(self) -> Question | None:
        """The question that is shown, where the model asks."""
        if self.asked is None or self.asked.questions is None:
            return None
        items = self.asked.questions.items
        return items[len(self._answers)] if len(self._answers) < len(items) else None

    @property
    def _choices(self) -> list[tuple[str, str]]:
        """What can be chosen, each with its key."""
        question = self._question
        if question is not None:
            return [(one_line(option), str(index)) for index, option in enumerate(question.options, 1)]
        width = self.size.width
        every = "yes, all this session" if width >= 66 else "all this session" if width >= 50 else "all"
        no = "no, and say why" if width >= 60 else "no + why" if width >= 40 else "no"
        return [("yes", "y"), *([(every, "a")] if self.asked and self.asked.offer else []), (no, "n")]

    def _take(self, key: str) -> bool:
        """Do what a key means here; False where it means nothing."""
        choices = self._choices
        keys = [choice_key for _, choice_key in choices]
        if key in keys:
            self._choose(keys.index(key))
        elif key in ("left", "up", "right", "down") and choices:
            self._at = (self._at + (-1 if key in ("left", "up") else 1)) % len(choices)
            self.refresh()
        elif key == "enter" and choices:
            if self._composer.text.strip():
                self.post_message(Composer.Sent(self._composer.text.strip()))
            elif self._ticked:
                self._confirm()
            else:
                self._choose(self._at, confirm=True)
        elif key == "space" and self._question is not None and self._question.several:
            self._choose(self._at)
        else:
            return False
        return True

    def _choose(self, index: int, confirm: bool = False) -> None:
        if self.asked is None:
            return
        question = self._question
        if question is not None:
            if question.several and not confirm:
                self._ticked ^= {index}
                self._at = index
                self.refresh()
            else:
                self._next(question.options[index])
            return
        match self._choices[index][1]:
            case "y":
                self.post_message(self.Given(Answer(self.asked.call_id, allow=True)))
            case "a":
                self.post_message(self.Given(Answer(self.asked.call_id, allow=True, scope="session")))
            case _:
                self.post_message(self.Words("why"))

    def _confirm(self) -> None:
        question = self._question
        if question is not None:
            self._next(", ".join(question.options[index] for index in sorted(self._ticked)))

    def _next(self, answer: str) -> None:
        """Keep an answer and show the next question, or give all answers."""
        if self.asked is None or self.asked.questions is None:
            return
        self._answers = (*self._answers, answer)
        self._at, self._ticked = 0, set()
        if self._question is None:
            self.post_message(self.Given(Answer(self.asked.call_id, allow=True, answers=self._answers)))
        else:
            self.focus(scroll_visible=False)
            self._measure()

    def _measure(self) -> None:
        self.styles.height = max(1, len(self._lines(max(4, self.size.width or 76)))) + self.gutter.height
        self.refresh()

    def _lines(self, width: int) -> list[Strip]:
        if self.asked is None:
            return []
        question = self._question
        if question is not None:
            return self._question_lines(question, width)
        pieces = []
        for index, (words, key) in enumerate(self._choices):
            marked = index == self._at
            pieces.append((" › " if marked else "   " if width >= 40 else " ", self._palette.accent))
            pieces.append((words, self._palette.strong if marked else self._palette.text))
            pieces.append((f" {key} " if width >= 40 else f" {key}", self._palette.accent))
        choices = strip(pieces, width)
        if self.app.size.height < 12:
            return [choices]
        lines = (
            list(wrapped(" " + one_line(self.asked.reason, 400), self._palette.dim, width)) if self.asked.reason else []
        )
        if isinstance(self.asked.view, Screen) and "\n" not in self.asked.view.command and width >= 40:
            command = revealed(self.asked.view.command)
            if len(command) <= width - 4:
                lines.append(strip([(" $ ", self._palette.accent), (command, self._palette.text)], width))
        if self._at < len(self._choices) and self._choices[self._at][1] == "a":
            rules = ", ".join(one_line(rule) for rule in self.asked.offer)
            lines += wrapped(f" adds for this session: {rules}", self._palette.dim, width)
        return [*lines, choices]

    def _question_lines(self, question: Question, width: int) -> list[Strip]:
        lines = list(wrapped(" " + one_line(question.text, 1_000), self._palette.text, width))
        for index, (words, key) in enumerate(self._choices):
            marked = index == self._at
            tick = ("[x] " if index in self._ticked else "[ ] ") if question.several else ""
            mark = " › " if marked else "   "
            style = self._palette.strong if marked else self._palette.text
            lines.append(
                strip([(mark, self._palette.accent), (f"{key} ", self._palette.accent), (tick + words, style)], width)
            )
        how = "space ticks, enter answers" if question.several else "enter chooses"
        lines.append(strip([(f"   {how}, or write an answer of your own", self._palette.dim)], width))
        return lines


def _title(asked: Asked, tool: str) -> str:
    if asked.questions is not None:
        return "A question"
    match asked.view:
        case Diff():
            return "Apply this edit?"
        case Screen():
            return "Run this command?"
        case _:
            return f"Allow {tool}?"
