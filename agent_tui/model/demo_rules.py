"""What the demo does next: a function of the conversation and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from agent_tui.core.messages import AssistantMessage, Call, Request, ToolMessage, UserMessage
from agent_tui.model.demo_project import agents_file, key_files, overview

_ROW = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+):(?P<text>.*)$", re.MULTILINE)
_NUMBERED = re.compile(r"^\s*(\d+)\t(.*)$", re.MULTILINE)
_EXIT = re.compile(r"^\[exit ", re.MULTILINE)
_SHOWN_ROWS = 12
_SHOWN_LINES = 60


class Move(Struct, frozen=True):
    """One reply: words, then calls as (tool, arguments)."""

    text: str
    calls: tuple[tuple[str, dict[str, Any]], ...] = ()


class Step(Struct, frozen=True):
    """A call of this turn and what came back."""

    call: Call
    result: ToolMessage


Rule = Callable[[re.Match[str], Sequence[Step]], Move]

HELP = """\
I am **demo**: a set of rules, not a language model. I make real tool calls in your directory, so you can see how \
agent works before you connect a model. Try:

- `explain this project`
- `find NAME` or `where is NAME`
- `show FILE`, `list files`, `find TODOs`
- `replace OLD with NEW in FILE` (you approve the edit)
- `create FILE with TEXT`
- `run COMMAND`

