"""What can be told of the working directory at once, without starting a program."""

from __future__ import annotations

from pathlib import Path

_SIGNS = (
    ("pyproject.toml", "Python"),
    ("setup.py", "Python"),
    ("Cargo.toml", "Rust"),
    ("go.mod", "Go"),
    ("tsconfig.json", "TypeScript"),
    ("package.json", "JavaScript"),
    ("Gemfile", "Ruby"),
    ("composer.json", "PHP"),
    ("pom.xml", "Java"),
    ("mix.exs", "Elixir"),
    ("Package.swift", "Swift"),
    ("CMakeLists.txt", "C or C++"),
)
"""Files that tell what a project is written in; the first that is there counts."""


def about(cwd: Path) -> str:
    """The language of the project, by the files at its top; empty where none tells."""
    return next((language for name, language in _SIGNS if (cwd / name).is_file()), "")


def short(cwd: str) -> str:
    """The directory as the person would write it."""
    home = str(Path.home())
    return f"~{cwd[len(home) :]}" if cwd == home or cwd.startswith(f"{home}/") else cwd


def branch(cwd: Path) -> str:
    """The branch that is checked out, read without starting git; empty outside a repository."""
    for place in (cwd, *cwd.parents):
        git = place / ".git"
        try:
            if git.is_file():
                git = place / git.read_text().removeprefix("gitdir:").strip()
            head = (git / "HEAD").read_text().strip()
        except (OSError, UnicodeDecodeError):
            continue
        return head.removeprefix("ref: refs/heads/") if head.startswith("ref:") else head[:8]
    return ""
