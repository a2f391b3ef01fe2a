"""The curve of sensors as a picture, a page or a table of numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from math import isfinite

import numpy as np

from longwatch.reporting.chart import Axis, Line, axis_of, chart
from longwatch.reporting.markup import Html, join, table, tag
from longwatch.reporting.sensor_answer import KM, Answer, circumstances, figures, heading, table_rows

FORMS = (".svg", ".html", ".csv")
STYLE = """body{font:15px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;font-size:13px}
td,th{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
svg{max-width:100%;height:auto}.assumed{font-weight:bold}caption{text-align:left;font-weight:bold;padding:.5rem 0}"""


def rendered(answers: Sequence[Answer], form: str) -> str:
    """The text of a file: ".svg", ".html" or ".csv"."""
    return {".svg": curves_svg, ".html": curves_html, ".csv": curves_csv}[form](answers)


def curves_svg(answers: Sequence[Answer]) -> str:
    """Chance by range of all sensors: of staying there for one decorrelation time, and of a straight pass."""
    return _picture(answers, _title(answers)) + "\n"


def _picture(answers: Sequence[Answer], title: str) -> Html:
    lines, none = list[Line](), np.zeros(0)
    for one in answers:
        if one.curve is not None:
            range_km = one.curve.range_m / KM
            lines.append(Line(f"{one.name}: stays", range_km, one.curve.stay_p))
            if one.curve.pass_p is not None:
                lines.append(Line(f"{one.name}: passes", range_km, one.curve.pass_p))
            if one.doubt is not None and one.doubt.high_m > one.doubt.low_m:
                ends = np.array([one.doubt.low_m, float(one.curve.range_m_at_p), one.doubt.high_m]) / KM
                lines.append(
                    Line(
                        f"range at p = {one.asked.p:g}, 90 %",
                        ends,
                        np.full(3, one.asked.p),
                        ends,
                        np.full(3, one.asked.p),
                    )
                )
    x = axis_of("range, or distance at which it is passed, km", [line.x for line in lines] or [none], zero=True)
    return chart(title, lines, x, Axis("probability", 0.0, 1.0), circumstances(answers[0].asked))


def _title(answers: Sequence[Answer]) -> str:
    first = answers[0]
    return heading(first) if len(answers) == 1 else f"{first.payload}: {first.asked.task} a {first.asked.class_}"


def curves_csv(answers: Sequence[Answer]) -> str:
    """One row for each sensor and range."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(("payload", "sensor", "class", "task", "range_m", "hazard_per_s", "stay_p", "pass_p"))
    for one in answers:
        curve = one.curve
        for i in range(0 if curve is None else len(curve.range_m)):
            assert curve is not None
            hazard = "" if curve.hazard_per_s is None else float(curve.hazard_per_s[i])
            shown = "definite" if isinstance(hazard, float) and not isfinite(hazard) else hazard
            passes = "" if curve.pass_p is None else float(curve.pass_p[i])
            named = (one.payload, one.name, one.asked.class_, one.asked.task)
            write((*named, float(curve.range_m[i]), shown, float(curve.stay_p[i]), passes))
    return out.getvalue()


def curves_html(answers: Sequence[Answer]) -> str:
    """One page that fetches nothing."""
    head = tag("head", tag("meta", charset="utf-8"), tag("title", _title(answers)), tag("style", Html(STYLE)))
    body = tag(
        "body", tag("h1", _title(answers)), tag("p", circumstances(answers[0].asked)), [_section(a) for a in answers]
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _section(one: Answer) -> Html:
    parts = [tag("h2", one.name), table("In figures", ("what", "how much"), figures(one), numeric=set())]
    if one.curve is not None:
        heads = ("range", "hazard", "in one decorrelation time", "of a straight pass at that distance")
        parts += [_picture([one], heading(one)), table("By range", heads, table_rows(one), numeric={1, 2, 3})]
        rows = [
            (row.quantity, row.value, row.range, tag("span", row.kind, class_="assumed" if row.kind == "ASSUMED" else None),
             "; ".join(part for part in (row.source, row.date, row.note) if part))
            for row in one.rows
        ]  # fmt: skip
        parts.append(table("What it rests on", ("figure", "value", "range", "kind", "source"), rows, numeric=set()))
    return join(parts)
