"""What code knows of a talk without asking a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from agent_tui.core.messages import AssistantMessage, Call, Message, ToolMessage, UserMessage
from agent_tui.core.touched import arguments, changed_by, read_by

_OPEN, _CLOSE = "<facts>\n", "\n</facts>"
_LINE = 200


class Facts(Struct, frozen=True, omit_defaults=True):
    """Files, commands and the plan; the newest last."""

    read: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    """Commands that failed and did not work later, with their last line of output."""
    plan: str = ""
    jobs: tuple[str, ...] = ()
    """Commands that run in the background."""

    def text(self) -> str:
        """As the model reads it, and as `gathered` reads it again."""
        return f"{_OPEN}{msgspec.json.encode(self).decode()}{_CLOSE}"

    def fewer(self) -> Facts:
        """Without the older half of each list; without the plan and the jobs where nothing else is left."""
        if not (self.read or self.changed or self.failed):
            return Facts()
        return Facts(_newer(self.read), _newer(self.changed), _newer(self.failed), self.plan, self.jobs)


def gathered(messages: Iterable[Message]) -> Facts:
    """The facts of `messages`, those of earlier compactions among them."""
    read: dict[str, None] = {}
    changed: dict[str, None] = {}
    failed: dict[str, str] = {}
    plan = ""
    calls: dict[str, Call] = {}
    for message in messages:
        match message:
            case UserMessage(source="facts"):
                before = _parsed(message.text)
                read.update(dict.fromkeys(before.read))
                changed.update(dict.fromkeys(before.changed))
                failed.update(dict.fromkeys(before.failed, ""))
                plan = before.plan
            case AssistantMessage():
                calls.update({call.id: call for call in message.calls})
            case ToolMessage() if (call := calls.get(message.call_id)) is not None:
                _note_command(failed, call, message)
                plan = message.text if call.name == "todo" and not message.failed else plan
                if not message.failed:
                    read.update(dict.fromkeys(filter(None, (read_by(call),))))
                    changed.update(dict.fromkeys(changed_by(call)))
            case _:
                pass
    lines = tuple(f"{command} → {end}" if end else command for command, end in failed.items())
    return Facts(tuple(read), tuple(changed), lines, plan)


def _note_command(failed: dict[str, str], call: Call, result: ToolMessage) -> None:
    command = str(arguments(call).get("command", ""))[:_LINE]
    if not command:
        return
    for line in [line for line in failed if line == command or line.startswith(f"{command} → ")]:
        del failed[line]
    if result.failed:
        failed[command] = (result.text.strip().splitlines() or [""])[-1][:_LINE]


def _parsed(text: str) -> Facts:
    try:
        return msgspec.json.decode(text.removeprefix(_OPEN).removesuffix(_CLOSE), type=Facts)
    except msgspec.DecodeError:
        return Facts()


def _newer(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(lines[(len(lines) + 1) // 2 :])