To connect a real model, set its key and start again, for example `ANTHROPIC_API_KEY=… agent --model \
anthropic/claude-sonnet-4-5`, `OPENAI_API_KEY=… agent --model openai/gpt-5`, or `agent --model ollama_chat/qwen3` \
for a model on this machine. `/model` changes it while agent runs.
"""


def next_move(request: Request) -> Move:
    """The reply to `request`."""
    last = request.messages[-1] if request.messages else UserMessage("")
    if isinstance(last, UserMessage) and last.source == "reminder" and not last.text.startswith("<reminder>"):
        return _summary(request)
    words, steps = _turn(request)
    for pattern, rule in RULES:
        if found := pattern.search(words):
            return rule(found, steps)
    return Move(HELP)


def _turn(request: Request) -> tuple[str, list[Step]]:
    """What the person said last, and the calls made since."""
    words, start = "", 0
    for index, message in enumerate(request.messages):
        if isinstance(message, UserMessage) and message.source == "person":
            words, start = message.text.strip(), index
    results = {m.call_id: m for m in request.messages[start:] if isinstance(m, ToolMessage)}
    calls = [call for m in request.messages[start:] if isinstance(m, AssistantMessage) for call in m.calls]
    return words, [Step(call, results[call.id]) for call in calls if call.id in results]


def _summary(request: Request) -> Move:
    said = [m.text for m in request.messages if isinstance(m, UserMessage) and m.source == "person"]
    tools = [call.name for m in request.messages if isinstance(m, AssistantMessage) for call in m.calls]
    used = ", ".join(f"{name} ×{tools.count(name)}" for name in sorted(set(tools))) or "none"
    return Move(f"Goal: {said[-1] if said else 'none yet'}\nCommands: tools used: {used}.\nNext: answer the user.")


def _explain(found: re.Match[str], steps: Sequence[Step]) -> Move:
    return _look_around(steps) or Move(overview(_paths(steps), _more(steps), _texts(steps)))


def _look_around(steps: Sequence[Step]) -> Move | None:
    """What is to be looked at before a project can be told of; None once it was."""
    if not steps:
        return Move(
            "I'll list what is here first.", (("list_dir", {"path": "."}), ("glob", {"pattern": "**/*", "limit": 1000}))
        )
    names = [] if _read(steps) else key_files(_paths(steps))
    if not names:
        return None
    reads = tuple(("read_file", {"path": name, "limit": 120}) for name in names)
    return Move(f"Now the {len(names)} files that say most, in one parallel batch.", reads)


def _init(found: re.Match[str], steps: Sequence[Step]) -> Move:
    if move := _look_around(steps):
        return move
    if steps[-1].call.name == "write_file":
        return Move(_outcome(steps[-1], "Done: `AGENTS.md` says what I could see. Mend it and add what is missing."))
    if "AGENTS.md" in _paths(steps):
        return Move("There is an `AGENTS.md` already, and I am rules, not a language model: I leave it as it is.")
    content = agents_file(_paths(steps), _more(steps), _texts(steps))
    return Move("I'll write down what I saw.", (("write_file", {"path": "AGENTS.md", "content": content}),))


def _find(found: re.Match[str], steps: Sequence[Step]) -> Move:
    name = found.group("what").strip().strip("`'\"?")
    return _search(steps, re.escape(name), f"`{name}`")


def _todos(found: re.Match[str], steps: Sequence[Step]) -> Move:
    return _search(steps, r"\b(TODO|FIXME|XXX)\b", "TODOs")


def _search(steps: Sequence[Step], pattern: str, what: str) -> Move:
    if not steps:
        return Move(f"I'll search for {what}.", (("grep", {"pattern": pattern}),))
    result = steps[-1].result
    if result.failed:
        return Move(f"The search failed: {result.text}")
    rows = list(_ROW.finditer(result.text))
    if not rows:
        return Move(f"I found no {what} in this directory.")
    files = {row.group("path") for row in rows}
    lines = [f"- `{row.group('path')}:{row.group('line')}` {_code(row.group('text'))}" for row in rows[:_SHOWN_ROWS]]
    more = f"\n\nand {len(rows) - _SHOWN_ROWS} more." if len(rows) > _SHOWN_ROWS else ""
    return Move(
        f"I found {what} in {_count(len(rows), 'place')}, in {_count(len(files), 'file')}:\n\n"
        + "\n".join(lines)
        + more
    )


def _show(found: re.Match[str], steps: Sequence[Step]) -> Move:
    path = found.group("path").strip("`'\"")
    if not steps:
        return Move(f"I'll read `{path}`.", (("read_file", {"path": path}),))
    result = steps[-1].result
    if result.failed:
        return Move(result.text)
    lines = _plain(result.text).splitlines()
    rest = f"\n\n… {len(lines) - _SHOWN_LINES} more lines." if len(lines) > _SHOWN_LINES else ""
    kind = path.rpartition(".")[2] if "." in path else ""
    body = "\n".join(lines[:_SHOWN_LINES])
    fence = "`" * (3 + max((len(run) for run in re.findall(r"`{3,}", body)), default=0))
    return Move(f"`{path}`:\n\n{fence}{kind}\n{body}\n{fence}{rest}")


def _list(found: re.Match[str], steps: Sequence[Step]) -> Move:
    if not steps:
        return Move("I'll list this directory.", (("list_dir", {"path": "."}),))
    result = steps[-1].result
    return Move(result.text if result.failed else f"Here is what this directory holds:\n\n```\n{result.text}\n```")


def _replace(found: re.Match[str], steps: Sequence[Step]) -> Move:
    old, new, path = (found.group(name).strip().strip("`'\"") for name in ("old", "new", "path"))
    if not steps:
        return Move(f"I'll read `{path}` before I change it.", (("read_file", {"path": path}),))
    last = steps[-1]
    if last.call.name == "read_file" and not last.result.failed:
        edit = {"path": path, "old": old, "new": new, "replace_all": True}
        return Move(f"I'll replace `{old}` with `{new}`.", (("edit_file", edit),))
    return Move(_outcome(last, f"Done: `{old}` is now `{new}` in `{path}`."))


def _create(found: re.Match[str], steps: Sequence[Step]) -> Move:
    path, text = found.group("path").strip("`'\""), found.group("text").strip()
    if not steps:
        text = text.replace("\\n", "\n")
        content = text if text.endswith("\n") else text + "\n"
        return Move(f"I'll create `{path}`.", (("write_file", {"path": path, "content": content}),))
    return Move(_outcome(steps[-1], f"Done: `{path}` is there."))


def _run(found: re.Match[str], steps: Sequence[Step]) -> Move:
    command = found.group("command").strip().strip("`")
    if not steps:
        return Move(f"I'll run `{command}`.", (("bash", {"command": command}),))
    printed = steps[-1].result.text
    if steps[-1].result.failed and not _EXIT.search(printed):
        return Move(f"That did not happen. {printed}")
    ended = "failed" if steps[-1].result.failed else "ended"
    return Move(f"The command {ended}. This is what it printed:\n\n```\n{printed[-2000:]}\n```")


def _stream(found: re.Match[str], steps: Sequence[Step]) -> Move:
    """For benchmarks: an answer of a given length with everything that Markdown has."""
    block = (
        "## Part\n\nSome **words** with `code` and a list:\n\n- one thing\n- another thing\n\n```python\nx = 1\n```\n\n"
    )
    characters = int(found.group("tokens")) * 4
    return Move((block * (characters // len(block) + 1))[:characters])


def _outcome(step: Step, done: str) -> str:
    return f"That did not happen. {step.result.text}" if step.result.failed else done


def _read(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.call.name == "read_file"]


def _texts(steps: Sequence[Step]) -> dict[str, str]:
    """The files that were read, by their paths."""
    return {_argument(step.call, "path"): _plain(step.result.text) for step in _read(steps) if not step.result.failed}


def _paths(steps: Sequence[Step]) -> list[str]:
    listing = next((step.result.text for step in steps if step.call.name == "glob"), "")
    return [line for line in listing.splitlines() if line and not line.startswith(("[", "("))]


def _more(steps: Sequence[Step]) -> int:
    listing = next((step.result.text for step in steps if step.call.name == "glob"), "")
    found = re.search(r"^\[.*?(\d[\d,]*) more", listing, re.MULTILINE)
    return int(found.group(1).replace(",", "")) if found else 0


def _argument(call: Call, name: str) -> str:
    return str(msgspec.json.decode(call.arguments).get(name, ""))


def _plain(text: str) -> str:
    """A read file without its line numbers."""
    return "\n".join(found.group(2) for found in _NUMBERED.finditer(text))


def _code(text: str) -> str:
    cut = text.strip()[:100].replace("`", "'")
    return f"`{cut}`" if cut else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.DOTALL)


RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (_pattern(r"^write (an? )?AGENTS\.md\b"), _init),
    (_pattern(r"^stream (?P<tokens>\d{1,6}) tokens$"), _stream),
    (_pattern(r"^(please )?run (?P<command>.+)$"), _run),
    (_pattern(r"\breplace (?P<old>.+?) (with|by) (?P<new>.+) in (the file )?(?P<path>\S+?)\.?$"), _replace),
    (_pattern(r"\bcreate (a file |the file )?(?P<path>\S+) (with|containing) (?P<text>.+)$"), _create),
    (
        _pattern(r"\b(explain|describe|summari[sz]e)\b.*\b(project|repo|repository|code ?base|directory|this)\b"),
        _explain,
    ),
    (_pattern(r"\bwhat (is|does) this (project|repo|repository|directory|code)\b"), _explain),
    (_pattern(r"\b(todos?|fixmes?)\b"), _todos),
    (_pattern(r"^(please )?list( all)?( the)?( files)?\b|\bls$"), _list),
    (_pattern(r"^(please )?(show|cat|print|open|read)( me)?( the)?( file)? (?P<path>\S+)$"), _show),
    (_pattern(r"\bwhere (is|are) (?P<what>.+?)( used| defined| called)?\s*\??$"), _find),
    (_pattern(r"^(please )?(find|search for|search|grep|look for)( the| all)? (?P<what>.+)$"), _find),
)
"""Patterns and what they mean, the first that fits counts."""
