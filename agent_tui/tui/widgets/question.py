"""A question that waits for the person: leave for a call, or the model's own questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.core.events import Asked
from agent_tui.core.ops import Answer
from agent_tui.core.views import Question, Screen, View
from agent_tui.tui.approval import Choice, choices, subject, title
from agent_tui.tui.paint.asking import approval_lines, choice_lines, option_lines, question_lines, short_lines
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.widgets.composer import Composer
from agent_tui.tui.widgets.guard import Guard

_SHORT = 12
"""Rows of the terminal under which there are only the choices that matter most."""
_ESSENTIAL = ("y", "a", "n", "tab")
_ALONE = 0.2
"""Seconds in which no other key follows one that answers; faster is typing."""

Written = Literal["why", "answer", "command"]
"""What is written in the composer for a question: a reason, an answer of one's own, another command."""


class Panel(Widget, can_focus=True):
    """Shows one `Asked` and turns keys into its answer."""

    class Given(Message):
        """The person answered."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    class Words(Message):
        """The answer is to be written in the composer, which holds its beginning."""

        def __init__(self, purpose: Written) -> None:
            super().__init__()
            self.purpose = purpose

    class Look(Message):
        """The person wants to see it large."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    def __init__(self, composer: Composer, palette: Palette, clock: Callable[[], float]) -> None:
        super().__init__()
        self.display = False
        self.asked: Asked | None = None
        self.aside = False
        """Whether it leaves the keys to the composer, in which the person is writing."""
        self._composer = composer
        self._palette = palette
        self._guard = Guard(clock)
        self._given = False
        self._title = ""
        self._clock = clock
        self._held_at = 0.0
        self._held: str | None = None
        """A key that answers unless another follows at once."""
        self._at = 0
        self._top = 0
        """The first line shown of what it is about."""
        self._ticked: set[int] = set()
        self._answers: tuple[str, ...] = ()
        self._body: list[Strip] = []
        self._foot: list[Strip] = []

    def ask(self, asked: Asked | None, tool: str = "", more: int = 0) -> None:
        """Put `asked`, or nothing any more; `more` wait behind it."""
        if asked is not None:
            waiting = f"{more} more after this" if more else ""
            self._title = "  ".join(filter(None, (title(asked, tool), subject(asked), waiting)))
            self.border_title = Content(self._title)
        if asked is self.asked:
            return
        self.asked = asked
        self._held = None
        self.display = asked is not None
        self._given = False
        self._answers = ()
        self.aside = False
        if asked is not None:
            draft = bool(self._composer.text)
            self._guard.appeared(over_draft=draft)
            self.aside = draft and self._guard.writing
            self._restart()

    def take_keys(self) -> None:
        """Be answered by the next keys, whatever is written in the composer."""
        if self.asked is not None and not self._given and not self._composer.lent:
            self.aside = False
            self.focus(scroll_visible=False)

    def wrote(self) -> None:
        """Note that the person wrote something in the composer."""
        self._guard.wrote()

    def answer_in_words(self, text: str, purpose: Written) -> None:
        """Take what was written in the composer for it."""
        if self.asked is None:
            return
        match purpose:
            case "why":
                self._give(Answer(self.asked.call_id, allow=False, reason=text))
            case "command":
                view = self.asked.view
                same = isinstance(view, Screen) and view.command == text
                self._give(Answer(self.asked.call_id, allow=True, command="" if same else text))
            case "answer":
                self._next(text)

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self._measure()

    def on_resize(self) -> None:
        self._measure()

    def on_key(self, event: events.Key) -> None:
        if self.asked is None:
            return
        if self._given or self._composer.lent:
            # Typed ahead of the focus, which is on its way to the composer.
            self._composer.post_message(events.Key(event.key, event.character))
        elif event.key == "escape" or not self._answers_with(event):
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        self._composer.paste(event.text)
        event.stop()

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        width = self.size.width
        room = self._room
        lines = self._body[self._top : self._top + room] + self._foot
        line = lines[y] if y < len(lines) else Strip([], 0)
        return line.crop_extend(0, width, None).apply_style(self.rich_style)

    @property
    def _room(self) -> int:
        """Lines there are for what it is about."""
        # What is allowed is in sight at any size; a choice that is not still has its key.
        least = 1 if self._question is None else 0
        return max(least, min(len(self._body), self.size.height - len(self._foot)))

    @property
    def _question(self) -> Question | None:
        """The question that is shown, where the model asks."""
        if self.asked is None or self.asked.questions is None:
            return None
        items = self.asked.questions.items
        return items[len(self._answers)] if len(self._answers) < len(items) else None

    @property
    def _choices(self) -> tuple[Choice, ...]:
        """What can be chosen, where leave is asked for."""
        if self.asked is None or self.asked.questions is not None:
            return ()
        every = choices(self.asked)
        return tuple(one for one in every if one.key in _ESSENTIAL) if self.app.size.height < _SHORT else every

    @property
    def _keys(self) -> Sequence[str]:
        """The key of each choice or option."""
        question = self._question
        if question is not None:
            return [str(number) for number in range(1, len(question.options) + 1)]
        return [choice.key for choice in self._choices]

    def _answers_with(self, event: events.Key) -> bool:
        """Use a key here or write it; False where it means nothing to either."""
        character = event.character if event.is_printable else None
        if self._held is not None and self._after_held(event.key, character):
            return True
        if not self._guard.up and self._question is None and character is not None and character in self._keys:
            self._held, self._held_at = character, self._clock()
            self.set_timer(_ALONE, self._settle)
            return True
        if not self._guard.up:
            if self._take(event.key):
                return True
            if character is not None and self._question is not None:
                self._write("answer", character)
                return True
        if character is not None:
            self._begin(character)
        elif event.key == "enter" and self._composer.text:
            # Typed ahead of the focus, which is on its way to the composer.
            self._composer.post_message(events.Key(event.key, None))
        elif event.key == "backspace" and self._composer.text:
            self._composer.action_delete_left()
            self._composer.focus()
        return character is not None or event.key in ("enter", "tab", "backspace")

    def _begin(self, text: str) -> None:
        """Write in the composer, which keeps the keys until it is empty again."""
        self._composer.insert(text)
        self._composer.focus()
        self._guard.typed()
        self.aside = True

    def resume(self) -> None:
        """Take keys again, now that the composer is empty."""
        self._guard.appeared()
        self.take_keys()

    @property
    def held(self) -> bool:
        """Whether a key waits to see if another follows."""
        return self._held is not None

    def _after_held(self, key: str, character: str | None) -> bool:
        """What a key means right after another; False where it means what it means alone."""
        held, self._held = self._held or "", None
        if character is not None and self._clock() - self._held_at < _ALONE:
            # Two keys in quick succession are the beginning of a word.
            self._begin(held + character)
            return True
        self._take(held)
        if self._composer.lent:
            self._composer.post_message(events.Key(key, character))
            return True
        return key == "enter"

    def _settle(self) -> None:
        """Take a key that stood alone for an answer."""
        if self._held is None or self.asked is None:
            return
        if self._clock() - self._held_at < _ALONE:
            self.set_timer(_ALONE / 4, self._settle)
            return
        held, self._held = self._held, None
        self._take(held)

    def _take(self, key: str) -> bool:
        """Do what a key means here; False where it means nothing."""
        keys = self._keys
        if key in keys:
            self._choose(keys.index(key))
        elif key in ("up", "down") and self._room < len(self._body):
            self._scroll(-1 if key == "up" else 1)
        elif key in ("left", "up", "right", "down") and keys:
            self._at = (self._at + (-1 if key in ("left", "up") else 1)) % len(keys)
            self._measure()
        elif key == "enter":
            self._enter()
        elif key == "space" and self._question is not None and self._question.several and keys:
            self._choose(self._at)
        else:
            return False
        return True

    def _enter(self) -> None:
        question = self._question
        if self._composer.text.strip():
            self.post_message(Composer.Sent(self._composer.text.strip()))
        elif question is None:
            self._choose(self._at)
        elif self._ticked:
            self._next(", ".join(question.options[index] for index in sorted(self._ticked)))
        elif question.options:
            self._next(question.options[self._at])

    def _choose(self, index: int) -> None:
        question = self._question
        if question is None:
            self._do(self._choices[index])
        elif question.several:
            self._ticked ^= {index}
            self._at = index
            self._measure()
        else:
            self._next(question.options[index])

    def _do(self, choice: Choice) -> None:
        if self.asked is None:
            return
        view = self.asked.view
        match choice.does:
            case "yes":
                self._give(Answer(self.asked.call_id, allow=True, scope=choice.scope))
            case "no":
                self._write("why", "")
            case "edit" if isinstance(view, Screen):
                self._write("command", view.command)
            case "look" if view is not None:
                self.post_message(self.Look(view))

    def _give(self, answer: Answer) -> None:
        self._given = True
        self.post_message(self.Given(answer))

    def _write(self, purpose: Written, text: str) -> None:
        self._composer.lend(text)
        self.post_message(self.Words(purpose))

    def _next(self, answer: str) -> None:
        """Keep an answer and show the next question, or give all answers."""
        if self.asked is None or self.asked.questions is None:
            return
        self._answers = (*self._answers, answer)
        if self._question is None:
            self._give(Answer(self.asked.call_id, allow=True, answers=self._answers))
        else:
            self._restart()

    def _restart(self) -> None:
        """Show what is asked now from its beginning."""
        self._at, self._top, self._ticked = 0, 0, set()
        if not self.aside:
            self.focus(scroll_visible=False)
        self._measure()

    def _scroll(self, by: int) -> None:
        self._top = max(0, min(len(self._body) - self._room, self._top + by))
        self._measure()

    def _measure(self) -> None:
        """Lay the lines out for the width there is."""
        self._lay(max(4, self.size.width or 76))
        self.styles.height = max(1, len(self._body) + len(self._foot)) + self.gutter.height
        hidden = len(self._body) - self._room if self.size.height else 0
        below = hidden - self._top
        self.border_subtitle = Content(f"↑ ↓ {below} more lines below" if below > 0 else "↑ ↓" if hidden > 0 else "")
        self.refresh()

    def _lay(self, width: int) -> None:
        question = self._question
        self._body = []
        if self.asked is None:
            self._foot = []
        elif question is not None and self.asked.questions is not None:
            count = len(self.asked.questions.items)
            number = f"{len(self._answers) + 1} of {count}" if count > 1 else ""
            self._body = question_lines(question, number, self._palette, width)
            self._foot = option_lines(question, self._at, self._ticked, self._palette, width)
        else:
            if self.app.size.height >= _SHORT:
                self._body = list(approval_lines(self.asked, self._palette, width))
            else:
                self._body = list(short_lines(self.asked, subject(self.asked) or self._title, self._palette, width))
            self._foot = choice_lines(self._choices, self._at, self._palette, width)
