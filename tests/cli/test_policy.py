from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.home import Home, make_home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


def test_each_part_of_a_command_is_explained(home: Home) -> None:
    done = home.run("policy", "test", "git status && rm -r build")
    assert done.returncode == 0
    whole, first, second = done.stdout.splitlines()
    assert whole.startswith("ask    git status && rm -r build")
    assert first.startswith("  allow  git status")
    assert second.startswith("  ask    rm -r build")


def test_many_commands_are_judged_by_the_configured_rules(home: Home) -> None:
    place = home.root / ".config" / "agent"
    place.mkdir(parents=True)
    (place / "config.yml").write_text("permissions:\n  allow: [bash(make *)]\n  deny: [bash(curl *)]\n")
    done = home.run("policy", "test", "--stdin0", "--json", stdin="make all\0curl x\0make\nrm x\0")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["command"] for row in rows] == ["make all", "curl x", "make\nrm x"]
    assert [row["verdict"] for row in rows] == ["allow", "deny", "ask"]
    assert (rows[0]["rule"], rows[1]["rule"]) == ("bash(make *)", "bash(curl *)")


def test_the_mode_counts(home: Home) -> None:
    asked = ("policy", "test", "--json", "npm install", "--mode")
    assert json.loads(home.run(*asked, "ask").stdout)["verdict"] == "ask"
    assert json.loads(home.run(*asked, "plan").stdout)["verdict"] == "deny"
    assert json.loads(home.run(*asked, "yolo").stdout)["verdict"] == "allow"


@pytest.mark.parametrize("arguments", [[], ["ls", "--stdin0"], ["ls", "--mode", "wild"], ["ls", "-la"]])
def test_a_question_that_cannot_be_read_is_a_usage_error(home: Home, arguments: list[str]) -> None:
    assert home.run("policy", "test", *arguments).returncode == 2


def test_sandbox_check_tells_of_every_kind(home: Home) -> None:
    done = home.run("sandbox", "check")
    told = {line.split()[0]: "works" in line for line in done.stdout.splitlines() if line[:1].islower()}
    assert told.keys() == {"bubblewrap", "landlock", "seatbelt"}
    assert done.returncode == int(not any(told.values()))
