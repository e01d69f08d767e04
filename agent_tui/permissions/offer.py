"""The exact rule that a yes for longer than once would add: as narrow as is still of use."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from agent_tui.core.effects import Effect, Fetches, Runs, Unknown, Writes
from agent_tui.permissions.commands import RUNS_ANYTHING, names
from agent_tui.permissions.risky import risky
from agent_tui.permissions.rules import host_of
from agent_tui.permissions.shell import Part

_TWO = names(
    """
    git npm pnpm yarn bun deno cargo go docker podman kubectl helm terraform pip pip3 poetry pdm hatch uv conda make
    just task cmake gradle mvn dotnet mix bundle rails rake composer brew apt apt-get systemctl rustup swift flutter
    turbo nx pre-commit
    """
)
"""Commands whose second word names what they do."""
_SCRIPTS = frozenset(("npm run", "npm run-script", "pnpm run", "yarn run", "bun run", "deno task"))
"""Of these the third word is a name that the project gives: no further words are offered."""
_THREE = _SCRIPTS | names("gh aws gcloud az") | {"go mod", "docker compose", "uv pip"}
"""Commands, or commands with their second word, of which only the third word says what they do."""
_RUNS_WORDS = frozenset(
    (
        *("uv run", "poetry run", "pdm run", "hatch run", "bundle exec", "go run", "cargo run", "conda run", "mix run"),
        *("npm exec", "npm x", "pnpm exec", "pnpm dlx", "yarn dlx", "yarn exec", "bun x", "deno run", "deno eval"),
        *(
            "rails runner",
            "docker run",
            "docker exec",
            "podman run",
            "podman exec",
            "kubectl exec",
            "gh api",
            "gh alias",
        ),
        *("git config", "git push", "git submodule", "git bisect", "git rebase", "git filter-branch", "git clean"),
        *("git reset", "git grep", "git difftool", "git mergetool", "git clone", "git remote", "git fetch", "git pull"),
        *("git archive", "git diff", "git log", "git show", "go generate", "go test", "docker compose", "cmake -E"),
    )
)
"""Commands whose further words can run, send or destroy anything: only the very words are offered."""


def offer(
    tool: str, effect: Effect, root: str, unproven: Sequence[Part] = (), real: Iterable[str] = ()
) -> tuple[str, ...]:
    """Rules that would allow this call, and little more; empty where only this one call can be allowed.

    `unproven` are the parts of a `Runs` that need a rule, `real` the resolved paths of a `Writes`.
    """
    match effect:
        case Runs():
            return _commands(tool, unproven)
        case Writes():
            return _paths(tool, root, real)
        case Fetches(url=url):
            host = host_of(url)
            return (f"{tool}(domain:{host})",) if host else ()
        case Unknown():
            return (tool,)
        case _:
            return ()


def _commands(tool: str, parts: Sequence[Part]) -> tuple[str, ...]:
    patterns = [_command(part) for part in parts]
    return tuple(dict.fromkeys(f"{tool}({pattern})" for pattern in patterns)) if all(patterns) else ()


def _command(part: Part) -> str:
    """The pattern for one command; empty where none is safe to keep."""
    words = part.words
    if part.globs or any("*" in word or "\n" in word for word in words):
        return ""
    arity = _arity(words)
    named = words[:arity]
    if len(named) < arity or any(word.startswith("-") for word in named) or risky(words) or _narrow(words, arity):
        return shlex.join(words)
    return shlex.join(named) + ("" if " ".join(words[:2]) in _SCRIPTS and len(words) == arity else " *")


def _arity(words: tuple[str, ...]) -> int:
    """How many words name what a command does."""
    if words[0] in _THREE or " ".join(words[:2]) in _THREE:
        return 3
    return 2 if words[0] in _TWO else 1


def _narrow(words: tuple[str, ...], arity: int) -> bool:
    """Whether more than the very words would give away far more than was asked for."""
    if " ".join(words[:2]) in _RUNS_WORDS:
        return True
    name = words[0].rsplit("/", 1)[-1].lower()
    # With its second word said, such a command is known well enough; by its name alone it is not.
    return arity == 1 and (name in RUNS_ANYTHING or name.rstrip("0123456789.-") in RUNS_ANYTHING)


def _paths(tool: str, root: str, real: Iterable[str]) -> tuple[str, ...]:
    """One rule a file; none at all where a name would be read as a pattern or lies outside the workspace."""
    base = root.rstrip("/")
    rules = []
    for path in real:
        if not path.startswith(base + "/") or any(char in path for char in "*?[]!#\\\n") or path != path.rstrip():
            return ()
        rules.append(f"{tool}({path[len(base) :]})")
    return tuple(dict.fromkeys(rules))
