"""The encodings of tiktoken, read from files and never from the network."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

Count = Callable[[str], int]
"""Counts the tokens of a text."""


class Source(Struct, frozen=True):
    """An encoding and its file."""

    name: str
    file: str
    """What tiktoken calls the file in its cache directory."""
    sha256: str
    """Of the file, as tiktoken itself demands it."""


USUAL = Source(
    "o200k_base",
    "fb374d419588a4632f3f557e76b4b70aebbca790",
    "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
)
OLDER = Source(
    "cl100k_base",
    "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
    "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
)
SOURCES = {source.name: source for source in (USUAL, OLDER)}
_OLDER_MODELS = ("gpt-4-", "gpt-3.5", "gpt-35")


def source_of(model: str) -> Source:
    """The encoding that is nearest to a model's own."""
    name = model.rpartition("/")[2]
    return OLDER if name == "gpt-4" or name.startswith(_OLDER_MODELS) else USUAL


def bundled() -> Path | None:
    """The directory of encodings inside the installed LiteLLM; None where there is none."""
    spec = importlib.util.find_spec("litellm")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "litellm_core_utils" / "tokenizers"


def read(source: Source, directory: Path) -> Count | None:
    """Counts as the encoding does; None where its file is missing or not as it should be.

    Half a second and 76 MB, and no other thread of the process runs for some of that time.
    """
    # tiktoken goes to the network for a file that is missing or not as it should be, and removes the latter.
    if not _sound(source, directory):
        return None
    os.environ["TIKTOKEN_CACHE_DIR"] = str(directory)
    import tiktoken

    encoding = tiktoken.get_encoding(source.name)
    return lambda text: len(encoding.encode_ordinary(text))


def _sound(source: Source, directory: Path) -> bool:
    import hashlib

    try:
        return hashlib.sha256((directory / source.file).read_bytes()).hexdigest() == source.sha256
    except OSError:
        return False
