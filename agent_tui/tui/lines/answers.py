"""Makes answers of the lines that are typed while something is asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence

from agent_tui.core.events import Answered, Asked, CallEnded, Event, Stopped
from agent_tui.core.ops import Answer
from agent_tui.core.views import Question
from agent_tui.tui import approval
from agent_tui.tui.approval import Choice
from agent_tui.tui.lines import spoken


class Answers:
    """What is asked, oldest first; a line counts for the oldest only."""

    def __init__(self) -> None:
        self._asked: deque[tuple[Asked, str]] = deque()
        self._given: list[str] = []
        """Answers to the first questions of several."""
        self._wanted: Choice | None = None
        """The choice that waits for words: why not, or the command instead."""

    @property
    def waiting(self) -> bool:
        """Whether something is asked."""
        return bool(self._asked)

    def asked(self, event: Asked, tool: str) -> Iterator[str]:
        """Take up a question; the lines that put it, unless another is being answered."""
        self._asked.append((event, tool))
        if len(self._asked) == 1:
            yield from self._put()

    def settled(self, event: Event) -> Iterator[str]:
        """Forget what was answered or is asked no longer; the lines that put the next question."""
        match event:
            case Answered(call_id=call_id) | CallEnded(call_id=call_id):
                yield from self._without({call_id})
            case Stopped():
                yield from self._without({asked.call_id for asked, _ in self._asked})

    def _without(self, gone: Collection[str]) -> Iterator[str]:
        first = bool(self._asked) and self._asked[0][0].call_id in gone
        self._asked = deque(pair for pair in self._asked if pair[0].call_id not in gone)
        if first:
            self._given, self._wanted = [], None
            if self._asked:
                yield from self._put()

    def take(self, line: str) -> Answer | str | None:
        """What `line` answers; a sentence where more is needed; None where nothing is asked or it is no answer."""
        if not self._asked:
            return None
        asked, _ = self._asked[0]
        if asked.questions is not None:
            return self._answered(asked, asked.questions.items, line.strip())
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            return self._in_words(asked, wanted, line)
        return self._chosen(asked, line.strip())

    def _put(self) -> Iterator[str]:
        asked, tool = self._asked[0]
        if asked.questions is not None:
            yield from spoken.question(asked.questions.items[len(self._given)])
        else:
            yield from spoken.asked(asked, tool, _choices(asked))
            yield "Answer with a number, yes or no:"

    def _chosen(self, asked: Asked, line: str) -> Answer | str | None:
        choice = _meant(_choices(asked), line)
        if choice is None:
            # Other words are not for the question: they wait for the end of the turn.
            return None
        if choice.does == "yes":
            return Answer(asked.call_id, True, choice.scope)
        self._wanted = choice
        return "Why not? An empty line gives no reason." if choice.does == "no" else "The command to run instead:"

    def _in_words(self, asked: Asked, wanted: Choice, line: str) -> Answer | str:
        if wanted.does == "no":
            return Answer(asked.call_id, False, reason=line.strip())
        if not line.strip():
            return "\n".join(self._put())
        return Answer(asked.call_id, True, command=line)

    def _answered(self, asked: Asked, items: tuple[Question, ...], line: str) -> Answer | str:
        self._given.append(_worded(items[len(self._given)], line))
        if len(self._given) < len(items):
            return "\n".join(self._put())
        given, self._given = tuple(self._given), []
        return Answer(asked.call_id, True, answers=given)


def _choices(asked: Asked) -> tuple[Choice, ...]:
    """The choices that need no screen: all of what is asked about was said already."""
    return tuple(choice for choice in approval.choices(asked) if choice.does != "look")


def _meant(choices: Sequence[Choice], line: str) -> Choice | None:
    """The choice that `line` names by its number, its key or its words."""
    if line.isdecimal():
        return choices[int(line) - 1] if 0 < int(line) <= len(choices) else None
    return next((choice for choice in choices if line.lower() in (choice.key, *choice.words)), None)


def _worded(item: Question, line: str) -> str:
    """The options whose numbers `line` names, else the line itself."""
    numbers = line.replace(",", " ").split()
    if not item.options or not numbers or not all(each.isdecimal() for each in numbers):
        return line
    chosen = [int(each) for each in numbers]
    if not all(0 < each <= len(item.options) for each in chosen):
        return line
    return ", ".join(item.options[each - 1] for each in (chosen if item.several else chosen[:1]))
