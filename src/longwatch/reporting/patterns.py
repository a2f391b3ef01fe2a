"""Colours are never alone: every line and every gap has its own hatch as well."""

from __future__ import annotations

from longwatch.reporting.markup import Html, tag

N_LINES = 6  # styles; a seventh line starts over


def line_class(index: int) -> str:
    return f"l{index % N_LINES}"


def definitions(prefix: str) -> Html:
    """The <defs> of one SVG: fills `<prefix>-l0` ... for lines and `<prefix>-gap` for what is unwatched."""
    fills = [_pattern(f"{prefix}-l{i}", f"l{i}", _hatch(i)) for i in range(N_LINES)]
    return tag("defs", fills, _pattern(f"{prefix}-gap", "gap", _cross()))


def _pattern(name: str, class_: str, marks: Html) -> Html:
    ground = tag("rect", width=8, height=8, class_=f"{class_} ground")
    return tag("pattern", ground, marks, id=name, width=8, height=8, patternUnits="userSpaceOnUse")


def _path(d: str) -> Html:
    return tag("path", d=d, class_="hatch")


def _hatch(index: int) -> Html:
    if index == 0:
        return Html("")
    return _path(
        [
            "",
            "M-2,2 2,-2 M0,8 8,0 M6,10 10,6",
            "M2,2h.01M6,6h.01",
            "M0,2h8M0,6h8",
            "M2,0v8M6,0v8",
            "M-2,6 2,10 M0,0 8,8 M6,-2 10,2",
        ][index]
    )


def _cross() -> Html:
    return _path("M0,0 8,8 M0,8 8,0")


def swatch(fill_class: str, key: str) -> Html:
    """A key of a legend with the same hatch as the chart; `key` is unlike any other on the page."""
    marks = _cross() if fill_class == "gap" else _hatch(int(fill_class[1:]))
    defs = tag("defs", _pattern(f"key-{key}", fill_class, marks))
    rect = tag("rect", width=20, height=11, rx=2, fill=f"url(#key-{key})")
    return tag("svg", defs, rect, class_="swatch", viewBox="0 0 20 11", width=20, height=11, aria_hidden="true")
