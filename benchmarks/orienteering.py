"""Orienteering and team orienteering: the best score found for each file, a bound on any, and whether it is proved.

    python benchmarks/orienteering.py FILE... [--seconds S] [--json] [--searcher best|own|pyvrp|both] [--seed N] [--nodes N]

Formats, by what a file begins with: `budget vehicles` (start first, end second), `n`, `m`, `tmax` (start first, end last), both
with Euclidean distance, and TSPLIB keywords with COST_LIMIT and NODE_SCORE_SECTION (whole distances). Without `--seconds` effort
is counted and the answer repeats. `checked`: length and score counted again from the file by other code than the search's.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np

from longwatch.routes.orienteering import Orienteering, Vehicle
from longwatch.routes.orienteering_solve import best_tour


def read(path: Path) -> tuple[Orienteering, float]:
    """The problem in a file, and what start and end are worth, which every tour has."""
    words = path.read_text(encoding="utf-8").split("\n", 1)[0].split()
    if words[0] == "n":
        return _points(path, 3, first_is_end=False)
    return _tsplib(path) if not words[0].replace(".", "").isdigit() else _points(path, 1, first_is_end=True)


def _points(path: Path, head: int, *, first_is_end: bool) -> tuple[Orienteering, float]:
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    budget, number = (float(lines[0][0]), int(lines[0][1])) if head == 1 else (float(lines[2][1]), int(lines[1][1]))
    rows = np.array(lines[head:], np.float64)
    ends = [0, 1] if first_is_end else [0, len(rows) - 1]
    rows = np.concatenate([np.delete(rows, ends, axis=0), rows[ends]])
    n = len(rows) - 2
    cost = np.hypot(rows[:, None, 0] - rows[:, 0], rows[:, None, 1] - rows[:, 1])
    return Orienteering(rows[:n, 2], cost, (Vehicle(n, n + 1, budget),) * number), float(rows[n:, 2].sum())


def _tsplib(path: Path) -> tuple[Orienteering, float]:
    keys: dict[str, str] = {}
    rows: dict[str, list[list[float]]] = {}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.replace(":", " : ").split()
        if not words or words[0] in ("EOF", "-1"):
            continue
        if words[0][0].isalpha():
            section = words[0]
            keys[section] = words[-1]
        else:
            rows.setdefault(section, []).append([float(word) for word in words])
    scores = np.array([row[1] for row in rows["NODE_SCORE_SECTION"]])
    cost = _distances(keys, rows, len(scores))
    depot = int(rows["DEPOT_SECTION"][0][0]) - 1
    order = [k for k in range(len(scores)) if k != depot] + [depot]
    n = len(order) - 1
    vehicle = Vehicle(n, n, float(keys["COST_LIMIT"]))
    problem = Orienteering(scores[order[:n]], cost[np.ix_(order, order)].astype(np.float64), (vehicle,))
    return problem, float(scores[depot])


def _distances(keys: dict[str, str], rows: dict[str, list[list[float]]], n: int) -> np.ndarray:
    """Whole distances as TSPLIB defines them (G. Reinelt, TSPLIB, ORSA J. Computing 3, 1991)."""
    kind = keys["EDGE_WEIGHT_TYPE"]
    if kind == "EXPLICIT":
        return _explicit(keys["EDGE_WEIGHT_FORMAT"], [one for row in rows["EDGE_WEIGHT_SECTION"] for one in row], n)
    xy = np.array([row[1:3] for row in rows["NODE_COORD_SECTION"]])
    d2 = ((xy[:, None] - xy[None]) ** 2).sum(axis=2)
    if kind == "GEO":
        degrees = np.trunc(xy)
        lat, lon = (3.141592 * (degrees + 5.0 * (xy - degrees) / 3.0) / 180.0).T
        q1, q2, q3 = np.cos(lon[:, None] - lon), np.cos(lat[:, None] - lat), np.cos(lat[:, None] + lat)
        found = np.floor(6378.388 * np.arccos(np.clip(0.5 * ((1 + q1) * q2 - (1 - q1) * q3), -1, 1)) + 1.0)
        np.fill_diagonal(found, 0.0)
        return found
    if kind == "ATT":
        r = np.sqrt(d2 / 10.0)
        return np.where(np.round(r) < r, np.round(r) + 1, np.round(r))
    return np.ceil(np.sqrt(d2)) if kind == "CEIL_2D" else np.floor(np.sqrt(d2) + 0.5)


def _explicit(form: str, numbers: list[float], n: int) -> np.ndarray:
    found = np.zeros((n, n))
    if form == "FULL_MATRIX":
        return np.array(numbers).reshape(n, n)
    where = {
        "LOWER_DIAG_ROW": np.tril_indices(n),
        "UPPER_ROW": np.triu_indices(n, 1),
        "UPPER_DIAG_ROW": np.triu_indices(n),
    }
    found[where[form]] = numbers
    return np.maximum(found, found.T)


def checked(problem: Orienteering, routes: tuple[tuple[int, ...], ...], score: float) -> bool:
    """Every place once at the most, every route within its budget, the score as said: counted one leg after another."""
    seen, won = set[int](), 0.0
    for vehicle, route in zip(problem.vehicles, routes, strict=True):
        at, way = vehicle.start, 0.0
        for place in route:
            if place in seen:
                return False
            seen.add(place)
            way, at, won = way + float(problem.cost[at, place]), place, won + float(problem.prizes[place])
        if route and way + float(problem.cost[at, vehicle.end]) > vehicle.budget * (1 + 1e-9):
            return False
    return math.isclose(won, score, rel_tol=1e-9, abs_tol=1e-9)


def main() -> None:
    """Print one JSON line per file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, help="a clock for each file; the answers can't be repeated")
    parser.add_argument("--searcher", default="best", choices=["best", "own", "pyvrp", "both"])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=1000, help="of the search where no clock runs")
    parser.add_argument("--nodes", type=int, default=20_000, help="of the tree that proves")
    parser.add_argument("--json", action="store_true", help="lines of JSON (also the default)")
    asked = parser.parse_args()
    for file in asked.files:
        problem, given = read(file)
        began = time.perf_counter()
        tour = best_tour(
            problem, searcher=asked.searcher, seed=asked.seed, rounds=asked.rounds, nodes=asked.nodes, seconds=asked.seconds
        )  # fmt: skip
        line = {
            "file": file.name,
            "places": problem.n,
            "vehicles": len(problem.vehicles),
            "score": round(tour.score + given, 6),
            "bound": round(tour.bound + given, 6),
            "proved": tour.proved,
            "seconds": round(time.perf_counter() - began, 2),
            "checked": checked(problem, tour.routes, tour.score),
            "method": tour.method,
            "reproducible": asked.seconds is None,
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
