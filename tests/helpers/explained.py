"""One infeasible scenario explained, with everything the explanation says tried again by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from helpers.random_infeasible import infeasible, kind_of
from longwatch.rostering.clash import Clash, only, within
from longwatch.rostering.demand_model import impossible
from longwatch.rostering.kept import kept_by
from longwatch.rostering.make import make_roster
from longwatch.rostering.rules_dropped import with_foreseen
from longwatch.rostering.why import Case, Explanation, case_of, case_rules, why
from longwatch.scenario.read import scenario_from_dict
from longwatch.verifier import verify_roster

PROOFS = {"reach": "beyond reach", "rules": "proved", "forecast": "proved under the forecast", "": "left open"}


def explained(seed: int, folder: Path) -> Counter[str]:
    """What became of a seed, after its relaxations were planned and its first clashes were taken apart anew."""
    table = infeasible(seed, folder)
    scenario = scenario_from_dict(table)
    found = why(scenario, lambda more: scenario_from_dict(table, overrides=more))
    assert not found.met, f"seed {seed} ({kind_of(seed)}) is met"
    counts: Counter[str] = Counter(scenarios=1)
    for reason in found.reasons:
        counts[PROOFS[reason.proof]] += 1
        counts["with a relaxation"] += bool(reason.relaxations)
        counts["with a relaxation that asks no less"] += any(
            one.kind not in ("limit", "required", "watchers", "warm-up") for one in reason.relaxations
        )
        counts["relaxations"] += len(reason.relaxations)
        if reason.clashes:
            counts[f"clash of {reason.clashes[0].size}"] += 1
            counts["with a second clash"] += len(reason.clashes) > 1
        assert reason.proof != "reach" or reason.unreached, f"seed {seed}: no reason is given"
    _relaxations_hold(seed, found, table)
    _clashes_are_minimal(seed, found, case_of(scenario))
    return counts


def _relaxations_hold(seed: int, found: Explanation, table: dict[str, object]) -> None:
    was_met = {one.watch for one in found.kept if one.met}
    for reason in found.reasons:
        for one in reason.relaxations:
            changed = scenario_from_dict(table, overrides=one.overrides)
            roster = make_roster(changed, seed=int(changed.file.run.seed), allow_unreached=True).roster
            assert verify_roster(changed, roster).ok
            kept = kept_by(changed, roster)
            met = {watch for watch in (*was_met, reason.kept.watch) if kept[watch].met}
            assert met == {*was_met, reason.kept.watch}, f"seed {seed}: {one.words} does not meet it"


def _clashes_are_minimal(seed: int, found: Explanation, case: Case) -> None:
    """The first clash of each watch: impossible as it stands, and no more without any one of its members."""
    for reason in found.reasons:
        if reason.clashes:
            _is_minimal(seed, reason.clashes[0], case, foreseen=reason.proof == "forecast")


def _is_minimal(seed: int, clash: Clash, case: Case, *, foreseen: bool) -> None:
    members = {rule.key for rule in clash.rules}
    bare = with_foreseen(case.problem) if foreseen else case.problem
    for rule in case_rules(case):
        if rule.key not in members and (foreseen or rule.kind != "weather"):
            bare = rule.without(bare)

    def clashes(problem: object, watches: Iterable[str]) -> bool:
        demands = case.demands.only(set(watches))
        return impossible(only(problem, demands.watches), demands, clash.slot_s)  # type: ignore[arg-type]

    assert clashes(bare, clash.watches), f"seed {seed}: no clash"
    assert clashes(within(only(bare, frozenset(clash.watches)), clash.from_s, clash.to_s), clash.watches) or any(
        line.required < 1.0 for line in case.lines
    ), f"seed {seed}: no clash in the stretch that is named"
    for rule in clash.rules:
        assert not clashes(rule.without(bare), clash.watches), f"seed {seed}: without {rule.words} it still clashes"
    for watch in clash.watches:
        rest = [one for one in clash.watches if one != watch]
        assert not rest or not clashes(bare, rest), f"seed {seed}: without {watch} it still clashes"
