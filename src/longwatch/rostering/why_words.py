"""An explanation in words: calm lines for a planner. Money is added by whoever can price (`costs`)."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from longwatch.rostering.clash import Clash
from longwatch.rostering.kept import Kept
from longwatch.rostering.relaxations import Relaxation
from longwatch.rostering.why import Explanation, Reason
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_duration

Costs = Callable[[Relaxation], str]


def explanation_lines(scenario: Scenario, found: Explanation, costs: Costs = lambda _: "") -> list[str]:
    """The whole of it: each unmet watch, what would mend it, then those that are met and what is tight."""
    lines: list[str] = []
    for reason in found.reasons:
        lines += [*_reason(scenario, reason, costs), ""]
    if found.together:
        lines += ["All watches are met with", f"  {as_options(found.together)}", ""]
    met = [one.watch for one in found.kept if one.met]
    if met:
        lines.append(f"Met in the plan: {', '.join(met)}.")
    if found.met:
        lines += _tight(found)
    lines.append(f"Effort: {_many(found.n_plans, 'plan')}, {_many(found.n_programmes, 'linear programme')}.")
    return lines


def _reason(scenario: Scenario, reason: Reason, costs: Costs) -> list[str]:
    lines = [f"{reason.kept.watch}: not met. {shortfall(scenario, reason.kept)}"]
    lines += [f"  {line}" for line in _why(scenario, reason)]
    if reason.relaxations:
        lines.append("  What would meet it (each planned and verified, the rest of the plan no worse):")
        for one in reason.relaxations:
            price = costs(one)
            lines += [f"    {_capital(one.words)}{f': {price}' if price else ''}", f"      {as_options(one.overrides)}"]
    else:
        lines.append("  No change that was tried meets it.")
    if reason.without_effect:
        lines.append(f"  Tried without success: {'; '.join(reason.without_effect)}.")
    return lines


def shortfall(scenario: Scenario, kept: Kept) -> str:
    """By how much a watch is not met."""
    said = []
    if kept.gap_max_s > kept.limit_s:
        begins = ""
        if kept.gap_from_s is not None:
            begins = f", from {instant(scenario, kept.gap_from_s)}"
        said.append(
            f"Its longest gap is {format_duration(kept.gap_max_s)}{begins}; the limit is {format_duration(kept.limit_s)}."
        )
    if kept.required < 1.0 and kept.covered_fraction < kept.required:
        said.append(f"{_share(kept.covered_fraction)} is covered; {_share(kept.required)} is required.")
    if kept.uncovered_s:
        said.append(f"{format_duration(kept.uncovered_s)} of {format_duration(kept.demand_s)} are unwatched.")
    return " ".join(said)


def lead(reason: Reason) -> str:
    """What is known where there is no clash to tell of; else nothing."""
    if reason.proof == "reach":
        return "Beyond reach: no fleet can hold it."
    return (
        ""
        if reason.proof
        else "No roster was found that meets it. This is no proof: the bound leaves open whether there is one."
    )


def clash_head(scenario: Scenario, reason: Reason, n: int) -> str:
    """The sentence over the members of clash n of a watch, without its colon."""
    who = "no roster of these fleets" if reason.proof == "rules" else "no roster that keeps to the weather forecast"
    head = (
        "With that mended these would clash next" if n else f"Proved impossible: {who} can meet it, because these clash"
    )
    return head + _when(scenario, reason.clashes[n])


def _why(scenario: Scenario, reason: Reason) -> list[str]:
    if reason.proof == "reach":
        fleets = [f"  - {one.fleet}: {one.reason}" for one in reason.verdicts if not one.feasible]
        ways_out = [text.partition("\nhint: ")[2] for text in reason.unreached]
        return [lead(reason), *fleets, *dict.fromkeys(f"  {way}." for way in ways_out if way)]
    if not reason.proof:
        return [lead(reason)]
    lines = []
    for n, clash in enumerate(reason.clashes):
        lines += [f"{clash_head(scenario, reason, n)}:", *(f"  - {member}" for member in members(clash))]
    if reason.gap_bound_s > reason.kept.limit_s:
        lines.append(f"No roster keeps its longest gap under {format_duration(reason.gap_bound_s)}.")
    return [*lines, *_others(reason)]


def _others(reason: Reason) -> list[str]:
    """Fleets that can't hold it at all."""
    return [f"{one.fleet} can't hold it: {one.reason}." for one in reason.verdicts if not one.feasible]


def members(clash: Clash) -> list[str]:
    """Each member of a clash in words."""
    return [*(f"the demand of {watch}" for watch in clash.watches), *(rule.words for rule in clash.rules)]


def _when(scenario: Scenario, clash: Clash) -> str:
    if clash.from_s <= 0 and clash.to_s >= scenario.length_s:
        return ""
    return f" between {instant(scenario, clash.from_s)} and {instant(scenario, clash.to_s)}"


def _tight(found: Explanation) -> list[str]:
    if not found.tight:
        return ["Nothing is tight: the bound leaves open that each number could be one smaller."]
    head = "Tight (one fewer, and it is proved that not every watch can be met):"
    return [head, *(f"  - {one.rule.words}" for one in found.tight)]


def as_options(overrides: Sequence[str]) -> str:
    """As they are typed: --set 'fleet.MQ-9B ashore.count=2'."""
    return " ".join(f"--set {shlex.quote(text)}" for text in overrides)


def instant(scenario: Scenario, offset_s: float) -> str:
    """On the clock of the period's zone: "Mon 29 Jun 20:00"."""
    clock = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(seconds=scenario.start_s + offset_s)
    local = clock.astimezone(ZoneInfo(scenario.file.period.zone))
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def _share(value: float) -> str:
    return f"{100 * value:.2f} %"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _many(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
