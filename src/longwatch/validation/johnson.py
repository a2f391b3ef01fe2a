"""Cycles on target of Johnson and of ACQUIRE, and the ground sample distance."""

from __future__ import annotations

import numpy as np

from longwatch.catalog.camera import Criteria
from longwatch.detection.optics_resolution import (
    ROWS,
    WORDS,
    criterion_cycles,
    cycles_on_target,
    ground_sample_m,
    ttpf,
)
from longwatch.validation.authority import Authority, Check, Curve
from longwatch.validation.published import rows

SOURCE = (
    "Sjaardema, Smith and Birch, History and Evolution of the Johnson Criteria, SAND2015-6368, 2015, tables 1 and 4"
)


def authority() -> Authority:
    """Held to the printed criteria, and to the range at which a target of one size has them."""
    return Authority(
        name="Cycles on target, Johnson and ACQUIRE",
        model="longwatch.detection.optics_resolution.criterion_cycles",
        source=SOURCE,
        checks=_checks,
        curves=_curves,
        x_label="slant range, km",
        y_label="probability with endless time",
        x_log=True,
        limits="Good contrast, trained observers, vehicles on land; Johnson's smaller side, ACQUIRE's square root of area.",
        not_validated="Ships: which length of a hull counts is a choice (docs/detection.md), and no table of ships was found.",
    )


def _checks() -> tuple[Check, ...]:
    checks = []
    names: dict[str, Criteria] = {title: criteria for criteria, title in ROWS.items()}
    tasks = {word: task for task, word in WORDS.items()}
    for row in rows("johnson.csv", "detection"):
        if row["task"] not in tasks:
            continue
        printed = float(row["n50_cycles_on_critical_dim"])
        criteria, task = names[row["criterion"]], tasks[row["task"]]
        # a target of 2.3 m at the range at which elements of 20 urad make up the printed cycles has p = 0.5
        range_m = 2.3 / (2.0 * 20e-6 * printed)
        p = float(ttpf(cycles_on_target(2.3, 20e-6, range_m) / criterion_cycles(criteria, task)))
        checks.append(Check(f"{row['criterion']}: p of {row['task']} at {printed:g} cycles", 0.5, p, "1", 1e-3, True))
    sample_m = float(ground_sample_m(15e-6 / 1.0, 10_000.0))
    checks.append(
        Check("ground sample, 15 um pitch, 1 m focal length, 10 km", 0.150, sample_m, "m", 1e-3, True, "formula")
    )
    return tuple(checks)


def _curves() -> tuple[Curve, ...]:
    range_km = np.geomspace(1.0, 100.0, 200)
    cycles = cycles_on_target(4.0, 20e-6, range_km * 1e3)
    return tuple(
        Curve(
            f"{task} a target of 4 m with 20 urad, ACQUIRE", range_km, ttpf(cycles / criterion_cycles("acquire", task))
        )
        for task in WORDS
    )
