"""Shell patterns for paths: `*`, `?`, `[...]`, `**` and `{a,b}`."""

from __future__ import annotations

import re
from functools import lru_cache

from agent_tui.core.errors import ToolFailed


@lru_cache(maxsize=4_096)
def compiled(pattern: str) -> re.Pattern[str]:
    """Matches whole relative paths. A pattern without a slash matches names at any depth. Raises `ToolFailed`."""
    plain = pattern.strip().removeprefix("./")
    if not plain.strip("/"):
        raise ToolFailed("The pattern must say which names are wanted, as in `**/*.py`.")
    anchored = "/" in plain.rstrip("/")
    try:
        body = _translated(plain.strip("/"))
        return re.compile(body if anchored else rf"(?:.*/)?{body}", re.DOTALL)
    except re.error as error:
        raise ToolFailed(
            f"`{pattern}` is no pattern: {error}. Use forms such as `**/*.py` or `src/*.{{ts,tsx}}`."
        ) from None


def _translated(pattern: str) -> str:
    parts: list[str] = []
    at = depth = 0
    while at < len(pattern):
        found = _TOKEN.match(pattern, at)
        assert found is not None
        token = found.group()
        at = found.end()
        match token:
            case "{" if "}" in pattern[at:]:
                depth += 1
                parts.append("(?:")
            case "}" if depth:
                depth -= 1
                parts.append(")")
            case "," if depth:
                parts.append("|")
            case _:
                parts.append(_SIMPLE.get(token) or _literal(token))
    return "".join(parts) + ")" * depth


_TOKEN = re.compile(r"\*\*/|\*+|\?|\[!?\]?[^\]/]*\]|\\.|.", re.DOTALL)
_SIMPLE = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _literal(token: str) -> str:
    if token[0] == "*":
        return ".*"
    if token[0] == "[" and len(token) > 1:
        inside = token[1:-1].replace("\\", "\\\\").replace("[", "\\[")
        return f"(?!/)[{'^' + inside[1:] if inside.startswith('!') else inside}]"
    return re.escape(token[-1] if token[0] == "\\" else token)
