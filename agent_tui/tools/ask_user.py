"""Puts questions to the person."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from agent_tui.core.effects import Asks
from agent_tui.core.ports import Ask
from agent_tui.core.views import Question, Questions, Result
from agent_tui.tools.spec import tool


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """One question."""

    text: Annotated[str, Meta(min_length=1)]
    options: Annotated[list[str], Meta(max_length=8, description="Ready answers; free text is always possible")] = []
    several: Annotated[bool, Meta(description="More than one may be chosen")] = False


@tool(effect=Asks, title=lambda questions: questions[0].text)
async def ask_user(ask: Ask, questions: Annotated[list[Asked], Meta(min_length=1, max_length=4)]) -> Result:
    """Each question with its answer."""
    items = tuple(Question(asked.text, tuple(asked.options), asked.several) for asked in questions)
    answers = await ask(Questions(items))
    text = "\n".join(f"{item.text}\n> {answer}" for item, answer in zip(items, answers, strict=True))
    return Result(text, Questions(items, answers), summary=" · ".join(answers))
