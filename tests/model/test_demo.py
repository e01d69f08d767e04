from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from agent_tui.core.messages import AssistantMessage, Call, Message, Request, ToolMessage, UserMessage
from agent_tui.model.demo import stream
from agent_tui.model.demo_project import key_files, overview
from agent_tui.model.demo_rules import HELP, Move, next_move
from agent_tui.model.wire import Complete, Done, Piece
from agent_tui.prompting.find import prompt
from tests.support.home import Home, make_home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_home(tmp_path_factory.mktemp("demo"))


def asked(words: str, *after: Message) -> Request:
    return Request("demo", "", (), (UserMessage("Here.", source="environment"), UserMessage(words), *after))


def step(tool: str, arguments: dict[str, str], result: str, *, failed: bool = False) -> tuple[Message, Message]:
    call = Call("1", tool, msgspec.json.encode(arguments).decode())
    return AssistantMessage(calls=(call,)), ToolMessage("1", tool, result, failed)


def ran(home: Home, words: str, *flags: str) -> str:
    """What `agent run` prints."""
    return home.run("run", words, *flags, AGENT_DEMO_RATE="0").stdout


def test_it_reads_several_files_together_and_tells_what_is_true(home: Home) -> None:
    printed = home.run("run", "explain this project", "--output-format", "stream-json", AGENT_DEMO_RATE="0").stdout
    events = [msgspec.json.decode(line) for line in printed.splitlines()]
    batches = [len(event["call_ids"]) for event in events if event["type"] == "batch_began"]
    assert batches == [2, 4]
    answer = events[-1]["result"]
    assert "**Shop**: A small shop that adds up carts." in answer
    assert "5 files: 4 Python, 1 Markdown" in answer
    assert "`shop/cart.py` defines `price`." in answer
    assert "**Tests**: 1 file" in answer
    assert "not a language model" in answer


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("where is total defined?", ["in 3 places, in 2 files", "`shop/money.py:1` `def total(items):`"]),
        ("find total(", ["`shop/cart.py:8` `return total(items) * RATE`"]),
        ("find TODOs", ["`shop/money.py:2` `# TODO: round`"]),
        ("find no_such_thing", ["I found no `no_such_thing`"]),
        ("show shop/cart.py", ["```py\nfrom shop.money import total\n\n\nRATE = 7"]),
        ("show nothing.py", ["nothing.py"]),
        ("list files", ["README.md"]),
        ("what can you do?", [HELP.splitlines()[0]]),
    ],
)
def test_intents_that_look(home: Home, words: str, told: list[str]) -> None:
    printed = ran(home, words)
    assert [part for part in told if part not in printed] == []


