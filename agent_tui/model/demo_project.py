"""What the demo can tell of a project from the names of its files and the text of a few of them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import msgspec
from msgspec import Struct

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
_LEAST, _MOST = 4, 6
_CODE = frozenset(_LANGUAGES.values()) - {"Markdown", "text", "TOML", "YAML", "JSON", "XML", "HTML", "CSS", "TeX"}
_ENTRY = re.compile(r"(^|/)(__main__|main|index|cli|app|manage)\.(py|js|mjs|ts|tsx|rs|go|rb|php|c|cpp)$")
_DEFINED = re.compile(
    r"^(?:export |default |pub |async |abstract |final |public )*"
    r"(?:def|class|function|fn|func|struct|enum|trait|interface|module)\s+(?P<name>[A-Za-z_]\w*)",
    re.MULTILINE,
)
_WAYS_TO_TEST = (
    ("pyproject.toml", r"\bpytest\b", "pytest"),
    ("package.json", r'"test"\s*:', "npm test"),
    ("Cargo.toml", r"", "cargo test"),
    ("go.mod", r"", "go test ./..."),
    ("Makefile", r"(?m)^test\s*:", "make test"),
)
"""File, what it must say, and the command that then runs the tests."""
_TESTS = re.compile(r"(^|/)(tests?|spec|__tests__)/|(^|/)test_[^/]+$|_test\.\w+$|\.(test|spec)\.\w+$")


def key_files(paths: Sequence[str]) -> list[str]:
    """The files that say most about a project: at most six, and at least four where there are so many."""
    chosen: list[str] = []
    for pattern in _TELLING:
        matching = sorted(path for path in paths if re.match(pattern, path, re.IGNORECASE))
        chosen.extend(path for path in matching[:1] if path not in chosen)
    code = [path for path in paths if _language(path) in _CODE and not _TESTS.search(path)]
    for path in [*sorted(code, key=_depth), *sorted(paths, key=_depth)]:
        if len(chosen) < _LEAST and path not in chosen:
            chosen.append(path)
    return chosen[:_MOST]


def overview(paths: Sequence[str], more: int, texts: Mapping[str, str]) -> str:
    """A summary in Markdown; `more` files were not listed, `texts` are the files that were read."""
    if not paths:
        return "This directory holds no files that I can see, so there is nothing to explain yet."
    parts = [_headline(texts), _languages(paths, more), _places(paths), *_set_up(texts), _entries(paths)]
    parts += [*_definitions(texts), _tests(paths, texts)]
    body = "\n".join(f"- {part}" for part in parts[1:] if part)
    read = ", ".join(f"`{path}`" for path in texts)
    closing = f"I read {read} to say this." if read else "I looked at file names only."
    return f"{parts[0]}\n\n{body}\n\n{closing} I am the demo: rules, not a language model. A real one would go deeper."


def agents_file(paths: Sequence[str], more: int, texts: Mapping[str, str]) -> str:
    """A first AGENTS.md; `more` files were not listed, `texts` are the files that were read."""
    parts = (
        ("Purpose", (_headline(texts),)),
        ("Commands", (*_set_up(texts), _tests(paths, texts))),
        ("Layout", (_languages(paths, more), _places(paths), _entries(paths), *_definitions(texts))),
    )
    told = ((title, [line for line in lines if line]) for title, lines in parts)
    body = "\n\n".join(f"## {title}\n\n" + "\n".join(f"- {line}" for line in lines) for title, lines in told)
    return f"# For agents\n\n{body}\n"


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
    counts = Counter(map(_language, paths))
    named = [f"{number} {name}" for name, number in counts.most_common(6)]
    total = len(paths) + more
    seen = f" (of the {len(paths)} newest)" if more else ""
    return f"**Made of** {total} file{'' if total == 1 else 's'}: {', '.join(named)}{seen}."


def _language(path: str) -> str:
    return _LANGUAGES.get(PurePosixPath(path).suffix.lstrip(".").lower(), "other")


def _depth(path: str) -> tuple[int, bool, str]:
    return path.count("/"), path.endswith("__init__.py"), path


def _entries(paths: Sequence[str]) -> str:
    entries = sorted((path for path in paths if _ENTRY.search(path) and not _TESTS.search(path)), key=_depth)
    return f"**Starts in** {', '.join(f'`{path}`' for path in entries[:3])}." if entries else ""


def _definitions(texts: Mapping[str, str]) -> list[str]:
    """A line for each file of code that was read."""
    lines: list[str] = []
    for path, text in texts.items():
        names = [found.group("name") for found in _DEFINED.finditer(text)]
        if names and _language(path) in _CODE:
            more = ", …" if len(names) > 4 else ""
            lines.append(f"`{path}` defines {', '.join(f'`{name}`' for name in names[:4])}{more}.")
    return lines


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


class _Project(Struct, rename="kebab"):
    """What matters here of `pyproject.toml`'s table `project`."""

    name: str = "?"
    requires_python: str = ""
    dependencies: tuple[str, ...] = ()
    scripts: dict[str, str] = {}


class _Package(Struct):
    """What matters here of `package.json`."""

    name: str = "?"
    scripts: dict[str, str] = {}


def _python(text: str) -> str:
    try:
        project = msgspec.convert(tomllib.loads(text).get("project", {}), _Project)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError):
        # Only the beginning of a long file was read, or it is not as it should be.
        return "**Python package**, set up by `pyproject.toml`."
    version = f" for Python {project.requires_python}" if project.requires_python else ""
    commands = ", ".join(f"`{name}`" for name in project.scripts)
    return (
        f"**Python package** `{project.name}`{version}, {len(project.dependencies)} dependencies"
        + (f", commands {commands}" if commands else "")
        + "."
    )


def _node(text: str) -> str:
    try:
        package = msgspec.json.decode(text, type=_Package)
    except msgspec.DecodeError:
        return "**Node package**, set up by `package.json`."
    scripts = ", ".join(f"`npm run {name}`" for name in list(package.scripts)[:6])
    return f"**Node package** `{package.name}`" + (f": {scripts}" if scripts else "") + "."


def _rust(text: str) -> str:
    found = re.search(r'^name\s*=\s*"([^"]+)"', text, re.MULTILINE)
    return f"**Rust crate** `{found.group(1)}`." if found else "**Rust workspace**."


def _tests(paths: Sequence[str], texts: Mapping[str, str]) -> str:
    tests = [path for path in paths if _TESTS.search(path) and _language(path) in _CODE]
    if not tests:
        return "**Tests**: I saw none."
    commands = [command for name, says, command in _WAYS_TO_TEST if name in texts and re.search(says, texts[name])]
    way = f"; `{commands[0]}` runs them" if commands else ""
    return f"**Tests**: {len(tests)} file{'' if len(tests) == 1 else 's'}{way}."
