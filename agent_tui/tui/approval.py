"""What a person may answer to a call that waits for leave."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from agent_tui.core.events import Asked
from agent_tui.core.sanitise import one_line, revealed
from agent_tui.core.verdicts import Scope
from agent_tui.core.views import Diff, Screen

_LONGEST = 60
"""Characters of a file's name that are told."""

Does = Literal["yes", "no", "edit", "look"]


class Choice(Struct, frozen=True):
    """One answer, its key, and how it is said from most words to fewest."""

    key: str
    does: Does
    words: tuple[str, str, str]
    scope: Scope = "once"
    shown: str = ""
    """The key as it is named, where that is another word."""


_ONCE = Choice("y", "yes", ("yes", "yes", "yes"))
_LONGER = (
    Choice("a", "yes", ("all this session", "session", "all"), "session"),
    Choice("p", "yes", ("this project", "project", "proj"), "project"),
    Choice("w", "yes", ("always", "always", "ever"), "always"),
)
_NO = Choice("n", "no", ("no, and say why", "no + why", "no"))
_EDIT = Choice("e", "edit", ("edit it", "edit", "edit"))
_LOOK = Choice("tab", "look", ("look", "look", "look"), shown="tab")


def choices(asked: Asked) -> tuple[Choice, ...]:
    """The answers that `asked` takes, the harmless before the lasting."""
    longer = _LONGER if asked.offer else ()
    edit = (_EDIT,) if editable(asked) else ()
    look = (_LOOK,) if isinstance(asked.view, Diff | Screen) else ()
    return (_ONCE, *longer, _NO, *edit, *look)


def editable(asked: Asked) -> bool:
    """Whether the call is a command that a person can change: all of it can be seen."""
    return isinstance(asked.view, Screen) and revealed(asked.view.command) == asked.view.command


def subject(asked: Asked) -> str:
    """Which files an edit is about, and how much of them."""
    if not isinstance(asked.view, Diff):
        return ""
    first, *others = asked.view.changes or (None,)
    more = f" and {len(others)} more" if others else ""
    name = one_line(first.path, _LONGEST) if first else ""
    return f"{name}{more}  +{asked.view.added} −{asked.view.removed}"


def title(asked: Asked, tool: str) -> str:
    """What is asked, in a few words."""
    if asked.questions is not None:
        return "A question" if len(asked.questions.items) == 1 else "Questions"
    match asked.view:
        case Diff():
            return "Apply this edit?"
        case Screen():
            return "Run this command?"
        case _:
            return f"Allow {tool}?"
