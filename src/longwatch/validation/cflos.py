"""Lines of sight free of cloud. What they are held to is the same UNVERIFIED formula, worked out by others."""

from __future__ import annotations

import numpy as np

from longwatch.detection.cloud import cloud_free
from longwatch.validation.authority import Authority, Check, Curve
from longwatch.validation.published import rows


def authority() -> Authority:
    """Held to a table that rests on the same recalled constants: a check of the arithmetic, not of nature."""
    return Authority(
        name="Line of sight free of cloud",
        model="longwatch.detection.cloud.cloud_free",
        source="attributed to Allen and Malick, SRI, 1983: recalled, constants UNVERIFIED",
        checks=_checks,
        curves=_curves,
        x_label="share of the sky covered",
        y_label="probability of a free line",
        limits="Whole air; level beyond 80 degrees off the vertical. A factor of 0.7 to 1.3 on what is shut stands for doubt.",
        not_validated="All of it: the trend is that of Lund and Shanklin 1973, and Lund 1980 found such models too hopeful"
        " against reports of aircrews.",
    )


def _checks() -> tuple[Check, ...]:
    return tuple(
        Check(f"sky cover {cover:g}, {degrees:g} degrees", p, _free(cover, degrees), "1", 5.1e-5, kind="UNVERIFIED")
        for cover, degrees, p in _table()
    )


def _curves() -> tuple[Curve, ...]:
    cover, table = np.linspace(0.0, 1.0, 101), np.array(_table())
    curves = []
    for degrees in np.unique(table[:, 1]):
        here = table[table[:, 1] == degrees]
        curves.append(
            Curve(f"{degrees:g} degrees", cover, cloud_free(cover, np.radians(degrees)), here[:, 0], here[:, 2])
        )
    return tuple(curves)


def _table() -> list[tuple[float, float, float]]:
    table = rows("cflos_model.csv")
    return [(float(row["sky_cover"]), float(row["view_zenith_deg"]), float(row["P_cflos"])) for row in table]


def _free(cover: float, degrees: float) -> float:
    return float(cloud_free(cover, np.radians(degrees)))
