"""The answer of `longwatch bases`: as text and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from longwatch.rostering.basing import Basing
from longwatch.routes.covering import Cover

Table = Callable[[Sequence[str], Sequence[Sequence[str]]], str]


def bases_text(basing: Basing, fleet: str, rule: str, table: Table) -> str:
    """What each further site buys, what the last answer leaves, and the lines that make it a scenario."""
    total, rows, before = basing.total, list[tuple[str, ...]](), 0.0
    for n, cover in enumerate(basing.covers, 1):
        gain, before = cover.covered - before, cover.covered
        proof = "proved" if cover.proved else f"at most {_share(cover.bound, total)}"
        shares = _share(cover.covered, total), _share(gain, total), _share(cover.backup, total)
        rows.append((str(n), *shares, proof, ", ".join(_names(basing, cover)) or "—"))
    best = basing.covers[-1]
    watches = [(watch, f"{share:.1%}") for watch, share in basing.watch_shares(best).items()]
    blocks = [
        f"demand reached by {fleet} ({rule}); backup is what two of the sites reach",
        table(("sites", "reached", "this site adds", "backup", "", "where"), rows),
        table(("watch", f"reached from {len(basing.covers)}"), watches),
    ]
    if refused := [f"{one.name}: {why}" for one, why in zip(basing.candidates, basing.unfit, strict=True) if why]:
        blocks.append("\n".join(refused))
    lines = "\n".join(basing.candidates[site].scenario_lines() for site in best.sites)
    return "\n\n".join([*blocks, *([f"# for the scenario\n{lines}"] if lines else [])])


def bases_json(basing: Basing, fleet: str, rule: str) -> dict[str, Any]:
    """All of it; weights as the scenario has them."""
    return {
        "fleet": fleet,
        "rule": rule,
        "demand": basing.total,
        "demands": len(basing.demands),
        "answers": [
            {
                "sites": list(_names(basing, cover)),
                "covered": cover.covered,
                "bound": cover.bound,
                "proved": cover.proved,
                "backup": cover.backup,
                "reached_by_site": dict(zip(_names(basing, cover), cover.by_site, strict=True)),
                "watches": basing.watch_shares(cover),
                "scenario_lines": "\n".join(basing.candidates[site].scenario_lines() for site in cover.sites),
            }
            for cover in basing.covers
        ],
        "unfit": {one.name: why for one, why in zip(basing.candidates, basing.unfit, strict=True) if why},
    }


def _names(basing: Basing, cover: Cover) -> tuple[str, ...]:
    return tuple(basing.candidates[site].name for site in cover.sites)


def _share(weight: float, total: float) -> str:
    return f"{weight / total:.1%}" if total else "—"
