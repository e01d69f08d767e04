"""What the demo can tell of a project from the names of its files and the text of a few of them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import msgspec

_LANGUAGES = {
    "py": "Python", "pyi": "Python", "js": "JavaScript", "mjs": "JavaScript", "jsx": "JavaScript", "ts": "TypeScript",
    "tsx": "TypeScript", "rs": "Rust", "go": "Go", "java": "Java", "kt": "Kotlin", "c": "C", "h": "C", "cc": "C++",
    "cpp": "C++", "hpp": "C++", "cs": "C#", "rb": "Ruby", "php": "PHP", "swift": "Swift", "sh": "Shell",
    "bash": "Shell", "sql": "SQL", "html": "HTML", "css": "CSS", "scss": "CSS", "md": "Markdown", "rst": "text",
    "txt": "text", "toml": "TOML", "yml": "YAML", "yaml": "YAML", "json": "JSON", "xml": "XML", "tex": "TeX",
    "lua": "Lua", "zig": "Zig", "ex": "Elixir", "exs": "Elixir", "hs": "Haskell", "scala": "Scala", "tcss": "CSS",
    "ipynb": "Jupyter", "r": "R", "jl": "Julia", "dart": "Dart", "vue": "Vue", "svelte": "Svelte", "pl": "Perl",
}  # fmt: skip
_TELLING = (
    r"^readme(\.\w+)?$", r"^pyproject\.toml$", r"^package\.json$", r"^cargo\.toml$", r"^go\.mod$", r"^makefile$",
    r"^architecture\.md$", r"^setup\.(py|cfg)$", r"^(pom\.xml|build\.gradle(\.kts)?)$", r"^[^/]+/__main__\.py$",
    r"^(src/)?(main|app|index|cli)\.\w+$", r"^agents\.md$", r"^contributing\.md$", r"^[^/]+/(main|app|cli)\.\w+$",
)  # fmt: skip
_MOST = 6
_TESTS = re.compile(r"(^|/)(tests?|spec|__tests__)/|(^|/)test_[^/]+$|_test\.\w+$|\.(test|spec)\.\w+$")


def key_files(paths: Sequence[str]) -> list[str]:
    """The files that say most about a project, at most six."""
    chosen: list[str] = []
    for pattern in _TELLING:
        matching = sorted(path for path in paths if re.match(pattern, path, re.IGNORECASE))
        chosen.extend(path for path in matching[:1] if path not in chosen)
    if not chosen:
        chosen = sorted(paths, key=lambda path: (path.count("/"), path))
    return chosen[:_MOST]


def overview(paths: Sequence[str], more: int, texts: Mapping[str, str]) -> str:
    """A summary in Markdown; `more` files were not listed, `texts` are the files that were read."""
    if not paths:
        return "This directory holds no files that I can see, so there is nothing to explain yet."
    parts = [_headline(texts), _languages(paths, more), _places(paths), *_set_up(texts), _tests(paths)]
    body = "\n".join(f"- {part}" for part in parts[1:] if part)
    read = ", ".join(f"`{path}`" for path in texts)
    closing = f"I read {read} to say this." if read else "I looked at file names only."
    return f"{parts[0]}\n\n{body}\n\n{closing} I am the demo, a set of rules; a real model would go deeper."


def _headline(texts: Mapping[str, str]) -> str:
    readme = next((text for path, text in texts.items() if path.lower().startswith("readme")), "")
    title, paragraph = "", ""
    fenced = False
    for block in re.split(r"\n\s*\n", readme):
        line = block.strip()
        if line.count("```") % 2:
            fenced = not fenced
        if not title and (found := re.match(r"#+\s+(.+)|(.+)\n[=-]{3,}", line)):
            title = (found.group(1) or found.group(2)).strip()
            line = line[found.end() :].strip()
        if title and line and not fenced and not re.match(r"[#!\[<`|\-*>]", line):
            paragraph = " ".join(line.split())
            break
    if not title:
        return "**This project** has no README that I could read, so this is from its files."
    return f"**{title}**" + (f": {paragraph}" if paragraph else "")


def _languages(paths: Sequence[str], more: int) -> str:
    counts = Counter(_LANGUAGES.get(PurePosixPath(path).suffix.lstrip(".").lower(), "other") for path in paths)
    named = [f"{number} {name}" for name, number in counts.most_common(6)]
    total = len(paths) + more
    seen = f" (of the {len(paths)} newest)" if more else ""
    return f"**Made of** {total} file{'' if total == 1 else 's'}: {', '.join(named)}{seen}."


def _places(paths: Sequence[str]) -> str:
    counts = Counter(path.split("/")[0] + "/" for path in paths if "/" in path)
    if not counts:
        return "**Where things are**: everything lies at the top."
    return "**Where things are**: " + ", ".join(f"`{name}` ({number})" for name, number in counts.most_common(6)) + "."


def _set_up(texts: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    if text := texts.get("pyproject.toml"):
        found.append(_python(text))
    if text := texts.get("package.json"):
        found.append(_node(text))
    if text := texts.get("Cargo.toml"):
        found.append(_rust(text))
    return [line for line in found if line]


def _python(text: str) -> str:
    try:
        project = tomllib.loads(text).get("project", {})
    except tomllib.TOMLDecodeError:
        # Only the beginning of a long file was read.
        return "**Python package**, set up by `pyproject.toml`."
    commands = ", ".join(f"`{name}`" for name in project.get("scripts", {}))
    needs = len(project.get("dependencies", []))
    return (
        f"**Python package** `{project.get('name', '?')}`"
        + (f" for Python {project['requires-python']}" if "requires-python" in project else "")
        + f", {needs} dependencies"
        + (f", commands {commands}" if commands else "")
        + "."
    )


def _node(text: str) -> str:
    try:
        package = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return "**Node package**, set up by `package.json`."
    scripts = ", ".join(f"`npm run {name}`" for name in list(package.get("scripts", {}))[:6])
    return f"**Node package** `{package.get('name', '?')}`" + (f": {scripts}" if scripts else "") + "."


def _rust(text: str) -> str:
    found = re.search(r'^name\s*=\s*"([^"]+)"', text, re.MULTILINE)
    return f"**Rust crate** `{found.group(1)}`." if found else "**Rust workspace**."


def _tests(paths: Sequence[str]) -> str:
    tests = [path for path in paths if _TESTS.search(path)]
    return f"**Tests**: {len(tests)} file{'' if len(tests) == 1 else 's'}." if tests else "**Tests**: I saw none."
