"""Files named with an `@`, from their first letters to the message that is sent."""

from __future__ import annotations

import pytest

from agent_tui.core.ops import Say
from agent_tui.tui.mentions import Project, fits, mentioned
from tests.tui.stage import stage

NAMES = ("tests/test_cart.py", "shop/cart.py", "shop/card/reader.py", "README.md")


@pytest.mark.parametrize(
    ("before", "found"), [("see @", ""), ("@sh", "sh"), ("(a) @shop/c", "shop/c"), ("me@home", None), ("@a b", None)]
)
def test_what_is_written_of_a_name(before: str, found: str | None) -> None:
    assert mentioned(before) == found


def test_the_nearest_names_come_first_and_of_equal_ones_the_newest() -> None:
    project = Project(lambda: NAMES)
    assert project.best("", 3) == ["tests/", "tests/test_cart.py", "shop/"]
    assert project.best("CAR", 9) == ["shop/cart.py", "shop/card/", "tests/test_cart.py", "shop/card/reader.py"]
    assert project.best("spcrt", 9) == ["shop/cart.py"]
    assert project.best("xyz", 9) == []
    assert fits("rdm", "README.md")


def test_files_that_cannot_be_listed_are_none() -> None:
    def fail() -> list[str]:
        raise PermissionError

    assert Project(fail).best("a", 8) == []


def test_each_letter_looks_only_at_what_the_one_before_left() -> None:
    names = [f"src/part{number % 997}/module_{number}.py" for number in range(100_000)]
    project, counts = Project(lambda: names), []
    for words in ("pt", "pt9", "pt99", "pt99mdl", "pt99mdl99999"):
        before = project.looked_at
        found = project.best(words, 8)
        counts.append(project.looked_at - before)
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 100_000
    assert counts[-1] < 10_000
    assert found == Project(lambda: names).best(words, 8) != []
    assert project.best("pt", 8) == Project(lambda: names).best("pt", 8)


@pytest.mark.asyncio
async def test_a_file_is_named_in_the_message() -> None:
    async with stage(files=lambda: NAMES) as on:
        await on.press(*"why @cart")
        await on.pilot.pause(0.2)
        assert on.marked() == "shop/cart.py"
        await on.press("down", "up", "tab", *"so?", "enter")
        assert on.session.heard == [Say("why @shop/cart.py so?")]


@pytest.mark.asyncio
async def test_a_directory_is_gone_into_and_enter_sends_nothing() -> None:
    async with stage(files=lambda: NAMES) as on:
        await on.press(*"@shop/ca")
        await on.pilot.pause(0.2)
        await on.press("down", "enter")
        assert on.composer.text == "@shop/card/"
        await on.pilot.pause(0.2)
        assert on.marked() == "shop/card/reader.py"
        await on.press("escape", "enter")
        assert on.session.heard == [Say("@shop/card/")]
