"""Commands that the person and the project wrote, in the whole product."""

from __future__ import annotations

import json
import time

from tests.support import openai_server as openai
from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer
from tests.support.terminal import Terminal


def env(running: OpenAIServer) -> dict[str, str]:
    return {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": f"{running.url}/v1", "OPENAI_API_KEY": "x"}


def write(home: Home) -> None:
    place = home.project / ".agent" / "commands"
    place.mkdir(parents=True)
    (place / "about.md").write_text(
        "---\ndescription: Tell about a file\nargument-hint: FILE\n---\nTell about @$1:\n!`rev $1`\nin short\n"
    )


def test_a_projects_command_asks_for_trust_and_then_for_its_shell(home: Home) -> None:
    write(home)
    with (
        OpenAIServer([openai.say("A shop.")]) as running,
        Terminal(AGENT, home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("rev $1")
        time.sleep(0.8)
        terminal.send("y")
        terminal.wait_for("/ commands")
        terminal.send("/abou")
        terminal.wait_for("Tell about a file")
        terminal.send("t README.md\r")
        terminal.wait_for("rev README.md")
        time.sleep(0.8)
        terminal.send("y")
        terminal.wait_for("A shop.")
        terminal.wait_for("/about README.md")
        sent = json.dumps(running.requests[-1].body)
        assert "Tell about @README.md:\\n" in sent
        assert "pohS #" in sent
        terminal.send("\x03\x03")
        assert terminal.wait_for_exit() == 0


def test_without_trust_there_is_no_such_command(home: Home) -> None:
    write(home)
    with OpenAIServer([openai.say("As it stands.")]) as running:
        done = home.run("run", "/about README.md", **env(running))
        assert done.stdout == "As it stands.\n"
        assert '/about README.md"' in json.dumps(running.requests[-1].body)


def test_headless_runs_a_command_of_the_person_under_the_rules(home: Home) -> None:
    place = home.root / ".config" / "agent" / "commands"
    place.mkdir(parents=True)
    (place / "fine.md").write_text("The head is !`head -1 $1`; what of $2?")
    (place / "bad.md").write_text("Now !`rm -r $1`")
    with OpenAIServer([openai.say("Well.")]) as running:
        done = home.run("run", "/fine README.md it", **env(running))
        assert done.stdout == "Well.\n"
        assert "The head is # Shop" in json.dumps(running.requests[-1].body)
        refused = home.run("run", "/bad shop", **env(running))
        assert refused.returncode != 0
        assert "not allowed" in refused.stderr
        assert len(running.requests) == 1
    assert (home.project / "shop").is_dir()


def own_command(home: Home, name: str, text: str) -> None:
    place = home.root / ".config" / "agent" / "commands"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.md").write_text(text)


def test_a_file_names_the_model_of_its_turn_and_what_needs_no_question_in_it(home: Home) -> None:
    head = "---\nmodel: custom_openai/gpt-5\nallowed-tools: Bash(touch:*), Bash(rev:*)\n---\n"
    own_command(home, "mark", head + "!`rev README.md` then touch $1")
    replies = [
        openai.call("bash", {"command": "touch one"}),
        openai.say("Marked."),
        openai.call("bash", {"command": "touch two"}),
        openai.say("As you like."),
    ]
    with OpenAIServer(replies) as running:
        settings = {**env(running), "AGENT_MODEL": "openai/gpt-5"}
        with Terminal(AGENT, home.project, home.env(**settings)) as terminal:
            terminal.wait_for("/ commands")
            terminal.send("/mark it\r")
            terminal.wait_for("bash(touch *)")
            terminal.wait_for("The model of this turn is custom_openai/gpt-5.")
            terminal.wait_for("Marked.")
            terminal.wait_for("The model is now openai/gpt-5.")
            assert (home.project / "one").exists()
            terminal.send("now the other\r")
            terminal.wait_for("It runs a command.")
            time.sleep(0.8)
            terminal.send("n")
            terminal.wait_for("Why not?")
            terminal.send("\r")
            terminal.wait_for("As you like.")
            assert not (home.project / "two").exists()
            terminal.send("\x03\x03")
            assert terminal.wait_for_exit() == 0
    marked, _, other, _ = running.bodies
    # Each model has its own editing tools.
    patching = ["apply_patch" in json.dumps(body["tools"]) for body in (marked, other)]
    assert patching == [False, True]


def test_headless_a_file_names_the_model_and_the_rules_of_its_turn_too(home: Home) -> None:
    own_command(home, "mark", "---\nmodel: gpt-5-mini\nallowed-tools: [Bash(touch:*)]\n---\ntouch $1")
    own_command(home, "lost", "---\nmodel: no-such-model\n---\ngo")
    with OpenAIServer([openai.call("bash", {"command": "touch one"}), openai.say("Marked.")]) as running:
        done = home.run("run", "/mark it", **env(running))
        assert done.stdout == "Marked.\n"
        assert (home.project / "one").exists()
        assert {body["model"] for body in running.bodies} == {"gpt-5-mini"}
        lost = home.run("run", "/lost", **env(running))
        assert lost.returncode == 1
        assert "names the model no-such-model, and no such model is known" in lost.stderr
        assert len(running.requests) == 2
