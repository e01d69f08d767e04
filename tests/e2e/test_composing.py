"""What a person does with the composer while the whole app runs in a terminal."""

from __future__ import annotations

import base64
import json

import pytest

from tests.support import anthropic_server as anthropic
from tests.support import openai_server as openai
from tests.support.anthropic_server import AnthropicServer
from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer
from tests.support.terminal import Terminal


def env(running: OpenAIServer) -> dict[str, str]:
    return {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": f"{running.url}/v1", "OPENAI_API_KEY": "x"}


SLOW = ("bash", {"command": "touch begun; while [ ! -e go ]; do sleep 0.05; done; rm go"})


def said(running: OpenAIServer) -> list[str]:
    """What the last request holds of the person's words, in order."""
    messages = running.requests[-1].body["messages"]
    return [message["content"] for message in messages if message["role"] == "user"]


def let_go(home: Home) -> None:
    """Let the slow command end."""
    (home.project / "go").touch()


def test_a_queue_is_edited_and_a_thought_is_heard_now(home: Home) -> None:
    script = [openai.call(*SLOW), openai.say("Noted."), openai.say("All done.")]
    with (
        OpenAIServer(script) as running,
        Terminal((*AGENT, "--mode", "yolo"), home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("wait\r")
        terminal.wait_for("running bash")
        terminal.send("then count\r")
        terminal.wait_for("queued: 1")
        terminal.send("\x1b[A")
        terminal.wait_until_gone("queued: 1")
        terminal.send(" to ten\r")
        terminal.wait_for("then count to ten")
        terminal.send("/steer be brief\r")
        terminal.wait_for("now   be brief")
        let_go(home)
        terminal.wait_for("All done.")
        assert "be brief" in said(running)[-2]
        assert "then count to ten" in said(running)[-1]
        assert "queued" not in terminal.screen


def test_ctrl_enter_says_now_what_is_written_and_then_what_is_queued_first(home: Home) -> None:
    now = "\x1b[13;5u"
    script = [openai.call(*SLOW), openai.call(*SLOW), openai.say("All done.")]
    with (
        OpenAIServer(script) as running,
        Terminal((*AGENT, "--mode", "yolo"), home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("Try")
        terminal.send("wait\r")
        terminal.wait_for("running bash")
        terminal.send(f"be brief{now}")
        terminal.wait_for("now   be brief")
        let_go(home)
        running.until(lambda server: len(server.bodies) == 2)
        terminal.send("count to ten\r")
        terminal.wait_for("queued: 1")
        terminal.send(now)
        terminal.wait_for("now   count to ten")
        let_go(home)
        terminal.wait_for("All done.")
        terminal.wait_until_gone("esc stop")
        assert len(running.bodies) == 3
        assert "be brief" in said(running)[-2]
        assert "count to ten" in said(running)[-1]


def test_only_the_lines_that_are_named_are_attached(home: Home) -> None:
    (home.project / "long.txt").write_text("".join(f"row {number}\n" for number in range(1, 101)))
    with (
        OpenAIServer([openai.say("Three rows.")]) as running,
        Terminal(AGENT, home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("what is @long.txt:10-12 and @shop/\r")
        terminal.wait_for("Three rows.")
        assert "with long.txt:10-12, shop/" in terminal.screen
        sent = json.dumps(running.requests[-1].body)
        assert "row 10" in sent
        assert "row 12" in sent
        assert "row 13" not in sent
        assert "row 9" not in sent
        assert "money.py" in sent


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_pasted_picture_reaches_openai(home: Home) -> None:
    (home.project / "dot.png").write_bytes(PNG)
    with (
        OpenAIServer([openai.say("A dot.")]) as running,
        Terminal(AGENT, home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send(f"\x1b[200~{home.project / 'dot.png'}\x1b[201~")
        terminal.wait_for("[image 1: dot.png")
        terminal.send("what is it?\r")
        terminal.wait_for("A dot.")
    parts = [part for message in running.requests[-1].body["messages"] for part in message["content"]]
    url = next(part["image_url"]["url"] for part in parts if isinstance(part, dict) and part["type"] == "image_url")
    assert url == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


def test_a_named_picture_reaches_anthropic(home: Home) -> None:
    (home.project / "dot.png").write_bytes(PNG)
    with AnthropicServer([anthropic.say("A dot.")]) as running:
        of = {"AGENT_MODEL": "anthropic/scripted", "ANTHROPIC_BASE_URL": running.url, "ANTHROPIC_API_KEY": "x"}
        done = home.run("run", "what is @dot.png?", **of)
    assert done.returncode == 0, done.stderr
    parts = [part for message in running.requests[-1].body["messages"] for part in message["content"]]
    source = next(part["source"] for part in parts if isinstance(part, dict) and part["type"] == "image")
    assert source == {"type": "base64", "media_type": "image/png", "data": base64.b64encode(PNG).decode()}


def test_a_model_that_takes_no_pictures_is_told_to_the_person(home: Home) -> None:
    (home.project / "dot.png").write_bytes(PNG)
    done = home.run("run", "explain this project, see @dot.png")
    assert "dot.png is a picture" in done.stderr
    assert "the model in use takes none" in done.stderr
    assert done.returncode == 0


def test_escape_keeps_what_was_done_and_goes_on_with_the_queue(home: Home) -> None:
    with (
        OpenAIServer([openai.call(*SLOW), openai.say("Instead, this.")]) as running,
        Terminal((*AGENT, "--mode", "yolo"), home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("wait\r")
        terminal.wait_for("running bash")
        terminal.send("\x1b")
        terminal.wait_for("Interrupted.")
        terminal.send("do this instead\r")
        terminal.wait_for("Instead, this.")
        assert "do this instead" in said(running)[-1]


def test_a_command_of_the_person_is_told_with_the_next_words(home: Home) -> None:
    with (
        OpenAIServer([openai.say("It adds up carts.")]) as running,
        Terminal(AGENT, home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("!head -1 README.md; echo $((40 + 2))\r")
        terminal.wait_for("# Shop")
        terminal.send("!!echo kept $((50 + 3))\r")
        terminal.wait_for("kept 53")
        terminal.send("!echo begun; sleep 600\r")
        terminal.wait_for("begun")
        terminal.send("\x1b")
        terminal.wait_for("stopped")
        terminal.send("what is it?\r")
        terminal.wait_for("It adds up carts.")
        sent = json.dumps(running.requests[-1].body)
        assert "# Shop\\n42" in sent
        assert "begun" in sent
        assert "kept 53" not in sent
        terminal.send("\x03\x03")
        assert terminal.wait_for_exit() == 0
    with (
        OpenAIServer([openai.say("As I said.")]) as running,
        Terminal((*AGENT, "-c"), home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("kept 53")
        terminal.send("again?\r")
        terminal.wait_for("As I said.")
        assert json.dumps(running.requests[-1].body).count("# Shop\\n42") == 1


@pytest.mark.parametrize("first", ["", "\x1b[D"], ids=["before-the-app", "in-the-app"])
def test_a_long_paste_is_a_chip_and_comes_back_with_what_was_sent(home: Home, first: str) -> None:
    pasted = "\n".join(f"line {number}" for number in range(40))
    with (
        OpenAIServer([openai.say("Forty lines."), openai.say("Again.")]) as running,
        Terminal(AGENT, home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send(first + "\x1b[200~" + pasted + "\x1b[201~")
        terminal.wait_for("[pasted 40 lines]")
        terminal.send("\r")
        terminal.wait_for("Forty lines.")
        assert pasted in said(running)[-1]
        terminal.send("\x1b[A")
        terminal.wait_for("[pasted 40 lines]")
        terminal.send("\x03")
        terminal.wait_until_gone("[pasted 40 lines]")
        terminal.send("\x12line 39")
        terminal.wait_for("› line 0")
        terminal.send("\r")
        terminal.wait_for("[pasted 40 lines]")
        terminal.send("\r")
        terminal.wait_for("Again.")
        assert said(running)[-1].count("line 39") == 1


def test_keys_that_come_at_once_act_in_their_order(home: Home) -> None:
    with Terminal(AGENT, home.project, home.env()) as terminal:
        terminal.wait_for("Try")
        terminal.send("ab\x1b[Dc\x01d\x1b[Fe\x1b[D\x1b[D\x1b[200~f\x1b[201~\x7fg")
        terminal.wait_for("› dacgbe")
