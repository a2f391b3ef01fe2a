"""Places joined by roads: shortest ways between all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from longwatch.errors import BadInputError, Problem
from longwatch.slots.lp import Floats


@dataclass(frozen=True, eq=False)
class Roads:
    """An undirected graph. ends : (m, 2), indices of places 0 to n - 1; length : (m,), in any unit, none negative.

    Raises BadInputError where a road is no road, or where some places can't be reached.
    """

    n: int
    ends: NDArray[np.int64]
    length: Floats

    def __post_init__(self) -> None:
        wrong = []
        if self.n < 1:
            wrong.append(Problem("roads", "there is no place"))
        if self.ends.shape != (len(self.length), 2):
            wrong.append(Problem("roads", f"{len(self.length)} lengths for ends of shape {self.ends.shape}"))
        elif len(self.ends) and (self.ends.min() < 0 or self.ends.max() >= self.n):
            wrong.append(Problem("roads", f"a road ends at a place that is not among 0 to {self.n - 1}"))
        if not np.all(np.isfinite(self.length) & (self.length >= 0.0)):
            wrong.append(Problem("roads", "a length is negative or no number"))
        if not wrong and not np.isfinite(self.between).all():
            lost = np.flatnonzero(~np.isfinite(self.between[0])).tolist()
            wrong.append(Problem("roads", f"no road leads from place 0 to {lost}", "walks go through all places"))
        if wrong:
            raise BadInputError(wrong)

    @classmethod
    def everywhere(cls, between: Floats) -> Roads:
        """A road from each place to each other. between : (n, n), the same both ways"""
        a, b = np.triu_indices(len(between), 1)
        return cls(len(between), np.column_stack([a, b]).astype(np.int64), np.asarray(between, np.float64)[a, b])

    @cached_property
    def _closure(self) -> tuple[Floats, NDArray[np.int64]]:
        """(lengths of shortest ways, the place before the last on each), (n, n) both; by Floyd and Warshall."""
        between = np.full((self.n, self.n), np.inf)
        np.fill_diagonal(between, 0.0)
        before = np.tile(np.arange(self.n)[:, None], (1, self.n))
        for (a, b), length in zip(self.ends.tolist(), self.length.tolist(), strict=True):
            if length < between[a, b]:
                between[a, b] = between[b, a] = length
        for k in range(self.n):
            by = between[:, k : k + 1] + between[k : k + 1, :]
            better = by < between
            between, before = np.where(better, by, between), np.where(better, before[k][None, :], before)
        return between, before

    @property
    def between(self) -> Floats:
        """(n, n) lengths of shortest ways."""
        return self._closure[0]

    def along(self, stops: tuple[int, ...]) -> tuple[int, ...]:
        """The closed walk by shortest ways from stop to stop and back to the first, place by place, the first once."""
        out = list[int]()
        for a, b in pairwise((*stops, *stops[:1])):
            way, at = list[int](), b
            while at != a:
                at = int(self._closure[1][a, at])
                way.append(at)
            out += reversed(way)
        return tuple(out) if out else stops[:1]
