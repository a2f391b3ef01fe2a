"""The part of the report on each limit of a revisit watch by itself, where it has several: real gaps, nothing scaled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from longwatch.measures.judgement import RevisitJudgement
from longwatch.measures.revisit import CellSums
from longwatch.origins import Figure, Origin
from longwatch.patterns.revisit import RevisitFacts
from longwatch.reporting.content_watch import LimitReport, ThreeNumbers
from longwatch.verifier.verdict import RevisitCover

PLANNED = Origin(
    "computed",
    "looks at the cells along the planned knots, derived anew by the verifier",
    of=("roster", "cells", "sensor range"),
)
COUNTED = Origin("computed", "cells of the area")


def limit_reports(
    planned: CellSums,
    asked: tuple[NDArray[np.float64], NDArray[np.str_]],
    facts: RevisitFacts | None,
    verified: RevisitCover | None,
    flown: RevisitJudgement | None,
    names: tuple[str, str],
) -> tuple[LimitReport, ...]:
    """Each class and limit, by class in the order that they are asked for, the shortest limit first; () where there is one.

    `asked`: limit and class of each cell of `planned`; `names` of bound and
    flown. The planned gap is the worse of what looks and verifier find.
    """
    classes = list(dict.fromkeys(asked[1].tolist()))
    every = [(class_, limit_s) for class_ in classes for limit_s in np.unique(asked[0][asked[1] == class_]).tolist()]
    if len(every) < 2:
        return ()
    bounds = {(one.class_, one.limit_s): one.bound_gap_s for one in facts.limits} if facts else {}
    checked = {(one.class_, one.limit_s): one.gap_max_s for one in verified.limits} if verified else {}
    judged = {(one.class_, one.limit_s): one for one in flown.limits} if flown else {}
    (bound_name, flown_name), bound = names, Origin("computed", facts.bound_name if facts else "")
    out = []
    for class_, limit_s in every:
        mine = (asked[0] == limit_s) & (asked[1] == class_)
        own = class_ if len(classes) > 1 else "", limit_s
        gap_s, bound_s = float(planned.gap_max_s[0][mine].max()), bounds.get(own)
        found = judged.get((class_, limit_s))
        gap_max = ThreeNumbers(
            bound=None if bound_s is None else Figure(bound_s, "s", origin=bound),
            planned=Figure(max(gap_s, checked.get(own, 0.0)), "s", origin=PLANNED),
            flown=found.longest_at_confidence_s if found else None,
            bound_name=bound_name,
            flown_name=flown_name if found else "",
        )
        cells = Figure(int(mine.sum()), origin=COUNTED)
        out.append(LimitReport(own[0], limit_s, cells, gap_max, found.p_kept if found else None))
    return tuple(out)
