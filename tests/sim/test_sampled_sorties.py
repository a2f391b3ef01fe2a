"""Sorties of several lines and ferries under another truth: what is left of them, by hand."""

from dataclasses import dataclass

from helpers.plans import pairing
from longwatch.scenario.plan import Stint
from longwatch.sim.sampled_sorties import cut_sortie


@dataclass(frozen=True)
class Ways:
    """Out and back in so many seconds."""

    out: int
    back: int = 0

    def out_s(self, takeoff_s):  # noqa: ARG002
        return self.out

    def back_s(self, leave_s):  # noqa: ARG002
        return self.back

    def latest_leave(self, land_s):
        return land_s - self.back


def rows(to_fleet=""):
    """2,000 s out, north until 10,000, 1,000 s on, south from 11,000 to 17,000, home at 20,000."""
    holds = ("north", 2_000, 10_000), ("south", 11_000, 17_000)
    return tuple(
        Stint(0, on, "v-1", "f", arrive_s, leave_s, 20_000, 23_000, False, to_fleet) for on, arrive_s, leave_s in holds
    )


def cut(sortie, endurance_s=20_000, north=(2_000, 2_000), south=(3_000, 3_000), between=1_000, **more):
    found = {("f", "north"): north, ("f", "south"): south} | more.get("others", {})
    pairings = {key: pairing(*key, endurance_s=endurance_s) for key in found}
    ways = {key: Ways(*times) for key, times in found.items()}
    passages = {("f", "north", "south"): Ways(between)} if between else {}
    return [(r.line, r.arrive_s, r.leave_s, r.land_s, r.ready_s) for r in cut_sortie(sortie, pairings, ways, passages)]


def test_what_is_as_planned_stays():
    assert cut(rows()) == [("north", 2_000, 10_000, 20_000, 23_000), ("south", 11_000, 17_000, 20_000, 23_000)]


def test_who_is_slower_comes_later_and_less_endurance_ends_the_last_line_earlier():
    assert cut(rows(), north=(2_500, 2_500), south=(3_500, 3_500), between=1_300) == [
        ("north", 2_500, 10_000, 20_000, 23_000), ("south", 11_300, 16_500, 20_000, 23_000),
    ]  # fmt: skip


def test_a_line_that_can_t_be_left_in_time_is_left_out():
    assert cut(rows(), endurance_s=13_000) == [("north", 2_000, 10_000, 13_000, 16_000)]
    assert cut(rows(), endurance_s=11_000) == [("north", 2_000, 9_000, 11_000, 14_000)]
    assert cut(rows(), endurance_s=3_000) == []
    assert cut(rows(), between=0) == [("north", 2_000, 10_000, 20_000, 23_000)]


def test_a_ferry_comes_home_by_the_way_of_the_other_fleet():
    there = {("g", "south"): (1_000, 5_000)}
    assert cut(rows("g"), others=there) == [
        ("north", 2_000, 10_000, 20_000, 23_000),
        ("south", 11_000, 15_000, 20_000, 23_000),
    ]
    assert cut(rows("g")[1:], others={}) == []
