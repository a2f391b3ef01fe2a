"""Everything a row refers to, looked up once: the pairing in the header and what the scenario says of its names."""

from __future__ import annotations

from dataclasses import dataclass

from longwatch.scenario.models import Base, Control, Fleet
from longwatch.scenario.plan import Line, Pairing, Roster
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.places import Place, place_of_base, place_of_control
from longwatch.verifier.verdict import Violation

Key = tuple[str, str]  # fleet, line


@dataclass(frozen=True)
class Served:
    """One fleet on one line, with all that the rules need."""

    pairing: Pairing
    line: Line
    fleet: Fleet
    base: Base
    base_place: Place
    control: Control | None
    control_place: Place | None

    @property
    def where(self) -> str:
        return f"pairing of {self.pairing.fleet} with {self.pairing.line}"


def served_pairs(scenario: Scenario, roster: Roster) -> tuple[dict[Key, Served], list[Violation]]:
    """Every pairing of the header whose names all lead somewhere, and what is wrong with the others."""
    wrong: list[Violation] = []
    lines = {line.name: line for line in roster.lines}
    watches = {watch.name for watch in scenario.watches}
    fleets = {fleet.name: fleet for fleet in scenario.fleets}
    bases = {base.name: (base, place_of_base(base)) for base in scenario.bases}
    controls = {control.name: (control, place_of_control(scenario, control)) for control in scenario.file.control}
    out: dict[Key, Served] = {}
    if len(lines) < len(roster.lines):
        wrong.append(Violation("name", "header", "a line stands twice"))
    for pairing in roster.pairings:
        key = (pairing.fleet, pairing.line)
        if pairing.line in lines and lines[pairing.line].watch not in watches:
            continue  # the line itself is named
        fleet, line = fleets.get(pairing.fleet), lines.get(pairing.line)
        if fleet is None or line is None or key in out:
            what = (
                f"the scenario has no fleet called {pairing.fleet!r}; it has {', '.join(fleets)}"
                if fleet is None
                else f"the header has no line called {pairing.line!r}; it has {', '.join(lines)}"
                if line is None
                else "the pairing stands twice"
            )
            wrong.append(Violation("name", f"pairing of {pairing.fleet} with {pairing.line}", what))
            continue
        base, base_place = bases[fleet.base]
        control, control_place = controls[fleet.control] if fleet.control is not None else (None, None)
        out[key] = Served(pairing, line, fleet, base, base_place, control, control_place)
    return out, wrong
