"""A sequence that never changes, of which a longer one costs the same however long it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar, overload

T = TypeVar("T")
_PAGE = 128


class Grown(Sequence[T]):
    """As a tuple, in pages: one with another item, or with an item changed, shares all other pages with it."""

    __slots__ = ("_last", "_pages")

    def __init__(self, items: Iterable[T] = ()) -> None:
        whole = tuple(items)
        full = len(whole) - len(whole) % _PAGE
        self._pages = tuple(whole[at : at + _PAGE] for at in range(0, full, _PAGE))
        """All full."""
        self._last = whole[full:]
        """Never full."""

    def and_one(self, item: T) -> Grown[T]:
        """With `item` after all others."""
        last = (*self._last, item)
        return _of((*self._pages, last), ()) if len(last) == _PAGE else _of(self._pages, last)

    def put(self, index: int, item: T) -> Grown[T]:
        """With `item` in the place of the one at `index`, which is not negative."""
        number, at = divmod(index, _PAGE)
        if number == len(self._pages):
            return _of(self._pages, _put(self._last, at, item))
        return _of(_put(self._pages, number, _put(self._pages[number], at, item)), self._last)

    def first(self, count: int) -> Grown[T]:
        """The first `count`, or all where there are no more."""
        number, at = divmod(count, _PAGE)
        if number < len(self._pages):
            return _of(self._pages[:number], self._pages[number][:at])
        return _of(self._pages, self._last[: count - len(self._pages) * _PAGE])

    def __len__(self) -> int:
        return len(self._pages) * _PAGE + len(self._last)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        """As of a tuple; slices go forward."""
        if isinstance(index, slice):
            return self._between(*index.indices(len(self)))
        number, at = divmod(index if index >= 0 else index + len(self), _PAGE)
        if 0 <= number < len(self._pages):
            return self._pages[number][at]
        if number == len(self._pages):
            return self._last[at]
        raise IndexError(index)

    def __iter__(self) -> Iterator[T]:
        return chain(chain.from_iterable(self._pages), self._last)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def _between(self, start: int, stop: int, step: int) -> tuple[T, ...]:
        number = start // _PAGE
        items = chain(chain.from_iterable(self._pages[number:]), self._last)
        before = number * _PAGE
        return tuple(islice(items, start - before, max(start, stop) - before, step))


def _of(pages: tuple[tuple[T, ...], ...], last: tuple[T, ...]) -> Grown[T]:
    made: Grown[T] = Grown.__new__(Grown)
    made._pages, made._last = pages, last
    return made


def _put(items: tuple[T, ...], index: int, item: T) -> tuple[T, ...]:
    return (*items[:index], item, *items[index + 1 :])
