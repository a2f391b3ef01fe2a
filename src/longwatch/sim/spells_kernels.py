"""What is shut and by what: spells drawn as the trial goes on, and steps known before it, of schedules and weather."""

from __future__ import annotations

from typing import Any

from longwatch.jit import part
from longwatch.sim.cover_kernels import touch
from longwatch.sim.state import BAD_COUNT, FAR, N_CAUSES, NO_CAUSE, STEP_SLOT, Ints, Records, World
from longwatch.sim.streams_kernels import drawn_s, uniform


@part
def start_closures(world: World, seed: int, trial: int) -> None:
    """How things stand at the start of the period, and until when."""
    fixed, state = world[0]
    state.shut[:] = 0
    for n in range(len(state.shut_by)):
        state.shut_by[n].n = 0
    state.clock[0].next_step = fixed.trial_steps[trial % (len(fixed.trial_steps) - 1)]
    take_steps(world, 0)
    for n in range(len(fixed.spells)):
        plan, spell = fixed.spells[n], state.spells[n]
        spell.is_shut, spell.n = 0, 1
        if plan.starts_anywhere:  # weather has no beginning: shut at the start as often as at any other time
            share_shut = plan.shut_mean_s / (plan.open_mean_s + plan.shut_mean_s)
            spell.is_shut = int(uniform(seed, trial, plan.open_process, plan.entity, 0) < share_shut)
            if spell.is_shut:
                shut_or_open(world, plan.target, 1, plan.cause, 0)
        state.due[len(state.vehicles) + len(state.lines) + n] = _turn_s(plan, spell, seed, trial)


@part
def spell_event(world: World, n: int, now_s: int) -> None:
    """Open turns to shut or shut to open, in calendar time."""
    fixed, state = world[0]
    clock, plan, spell = state.clock[0], fixed.spells[n], state.spells[n]
    spell.is_shut = 1 - spell.is_shut
    spell.n += 1
    shut_or_open(world, plan.target, 1 if spell.is_shut else -1, plan.cause, now_s)
    turn_s = _turn_s(plan, spell, clock.seed, clock.trial)
    state.due[len(state.vehicles) + len(state.lines) + n] = now_s + turn_s


@part
def take_steps(world: World, now_s: int) -> None:
    """All steps of this trial up to an instant, and when the one after them comes."""
    fixed, state = world[0]
    clock = state.clock[0]
    end = fixed.trial_steps[clock.trial % (len(fixed.trial_steps) - 1) + 1]
    while clock.next_step < end and fixed.steps[clock.next_step].time_s <= now_s:
        step = fixed.steps[clock.next_step]
        shut_or_open(world, step.target, step.change, step.cause, step.time_s)
        clock.next_step += 1
    state.due[STEP_SLOT] = fixed.steps[clock.next_step].time_s if clock.next_step < end else FAR


@part
def shut_or_open(world: World, target: int, change: int, cause: int, now_s: int) -> None:
    """One more thing shuts a target, or one less. Launches are tried again, and watchers counted anew."""
    fixed, state = world[0]
    by, clock, was_shut = state.shut_by[target * N_CAUSES + cause], state.clock[0], state.shut[target] > 0
    if by.n == 0:
        by.from_s = now_s
    by.n += change
    state.shut[target] += change
    clock.stirred = 1
    if target < fixed.rules[0].n_blinding:
        clock.n_blind += (state.shut[target] > 0) - was_shut
        for n in range(len(state.lines)):
            touch(world, n)
    if by.n < 0:
        clock.error = BAD_COUNT


@part
def is_open(shut: Ints, target: int) -> bool:
    """Whether a target is not shut; one that cannot be, -1, never is."""
    return target < 0 or shut[target] == 0


@part
def why_shut(shut_by: Records, target: int) -> int:
    """Of the causes that shut a target now, the one that has done so longest; of several, the first in the list of causes."""
    best, from_s = NO_CAUSE, FAR
    for cause in range(N_CAUSES):
        by = shut_by[target * N_CAUSES + cause]
        if by.n > 0 and by.from_s < from_s:
            best, from_s = cause, by.from_s
    return best


@part
def _turn_s(plan: Any, spell: Any, seed: int, trial: int) -> int:
    """How long it stays as it is now."""
    mean_s = plan.shut_mean_s if spell.is_shut else plan.open_mean_s
    process = plan.shut_process if spell.is_shut else plan.open_process
    return int(drawn_s(mean_s, seed, trial, process, plan.entity, spell.n))
