"""Spells, in calendar time: weather shuts bases and watches, a type of vehicle is grounded, a link is down."""

from __future__ import annotations

from typing import Any

from longwatch.jit import part
from longwatch.sim.state import Fixed, State
from longwatch.sim.streams_kernels import drawn_s, uniform


@part
def start_spells(fixed: Fixed, state: State, seed: int, trial: int) -> None:
    """How things stand at the start of the period, and until when."""
    for n in range(len(fixed.spells)):
        plan, spell = fixed.spells[n], state.spells[n]
        spell.is_shut, spell.n = 0, 1
        if plan.starts_anywhere:  # weather has no beginning: shut at the start as often as at any other time
            share_shut = plan.shut_mean_s / (plan.open_mean_s + plan.shut_mean_s)
            spell.is_shut = int(uniform(seed, trial, plan.open_process, plan.entity, 0) < share_shut)
            state.shut[plan.target] += spell.is_shut
        spell.next_s = _turn_s(plan, spell, seed, trial)


@part
def spell_event(fixed: Fixed, state: State, n: int, now_s: int) -> None:
    """Open turns to shut or shut to open, in calendar time."""
    clock, plan, spell = state.clock[0], fixed.spells[n], state.spells[n]
    spell.is_shut = 1 - spell.is_shut
    spell.n += 1
    state.shut[plan.target] += 1 if spell.is_shut else -1
    spell.next_s = now_s + _turn_s(plan, spell, clock.seed, clock.trial)


@part
def _turn_s(plan: Any, spell: Any, seed: int, trial: int) -> int:
    """How long it stays as it is now."""
    mean_s = plan.shut_mean_s if spell.is_shut else plan.open_mean_s
    process = plan.shut_process if spell.is_shut else plan.open_process
    return int(drawn_s(mean_s, seed, trial, process, plan.entity, spell.n))
