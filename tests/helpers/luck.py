"""Where a twin of the timeline gets its random times from: its own generator, or the list of faults that the kernels draw."""

import random
from collections import Counter
from math import floor, inf

from longwatch.sim.processes import entity_of
from longwatch.sim.streams import PROCESSES, exponential, uniform

SPELLS = {"base": ("base_open", "base_shut"), "watch": ("line_open", "line_shut"),
          "platform": ("grounding", "grounding_length"), "link": ("link_up", "link_down")}  # fmt: skip


class OwnLuck:
    """Random numbers of the standard library, in the order in which they are asked for."""

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def time_s(self, mean_s, *_):
        if mean_s == inf:
            return inf
        return max(1, round(self.rng.expovariate(1.0 / mean_s))) if mean_s > 0 else 1

    def abort_s(self, mean_s, entity):  # noqa: ARG002
        return self.time_s(mean_s)

    loss_s = repair_s = abort_s

    def sensor_s(self, mean_s, entity, j):  # noqa: ARG002
        return self.time_s(mean_s)

    def fails_check(self, share, entity):  # noqa: ARG002
        return self.rng.random() < share

    def late_s(self, share, mean_s, entity):  # noqa: ARG002
        return self.time_s(mean_s) if self.rng.random() < share else 0

    def starts_shut(self, spell):
        return spell.starts_anywhere and self.rng.random() < spell.shut_mean_s / (spell.open_mean_s + spell.shut_mean_s)

    def spell_s(self, spell, shut):
        return self.time_s(spell.shut_mean_s if shut else spell.open_mean_s)


class SharedLuck:
    """The numbers of the streams: the same faults as in the kernels, whatever the order in which they are asked for."""

    def __init__(self, seed, trial):
        self.seed, self.trial, self.asked = seed, trial, Counter()

    def key(self, process, entity, index):
        return self.seed, self.trial, PROCESSES[process], entity, index

    def time_s(self, mean_s, process, entity, index):
        if mean_s == inf:
            return inf
        return max(1, floor(exponential(mean_s, *self.key(process, entity, index)) + 0.5))

    def nth(self, *what):
        self.asked[what] += 1
        return self.asked[what] - 1

    def abort_s(self, mean_s, entity):
        return self.time_s(mean_s, "abort", entity, self.nth("abort", entity))

    def loss_s(self, mean_s, entity):
        return self.time_s(mean_s, "loss", entity, self.nth("loss", entity))

    def repair_s(self, mean_s, entity):
        return self.time_s(mean_s, "repair", entity, self.nth("repair", entity))

    def sensor_s(self, mean_s, entity, j):
        return self.time_s(mean_s, "sensor", entity, 16 * self.nth("sensor", entity, j) + j)

    def fails_check(self, share, entity):
        return uniform(*self.key("preflight", entity, self.nth("preflight", entity))) < share

    def late_s(self, share, mean_s, entity):
        n = self.nth("late", entity) + 1
        if uniform(*self.key("late", entity, n)) >= share:
            return 0
        return self.time_s(mean_s, "late_length", entity, n)

    def starts_shut(self, spell):
        share = spell.shut_mean_s / (spell.open_mean_s + spell.shut_mean_s)
        return spell.starts_anywhere and uniform(*self.key(SPELLS[spell.of][0], entity_of(spell.key), 0)) < share

    def spell_s(self, spell, shut):
        mean_s, entity = (spell.shut_mean_s if shut else spell.open_mean_s), entity_of(spell.key)
        return self.time_s(mean_s, SPELLS[spell.of][shut], entity, self.nth("spell", entity) + 1)
