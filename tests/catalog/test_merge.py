"""A scenario's own platforms and payloads over the catalog, and what it changed."""

from __future__ import annotations

import pytest

from longwatch.catalog.load import load_catalog
from longwatch.catalog.merge import merge
from longwatch.errors import BadInputError

CATALOG = load_catalog()
WHOLE = {
    "id": "kite", "name": "Kite", "domain": "air", "endurance": "10 h", "planning_factor": 0.8,
    "transit_speed": "60 kt", "loiter_speed": "50 kt", "altitude": "1000 m", "turnaround": "1 h", "reserve": "30 min",
    "preflight_failure": 0.0, "abort_rate": "0 /h", "loss_rate": "0 /h", "repair": "1 d", "replacement": "1 year",
    "crew_people": 2, "price": "1e6 USD 2025", "hour_cost": "100 USD 2025 /h", "payloads": ["turret_only"],
}  # fmt: skip


def problems(platforms: list[dict[str, object]], payloads: list[dict[str, object]] | None = None) -> str:
    with pytest.raises(BadInputError) as caught:
        merge(CATALOG, platforms, payloads or [], "own.toml")
    return str(caught.value)


def test_overriding_keeps_the_rest_and_lists_the_change() -> None:
    merged, changes = merge(CATALOG, [{"id": "tb3", "endurance": "20 h", "satellite": False}], [])
    assert merged.platforms["tb3"].endurance_s == 20 * 3600
    assert merged.platforms["tb3"].endurance_s.origin.kind == "user"
    assert merged.platforms["tb3"].price == CATALOG.platforms["tb3"].price
    assert changes == (("platform tb3", "endurance", "32 h", "20 h"), ("platform tb3", "satellite", "yes", "no"))
    assert CATALOG.platforms["tb3"].endurance_s == 32 * 3600, "the catalog itself stays as it is"


def test_the_same_figure_again_is_no_change() -> None:
    assert merge(CATALOG, [{"id": "tb3", "endurance": "32 h"}], [])[1] == ()


def test_a_whole_new_platform() -> None:
    merged, changes = merge(CATALOG, [WHOLE], [])
    assert merged.platforms["kite"].repair_s == 86400
    assert changes == (("platform kite", "(new)", "", "18 entries of its own"),)


def test_a_new_platform_from_a_known_one() -> None:
    merged, changes = merge(CATALOG, [{"id": "tb3x", "base": "tb3", "endurance": "40 h"}], [])
    assert merged.platforms["tb3x"].price == CATALOG.platforms["tb3"].price
    assert merged.platforms["tb3x"].id == "tb3x"
    assert changes == (("platform tb3x", "(new)", "", "as tb3, with 1 entry of its own"),)


def test_a_payload_can_be_added_and_used() -> None:
    sonar = {
        "id": "dipping", "name": "Dipping sonar", "mass": "20 kg", "power": "100 W", "endurance_factor": 0.9,
        "sensors": [{"kind": "sonar", "ranges": {"merchant": {"detect": "10 km"}}}],
    }  # fmt: skip
    merged, changes = merge(CATALOG, [{"id": "vbat", "payloads": ["dipping"]}], [sonar])
    assert merged.payloads["dipping"].sensors[0].ranges["merchant"]["detect"] == 10_000
    assert ("platform vbat", "payloads", "turret_only", "dipping") in changes


def test_a_new_platform_that_lacks_figures_names_them_all_at_once() -> None:
    text = problems(
        [{"id": "ufo", "name": "U", "domain": "air", "endurance": "10 h"}, {"id": "tb2", "endurence": "3 h"}]
    )
    assert (
        "own.toml: platform[0]: platform 'ufo' is new to the catalog and lacks planning_factor, transit_speed, "
        "loiter_speed, altitude, turnaround, reserve, preflight_failure, abort_rate, loss_rate, repair, replacement, "
        "crew_people, price, hour_cost\n"
    ) in text
    assert "own.toml: platform[1].endurence: unknown key 'endurence'\nhint: did you mean 'endurance'?" in text


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"id": "tb3", "endurance": "24"}, "platform[0].endurance: '24' has no unit"),
        ({"id": "tb3", "endurance": "0 h"}, "platform[0].endurance: '0 h' must be above zero"),
        ({"id": "tb3", "price": "-1 USD 2025"}, "platform[0].price: '-1 USD 2025': a price is not negative"),
        ({"id": "tb3", "domain": "space"}, "platform[0].domain"),
        ({"id": "x", "base": "tb33"}, "did you mean 'tb3'?"),
        ({"endurance": "3 h"}, "platform[0].id: a platform needs an `id`"),
        ({"id": "tb3", "payloads": ["turret_onli"]}, "did you mean 'turret_only'?"),
        ({"id": "tb3", "endurance_s": "3 h"}, "unknown key 'endurance_s'\nhint: did you mean 'endurance'?"),
    ],
)
def test_bad_tables_and_their_messages(table: dict[str, object], message: str) -> None:
    assert message in problems([table])


def test_the_same_id_twice() -> None:
    assert "platform[1].id: 'tb3' is given twice" in problems([{"id": "tb3"}, {"id": "tb3"}])