def test_intents_that_act(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    yolo = ("--mode", "yolo")
    assert "`RATE` is now `FACTOR`" in ran(home, "replace RATE with FACTOR in shop/cart.py", *yolo)
    assert (home.project / "shop" / "cart.py").read_text().count("FACTOR") == 2
    assert "`notes.txt` is there" in ran(home, "create notes.txt with one\\ntwo", *yolo)
    assert (home.project / "notes.txt").read_text() == "one\ntwo\n"
    assert "The command ended" in ran(home, "run echo 'from the shell'", *yolo)
    assert "The command failed" in ran(home, "run echo before; exit 3", *yolo)
    assert "That did not happen" in ran(home, "replace ABSENT with X in shop/cart.py", *yolo)


@pytest.mark.parametrize(
    ("words", "tool", "arguments"),
    [
        ("replace a with b in f.py", "edit_file", {"path": "f.py", "old": "a", "new": "b"}),
        ("create f.txt with x", "write_file", {"path": "f.txt", "content": "x\n"}),
        ("run ls", "bash", {"command": "ls"}),
    ],
)
def test_a_refusal_is_honoured_with_its_reason(words: str, tool: str, arguments: dict[str, str]) -> None:
    refused = step(tool, arguments, "The user refused: not this file.", failed=True)
    assert next_move(asked(words, *refused)) == Move("That did not happen. The user refused: not this file.")


@pytest.mark.parametrize(
    ("words", "tool", "arguments"),
    [
        ("Please run make test", "bash", {"command": "make test"}),
        ("run `git status`", "bash", {"command": "git status"}),
        ("search for Cart.add", "grep", {"pattern": r"Cart\.add"}),
        ("Where is `price` used?", "grep", {"pattern": "price"}),
        ("cat README.md", "read_file", {"path": "README.md"}),
        ("replace 'x y' by 'z' in the file a/b.py.", "read_file", {"path": "a/b.py"}),
        ("create a file a.txt containing hi", "write_file", {"path": "a.txt", "content": "hi\n"}),
    ],
)
def test_words_and_the_call_they_lead_to(words: str, tool: str, arguments: dict[str, str]) -> None:
    assert next_move(asked(words)).calls == ((tool, arguments),)


def test_only_the_newest_words_count() -> None:
    before = step("grep", {"pattern": "x"}, "a.py:1:x")
    again = asked("find x", *before, AssistantMessage("Found."), UserMessage("show a.py"))
    assert next_move(again).calls == (("read_file", {"path": "a.py"}),)


async def test_it_streams_what_it_replies_and_counts_it() -> None:
    got = [event async for event in stream(Complete(1, asked("stream 50 tokens")))]
    done = got[-1]
    assert isinstance(done, Done)
    assert "".join(event.text for event in got if isinstance(event, Piece)) == done.message.text
    assert len(done.message.text) == 200
    assert done.usage.estimated
    assert 40 <= done.usage.output_tokens <= 60
    assert done.finish == "stop"


async def test_two_replies_never_share_a_call_id() -> None:
    first = [event async for event in stream(Complete(1, asked("explain this project")))][-1]
    assert isinstance(first, Done)
    results = tuple(ToolMessage(call.id, call.name, "README.md\na.py") for call in first.message.calls)
    later = asked("explain this project", first.message, *results)
    second = [event async for event in stream(Complete(2, later))][-1]
    assert isinstance(second, Done)
    ids = [call.id for call in (*first.message.calls, *second.message.calls)]
    assert len(set(ids)) == len(ids) == 4


def test_telling_files_come_first_and_code_fills_up() -> None:
    paths = ["tests/test_a.py", "z.py", "README.md", "pkg/__init__.py", "pkg/core.py", "pyproject.toml", "notes.txt"]
    assert key_files(paths) == ["README.md", "pyproject.toml", "z.py", "pkg/core.py"]
    assert key_files([]) == []


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"package.json": '{"name":"web","scripts":{"test":"x"}}'}, ["`web`: `npm run test`", "`npm test`"]),
        ({"Cargo.toml": '[package]\nname = "fast"\n'}, ["**Rust crate** `fast`", "`cargo test`"]),
        ({"pyproject.toml": '[project]\nname = "p"\n[tool.pytest]\n'}, ["**Python package** `p`", "`pytest`"]),
        ({"pyproject.toml": "[project\n"}, ["**Python package**, set up by"]),
        ({"pyproject.toml": "project = 1\n"}, ["**Python package**, set up by"]),
        ({"package.json": "[]"}, ["**Node package**, set up by"]),
        ({"package.json": "{"}, ["**Node package**, set up by"]),
        ({"README.md": "Title\n=====\n\nWhat it is."}, ["**Title**: What it is."]),
    ],
)  # fmt: skip
def test_an_overview_tells_what_files_say(texts: dict[str, str], told: list[str]) -> None:
    text = overview([*texts, "tests/test_x.py"], 0, texts)
    assert [part for part in told if part not in text] == []


def test_an_empty_directory_is_said_to_be_empty() -> None:
    assert "no files" in overview([], 0, {})


def test_a_first_agents_file_says_what_is_there() -> None:
    names, readme = "README.md\nshop/cart.py\ntests/test_cart.py", "     1\t# Shop\n     2\t\n     3\tAdds up carts."
    looked = step("glob", {"pattern": "**/*"}, names)
    read = step("read_file", {"path": "README.md"}, readme)
    words = prompt("init.md")
    assert [tool for tool, _ in next_move(asked(words)).calls] == ["list_dir", "glob"]
    assert {tool for tool, _ in next_move(asked(words, *looked)).calls} == {"read_file"}
    ((tool, arguments),) = next_move(asked(words, *numbered(looked, read))).calls
    assert (tool, arguments["path"]) == ("write_file", "AGENTS.md")
    for told in ("## Purpose\n\n- **Shop**: Adds up carts.", "`shop/` (1)", "- **Tests**: 1 file."):
        assert told in arguments["content"]
    written = step("write_file", arguments, "Created AGENTS.md.")
    assert next_move(asked(words, *numbered(looked, read, written))).text.startswith("Done: `AGENTS.md`")


def test_an_agents_file_that_is_there_stays() -> None:
    looked = step("glob", {"pattern": "**/*"}, "AGENTS.md\nREADME.md")
    read = step("read_file", {"path": "README.md"}, "     1\t# Shop")
    move = next_move(asked("write AGENTS.md", *numbered(looked, read)))
    assert not move.calls
    assert "already" in move.text


def numbered(*steps: tuple[Message, Message]) -> list[Message]:
    """Steps of one turn, each call with an id of its own."""
    told: list[Message] = []
    for number, (reply, result) in enumerate(steps):
        assert isinstance(reply, AssistantMessage)
        assert isinstance(result, ToolMessage)
        told.append(AssistantMessage(calls=tuple(replace(call, id=f"c{number}") for call in reply.calls)))
        told.append(replace(result, call_id=f"c{number}"))
    return told
