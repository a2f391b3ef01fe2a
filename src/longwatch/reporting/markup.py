"""HTML and SVG as escaped text: a plain string is always escaped, only what `tag` made goes in as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import TypeAlias

UNIT = re.compile(r"(?<=\d) (%|h|min|s|d|km|NM|tn|bn|M|JPY/\w+)(?![\w-])")  # no line break before a unit
HOURS = re.compile(r"(?<=\d\u00a0[dh]) (?=\d+\u00a0(?:h|min)\b)|(?<=\d\u00a0min) (?=\d+\u00a0s\b)")  # nor inside a time
VOID = frozenset({"meta", "br", "hr", "col", "wbr"})


class Html(str):
    """Text that is markup already. Made by `tag`, `join` and literals of this package only."""

    __slots__ = ()


Child: TypeAlias = "str | Html | Iterable[Child] | None"


def tag(name: str, *children: Child, **attributes: object) -> Html:
    """An element. `class_` is the attribute class, underscores become hyphens, None leaves an attribute out."""
    parts = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        shown = key.rstrip("_").replace("_", "-")
        text = f"{value:g}" if isinstance(value, float) else str(value)
        parts.append(f" {shown}" if value is True else f' {shown}="{escape(text)}"')
    opened = f"<{name}{''.join(parts)}>"
    return Html(opened if name in VOID else f"{opened}{join(*children)}</{name}>")


def verbatim(text: str) -> Html:
    """Escaped and otherwise untouched, for what is to be copied: commands, file names."""
    return Html(escape(text, quote=False))


def join(*children: Child) -> Html:
    """Children side by side; plain strings are escaped."""
    return Html("".join(_text(child) for child in children))


def _text(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return escape(HOURS.sub("\u00a0", UNIT.sub("\u00a0\\1", child)), quote=False)
    return "".join(_text(one) for one in child)


def table(
    caption: str, heads: Iterable[Child], rows: Iterable[Iterable[Child]], *, numeric: set[int], **more: object
) -> Html:
    """A captioned table; the first cell of a row is its header; `numeric` columns are set flush right.

    Cells carry their column's name, so that a narrow screen can stack them. A row that is `Html` goes in as it is.
    """
    shown = [join(head) for head in heads]
    kind = ["n" if i in numeric else None for i in range(len(shown))]
    head = tag("thead", tag("tr", [tag("th", h, scope="col", class_=kind[i]) for i, h in enumerate(shown)]))
    body = tag("tbody", [_row(row, shown, kind) for row in rows])
    return tag(
        "div",
        tag("table", tag("caption", caption), head, body, **more),
        class_="scroll",
        tabindex="0",
        role="group",
        aria_label=caption,
    )


def _row(cells: Iterable[Child], heads: list[Html], kind: list[str | None]) -> Html:
    if isinstance(cells, Html):
        return cells
    first, *rest = cells
    shown = [tag("th", first, scope="row")]
    shown += [tag("td", cell, class_=kind[i + 1], data_label=unescape(heads[i + 1])) for i, cell in enumerate(rest)]
    return tag("tr", shown)
