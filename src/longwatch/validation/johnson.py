"""Cycles on target of Johnson and of ACQUIRE, and the ground sample distance."""

from __future__ import annotations

from typing import Final

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
# Cycles for p = 0.5 as the report prints them, written here apart from the table that the model reads.
PRINTED: Final[dict[Criteria, dict[str, float]]] = {
    "johnson": {"detection": 1.0, "orientation": 1.4, "recognition": 4.0, "identification": 6.4},
    "acquire": {"detection": 0.75, "classification": 1.5, "recognition": 3.0, "identification": 6.0},
}
_TASKS = {word: task for task, word in WORDS.items()}
_SIZE_M, _IFOV_RAD = 2.3, 20e-6


def authority() -> Authority:
    """The printed criteria against the table of the model, and the range at which a target of one size has them."""
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
        not_validated="Everything beyond the copying of the criteria: no trial with observers was at hand. Ships: "
        "which length of "
        "a hull counts is a choice (docs/detection.md), and no table of ships was found. Orientation and classification are in "
        "the table, but no task of the program uses them.",
    )


def _checks() -> tuple[Check, ...]:
    checks = []
    table = {
        (row["criterion"], row["task"]): row["n50_cycles_on_critical_dim"] for row in rows("johnson.csv", "detection")
    }
    for criteria, by_task in PRINTED.items():
        for word, printed in by_task.items():
            task = _TASKS.get(word)
            used = criterion_cycles(criteria, task) if task else float(table[ROWS[criteria], word])
            what = f"{criteria}: cycles for {word}" + ("" if task else " (in the table, not used)")
            checks.append(Check(what, printed, used, "cycles", 1e-9, kind="transcription"))
            if task:
                # two elements to a cycle: at this range elements of 20 urad make up the printed cycles, where p is 0.5
                range_m = _SIZE_M / (2.0 * _IFOV_RAD * printed)
                p = float(ttpf(cycles_on_target(_SIZE_M, _IFOV_RAD, range_m) / used))
                what = f"{criteria}: p of {word} of 2.3 m with 20 urad at {range_m / 1000.0:.4g} km"
                checks.append(Check(what, 0.5, p, "1", 1e-3, True, "formula"))
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
