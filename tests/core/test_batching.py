from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agent_tui.core.batching import batches


@given(st.lists(st.booleans()), st.integers(0, 9))
def test_order_is_kept_and_only_read_only_neighbours_join(kinds: list[bool], limit: int) -> None:
    items = list(enumerate(kinds))
    runs = batches(((item, item[1]) for item in items), limit)
    assert [item for run in runs for item in run] == items
    for run in runs:
        assert len(run) == 1 or (limit > 1 and all(read_only for _, read_only in run))
    for before, after in pairwise(runs):
        assert limit < 2 or not (before[-1][1] and after[0][1])
