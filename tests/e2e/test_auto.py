"""Auto mode, whole: commands work at the top of a repository, and make nothing that other programs would obey."""

from __future__ import annotations

import pytest

from agent_tui.permissions.sandbox import probe
from tests.support.home import Home
from tests.support.openai_server import OpenAIServer, call, say

pytestmark = pytest.mark.skipif(
    probe(("bubblewrap",)) is None, reason="bubblewrap does not work on this machine, and landlock allows less"
)
GIT = "git -c user.name=t -c user.email=t@example.org"


def test_a_build_and_a_commit_work_and_a_server_file_is_set_aside(home: Home) -> None:
    command = f"mkdir build && echo x > build/out && echo '{{}}' > .mcp.json && git add build && {GIT} commit -qm Build"
    with OpenAIServer([call("bash", {"command": command}), say("Built.")]) as server:
        env = {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "x"}
        done = home.run("run", "--mode", "auto", "build it", **env)
        assert done.returncode == 0, done.stderr
        told = server.bodies[1]["messages"][-1]["content"]
    assert "Set aside, since commands may not make it: .mcp.json." in told
    assert (home.project / "build" / "out").read_text() == "x\n"
    assert not (home.project / ".mcp.json").exists()
    assert (home.project / ".git" / "refs" / "heads" / "main").exists()


def test_a_command_cannot_plant_a_hook(home: Home) -> None:
    hook = home.project / ".git" / "hooks" / "post-commit"
    commands = (f"echo 'echo planted' > {hook}", f"git config core.hooksPath {home.project}", f"rm -rf {hook.parent}")
    with OpenAIServer([*(call("bash", {"command": each}) for each in commands), say("No.")]) as server:
        env = {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "x"}
        before = (home.project / ".git" / "config").read_text()
        home.run("run", "--mode", "auto", "plant it", **env)
    assert not hook.exists()
    assert hook.parent.is_dir()
    assert (home.project / ".git" / "config").read_text() == before
