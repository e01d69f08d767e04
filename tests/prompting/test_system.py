from __future__ import annotations

import re
from pathlib import Path

import pytest

from agent_tui.core.errors import UserError
from agent_tui.prompting.find import prompt
from agent_tui.prompting.system import lean_prompt, research_prompt, system_prompt, wants_lean

ALL = {"bash", "edit_file", "grep", "read_file", "task", "todo", "write_file"}


def test_sections_come_with_the_tools_they_speak_of() -> None:
    full, looking = system_prompt(ALL), system_prompt({"read_file", "grep"})
    for words in ("`todo`", "`task`", "Read a file before you edit", "Do not commit"):
        assert words in full
        assert words not in looking


def test_a_family_of_models_gets_its_own_words() -> None:
    plain = system_prompt(ALL, "anthropic/claude-sonnet-4-5")
    assert system_prompt(ALL, "openai/gpt-5") == f"{plain}\n\n{prompt('system/families/openai.md')}"
    assert system_prompt(ALL, "gemini/gemini-2.5-pro") == f"{plain}\n\n{prompt('system/families/gemini.md')}"


def test_a_subagent_is_told_that_its_last_reply_counts() -> None:
    text = research_prompt({"grep", "read_file"})
    assert text.endswith(prompt("system/research.md"))
    assert "Do not commit" not in text


def test_it_holds_nothing_of_the_day_or_the_place() -> None:
    for text in (system_prompt(ALL), lean_prompt(), research_prompt({"grep"})):
        assert not re.search(r"\b20\d\d\b|/home|/tmp|branch|" + re.escape(str(Path.cwd())), text)


def test_the_person_adds_to_it_and_replaces_parts(tmp_path: Path) -> None:
    (tmp_path / "system").mkdir()
    (tmp_path / "system" / "identity.md").write_text("You are Hal.\n")
    text = system_prompt(ALL, append=" Speak Latin. ", overrides=tmp_path)
    assert text.startswith("You are Hal.\n\n# How to work")
    assert text.endswith("\n\nSpeak Latin.")
    assert lean_prompt("Speak Latin.", tmp_path).endswith("\n\nSpeak Latin.")


def test_a_prompt_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "compact.md").write_bytes(b"\xff")
    with pytest.raises(UserError, match=r"compact\.md cannot be read"):
        prompt("compact.md", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"no prompt file none\.md"):
        prompt("none.md")


@pytest.mark.parametrize(
    ("model", "window", "lean"),
    [
        ("ollama_chat/qwen3", 0, True),
        ("ollama/llama3", 128_000, True),
        ("lm_studio/qwen", 0, True),
        ("openai/gpt-4", 8192, True),
        ("openai/gpt-5", 272_000, False),
        ("groq/unknown", 0, False),
    ],
)
def test_small_models_get_the_short_prompt(model: str, window: int, lean: bool) -> None:
    assert wants_lean(model, window) is lean
