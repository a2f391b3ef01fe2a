"""One picture for each authority: its curves with the published points, or the errors of its checks where it has none."""

from __future__ import annotations

import numpy as np

from longwatch.reporting.chart import Axis, Line, axis_of, chart
from longwatch.validation.authority import Authority
from longwatch.validation.summary import Row

MOST_CURVES = 8
WORST = 1.5  # an error beyond so many tolerances is drawn at the edge


def picture(authority: Authority, row: Row) -> str:
    """SVG, some 5 to 20 kB."""
    curves = authority.curves()[:MOST_CURVES]
    if not curves:
        return _errors(authority.name, row)
    lines = [Line(one.name, one.x, one.y, one.points_x, one.points_y) for one in curves]
    x = axis_of(authority.x_label, [a for one in curves for a in (one.x, one.points_x)], authority.x_log)
    y = axis_of(authority.y_label, [a for one in curves for a in (one.y, one.points_y)], authority.y_log)
    dots = "lines: computed; dots: what they are held to" if any(len(one.points_x) for one in curves) else "computed"
    return chart(authority.name, lines, x, y, dots)


def _errors(name: str, row: Row) -> str:
    """Each check's error as a share of what is allowed it, in the order of the table."""
    none = np.zeros(0)
    kinds = list(dict.fromkeys(check.kind for check in row.checks))
    at = np.arange(1.0, len(row.checks) + 1)
    shares = np.array([np.clip(check.share, -WORST, WORST) for check in row.checks])
    of = np.array([kinds.index(check.kind) for check in row.checks])
    lines = [Line(kind, none, none, at[of == i], shares[of == i]) for i, kind in enumerate(kinds)]
    edge = Line("tolerance", np.array([0.0, len(at) + 1.0, len(at) + 1.0, 0.0]), np.array([1.0, 1.0, -1.0, -1.0]))
    y = Axis("error as a share of its tolerance", -WORST, WORST)
    return chart(f"{name}: errors", [*lines, edge], Axis("check", 0.0, len(at) + 1.0), y)
