"""The schema as a flat table: dotted names, types, defaults and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.inspect import LiteralType, Metadata, StructType, Type, type_info

from agent_tui.config.schema import Config


class Leaf(Struct, frozen=True):
    """One setting."""

    name: str
    """Dotted: `model.name`."""
    default: Any
    sentence: str
    choices: tuple[str, ...] = ()
    """The words it may be, where they are few."""


class Group(Struct, frozen=True):
    """Settings that stand together."""

    name: str
    """Empty for the settings at the top."""
    sentence: str
    leaves: tuple[Leaf, ...]


def groups() -> tuple[Group, ...]:
    """The schema in its order; the settings at the top come first."""
    root = type_info(Config)
    assert isinstance(root, StructType)
    top = tuple(_leaves(root, ""))
    nested = [
        Group(field.name, (field.type.cls.__doc__ or "").strip(), tuple(_leaves(field.type, f"{field.name}.")))
        for field in root.fields
        if isinstance(field.type, StructType)
    ]
    return (Group("", "", top), *nested)


def leaves() -> dict[str, Leaf]:
    """All settings by their dotted names."""
    return {leaf.name: leaf for group in groups() for leaf in group.leaves}


def _leaves(struct: StructType, prefix: str) -> Iterator[Leaf]:
    for field in struct.fields:
        if isinstance(field.type, StructType):
            continue
        default = field.default
        if default is msgspec.NODEFAULT:
            default = field.default_factory() if callable(field.default_factory) else None
        yield Leaf(prefix + field.name, default, _sentence(field.type), _choices(field.type))


def _choices(of: Type) -> tuple[str, ...]:
    inner = of.type if isinstance(of, Metadata) else of
    return tuple(str(value) for value in inner.values if value) if isinstance(inner, LiteralType) else ()


def _sentence(of: Type) -> str:
    extra = of.extra_json_schema or {} if isinstance(of, Metadata) else {}
    return str(extra.get("description", ""))
