"""Takes secrets out of text that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SHAPES = re.compile(
    r"""
    \b(?: sk-[A-Za-z0-9_-]{16,} | gh[pousr]_[A-Za-z0-9]{20,} | github_pat_[A-Za-z0-9_]{20,}
      | glpat-[A-Za-z0-9_-]{16,} | xox[abeoprs]-[A-Za-z0-9-]{10,} | AKIA[0-9A-Z]{16} | ASIA[0-9A-Z]{16}
      | AIza[0-9A-Za-z_-]{30,} | hf_[A-Za-z0-9]{20,} | npm_[A-Za-z0-9]{30,} | pypi-[A-Za-z0-9_-]{30,}
      | eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,} )
    | -----BEGIN[ ][A-Z ]*PRIVATE[ ]KEY-----.*?(?: -----END[ ][A-Z ]*PRIVATE[ ]KEY----- | \Z )
    | (?<=://)[^\s/@:"'\\]+:[^\s/@"'\\]+(?=@)
    """,
    re.VERBOSE | re.DOTALL,
)
MASK = "[secret]"
_SHORTEST = 8


def looks_secret(text: str) -> bool:
    """Whether `text` holds something of the shape of a key, a token or a password in an address."""
    return _SHAPES.search(text) is not None


def masked(text: str, known: Iterable[str] = ()) -> str:
    """`text` with each secret, told by its shape or one of the `known` values, replaced by a mark."""
    for secret in known:
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, MASK)
    return _SHAPES.sub(MASK, text)
