from __future__ import annotations

from pathlib import Path

from agent_tui.core.custom import CustomCommand
from agent_tui.extensions.custom import custom_commands


def test_a_file_is_a_command_with_what_its_head_says(tmp_path: Path) -> None:
    (tmp_path / "git").mkdir()
    (tmp_path / "review.md").write_text(
        '---\ndescription: "Look for\\e[2J faults"\nargument-hint: PATH\n---\n\nReview $1\n'
    )
    (tmp_path / "git" / "Sum.md").write_text("# Sum up\n\nwhat changed\n")
    assert custom_commands((tmp_path, tmp_path / "none")) == (
        CustomCommand("git:sum", "# Sum up\n\nwhat changed", "Sum up"),
        CustomCommand("review", "Review $1", "Look for faults", "PATH"),
    )


def test_a_head_that_cannot_be_read_costs_only_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\n: [\n---\nDo it\n")
    (tmp_path / "b.md").write_text("---\n- list\n---\nDo it\n")
    (tmp_path / "c.md").write_text("---\nno end\n")
    assert [(found.name, found.body) for found in custom_commands((tmp_path,))] == [
        ("a", "Do it"),
        ("b", "Do it"),
        ("c", "---\nno end"),
    ]


def test_a_head_names_a_model_and_what_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "ship.md").write_text("---\nmodel: opus\nallowed-tools: Bash(git:*), Skill\n---\nShip it\n")
    (tmp_path / "stay.md").write_text("---\nmodel: inherit\nallowed-tools:\n---\nStay\n")
    assert custom_commands((tmp_path,)) == (
        CustomCommand("ship", "Ship it", "Ship it", model="opus", allows=("bash(git *)",), unheeded=("Skill",)),
        CustomCommand("stay", "Stay", "Stay"),
    )


def test_a_later_place_goes_first(tmp_path: Path) -> None:
    for place in ("mine", "theirs"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "do.md").write_text(place)
    assert [found.body for found in custom_commands((tmp_path / "mine", tmp_path / "theirs"))] == ["theirs"]


def test_names_that_cannot_be_typed_and_links_that_lead_away_are_none(tmp_path: Path) -> None:
    (tmp_path / "out.md").write_text("x")
    place = tmp_path / "commands"
    place.mkdir()
    (place / "two words.md").write_text("x")
    (place / "link.md").symlink_to(tmp_path / "out.md")
    assert custom_commands((place,)) == ()
