"""Mends arguments where nothing can be lost by it; anything else is the model's to put right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_CONTROLS = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def repaired(text: str, schema: Mapping[str, Any]) -> object:
    """The value that `text` means, for `schema`. Raises `msgspec.DecodeError` where it is no JSON."""
    value = _decoded(text.strip() or "{}")
    if isinstance(value, str):
        # The whole object was encoded twice.
        value = _decoded(value)
    return _fitted(value, schema)


def _decoded(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        mended = _TRAILING_COMMA.sub(lambda found: found.group(1) or "", _escaped(text))
        try:
            return msgspec.json.decode(mended)
        except msgspec.DecodeError:
            raise error from None


def _escaped(text: str) -> str:
    """`text` with raw line breaks and tabs inside its strings escaped."""
    return re.sub(
        r'"(?:[^"\\]|\\.)*"',
        lambda found: re.sub(r"[\n\r\t]", lambda control: _CONTROLS[control.group()], found.group()),
        text,
        flags=re.DOTALL,
    )


def _fitted(value: object, schema: Mapping[str, Any]) -> object:
    kind = schema.get("type")
    if isinstance(value, str) and kind in ("array", "object", "boolean"):
        try:
            value = msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
    if kind == "object" and isinstance(value, dict):
        properties = schema.get("properties", {})
        return {name: _fitted(item, properties.get(name, {})) for name, item in value.items() if item is not None}
    if kind == "array" and isinstance(value, list):
        return [_fitted(item, schema.get("items", {})) for item in value]
    return value
