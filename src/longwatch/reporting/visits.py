"""The answer of `longwatch visits`: as text, as JSON, and as GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from longwatch.errors import BadInputError, Problem
from longwatch.formats.geojson import feature, line_geometry, point_geometry, write_geojson
from longwatch.rostering.visiting import Question, Visiting
from longwatch.units import format_duration, format_position

Table = Callable[[Sequence[str], Sequence[Sequence[str]]], str]
HEAD = ("vehicle", "contact", "position", "arrives after", "leaves after", "prize")


def visits_text(answer: Visiting, asked: Question, table: Table) -> str:
    """What is visited when, what that is worth of what could be, and what was left out."""
    tour, problem = answer.tour, answer.problem
    rows = []
    for name, stops, (home_s, way) in zip(answer.names, answer.stops, answer.home, strict=True):
        for stop in stops:
            times = format_duration(stop.arrive_s - answer.at_s), format_duration(stop.leave_s - answer.at_s)
            rows.append(
                (name, stop.contact.name, format_position(*stop.contact.at), *times, f"{stop.contact.prize:.4g}")
            )
        rows.append(
            (
                name,
                "(back)" if way else "(stays)",
                format_position(*way[-1]) if way else "",
                format_duration(home_s - answer.at_s) if way else "",
                "",
                "",
            )
        )
    visited, total = sum(map(len, answer.stops)), float(problem.prizes.sum())
    budgets = ", ".join(sorted({format_duration(start.budget_s) for start in answer.starts}))
    told = [
        f"{visited} of {problem.n} contacts visited, prize {tour.score:.6g} of {total:.6g}; {_bound_words(answer)}",
        f"each vehicle has {budgets}; times run from when it starts, {format_duration(answer.at_s)} into the period",
        f"found by {tour.method}" + ("" if asked.seconds is None else "; with a clock, so it can't be repeated"),
    ]
    if answer.meets_ship:
        told.append("the base moves: it is met where it will be when the time is up")
    if answer.out_of_reach:
        told.append("not to be reached by any of them: " + ", ".join(contact.name for contact in answer.out_of_reach))
    return "\n\n".join([table(HEAD, rows), "\n".join(told)])


def _bound_words(answer: Visiting) -> str:
    if answer.tour.proved:
        return "no choice is worth more (proved)"
    return f"no choice is worth more than {answer.tour.bound:.6g}"


def visits_json(answer: Visiting, asked: Question) -> dict[str, Any]:
    """All of it; times in seconds from the start of the period."""
    tour = answer.tour
    return {
        "fleet": answer.fleet,
        "prize": tour.score,
        "prize_bound": tour.bound,
        "prize_total": float(answer.problem.prizes.sum()),
        "proved": tour.proved,
        "method": tour.method,
        "seed": asked.seed,
        "reproducible": asked.seconds is None,
        "routes": [
            {
                "vehicle": name,
                "starts_s": answer.at_s,
                "starts_at": list(start.at),
                "budget_s": start.budget_s,
                "back_s": home_s,
                "back_at": list(start.end),
                "visits": [
                    {
                        "contact": stop.contact.name,
                        "at": list(stop.contact.at),
                        "arrive_s": stop.arrive_s,
                        "leave_s": stop.leave_s,
                        "prize": stop.contact.prize,
                    }
                    for stop in stops
                ],
            }
            for name, start, stops, (home_s, _) in zip(
                answer.names, answer.starts, answer.stops, answer.home, strict=True
            )
        ],
        "out_of_reach": [contact.name for contact in answer.out_of_reach],
    }


def visits_geojson(answer: Visiting, path: Path) -> None:
    """A line for each route, a point for each contact it visits."""
    features = []
    for name, stops, (home_s, home) in zip(answer.names, answer.stops, answer.home, strict=True):
        if not stops:
            continue
        points = [stops[0].way[0], *(point for stop in stops for point in stop.way[1:]), *home[1:]]
        features.append(feature(line_geometry(points), {"vehicle": name, "back_s": home_s}))
        for order, stop in enumerate(stops, 1):
            facts = {
                "contact": stop.contact.name,
                "vehicle": name,
                "order": order,
                "arrive_s": stop.arrive_s,
                "prize": stop.contact.prize,
            }
            features.append(feature(point_geometry(*stop.contact.at), facts))
    try:
        write_geojson(path, features)
    except OSError as error:
        raise BadInputError(Problem("--out", f"{str(path)!r} can't be written: {error.strerror}")) from None
