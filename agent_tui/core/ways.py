"""The ways back in a talk, and forth again: the same in the engine, in a journal and on the screen."""

from __future__ import annotations

from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from agent_tui.core.grown import Grown

S = TypeVar("S")
"""What tells where the talk stood."""


class Point(Struct, Generic[S], frozen=True):
    """Just before a message of the person."""

    turn: int
    stand: S


class End(Struct, Generic[S], frozen=True):
    """Where the talk stood when the person left it."""

    stand: S
    points: Grown[Point[S]]
    fresh: bool
    """Whether it holds what no other end has."""
    files: tuple[str, ...] = ()
    """Files whose edits were taken back as it was left."""


class Ways(Struct, Generic[S], frozen=True):
    """Each message of the person that can be returned to, and each end that was left."""

    points: Grown[Point[S]] = Grown()
    ends: tuple[End[S], ...] = ()
    fresh: bool = True
    """Whether something was said since the talk last returned somewhere."""

    def begun(self, turn: int, stand: S) -> Ways[S]:
        """The talk stands so, just before the message that begins `turn`."""
        return replace(self, points=self.points.and_one(Point(turn, stand)), fresh=True)

    def to(self, turn: int) -> S | None:
        """Where the talk stood just before `turn`; None where that cannot be returned to."""
        return next((point.stand for point in self.points if point.turn == turn), None)

    def back(self, turn: int, now: S, files: tuple[str, ...] = ()) -> Ways[S]:
        """The talk, which stands as `now`, returns to just before `turn`."""
        left = End(now, self.points, self.fresh, files)
        points = Grown(point for point in self.points if point.turn < turn)
        return Ways(points, (*self.ends, left), fresh=False)

    @property
    def end(self) -> End[S] | None:
        """The end that was left last."""
        return self.ends[-1] if self.ends else None

    def forth(self, now: S) -> Ways[S]:
        """The talk, which stands as `now`, returns to the end that was left last.

        What was said since then can be returned to in the same way.
        """
        end = self.ends[-1]
        left = (End(now, self.points, fresh=True),) if self.fresh else ()
        return Ways(end.points, (*self.ends[:-1], *left), end.fresh)
