"""`check` and `catalog` as a user sees them: data on stdout, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from helpers.scenario_tables import VALID
from longwatch.cli import main
from longwatch.scenario.read import read_scenario, scenario_digest


def call(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_check_says_who_can_hold_what() -> None:
    result = call("check", VALID, "--set", 'platform=[{id="mq9b", turnaround="7 h"}]')
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert text.startswith("test sea: well-formed, 3 d")
    assert "warning: --set platform" in text
    assert "platform mq9b" in text
    assert "turnaround" in text
    assert any("Guardians" in line and "yes" in line and "endurance" in line for line in text.splitlines())


def test_check_as_json_holds_the_same() -> None:
    found = json.loads(call("check", VALID, "--json").stdout)
    assert found["sha256"] == scenario_digest(read_scenario(VALID))
    (pairing,) = found["pairings"]
    assert pairing["feasible"]
    assert pairing["binding"] == "endurance"
    # Arrival out and back of a calm day are alike; what is left of the cycle is watched.
    assert pairing["transit_out_s"] == pairing["transit_back_s"]
    assert pairing["on_station_s"] > 24 * 3600


def test_a_line_that_one_fleet_can_hold_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "two.toml"
    path.write_text(
        VALID.read_text()
        + '[[fleet]]\nname = "Short"\nplatform = "vbat"\nbase = "Wallops"\ncontrol = "Mast"\ncount = 1\ncrews = 3\n'
    )
    result = call("check", path)
    assert result.exit_code == 0, result.output
    assert any("Short" in line and " no " in line for line in result.stdout.splitlines())


def test_the_catalog_lists_and_shows_sources() -> None:
    listed = call("catalog").stdout
    assert all(f"\n{name} " in listed for name in ("tb3", "mq9b", "bluebottle", "anadolu"))
    shown = call("catalog", "tb3").stdout
    assert "endurance" in shown
    assert "ASSUMED" in shown
    assert "http" in shown
    assert json.loads(call("catalog", "tb3", "--json").stdout)["id"] == "tb3"
    rows = {row["id"]: row for row in json.loads(call("catalog", "--json").stdout)}
    assert (rows["tb3"]["is"], rows["tb3"]["name"], rows["tb3"]["domain"]) == ("platform", "Bayraktar TB3", "air")
    assert rows["turret_ais"]["is"] == "payload"
    wrong = call("catalog", "tb33")
    assert wrong.exit_code == 2
    assert "did you mean 'tb3'?" in wrong.stderr


def test_check_hints_at_the_first_transit(tmp_path: Path) -> None:
    path = tmp_path / "sea.toml"
    assert call("new", path).exit_code == 0
    counted = call("check", path, "--set", "period.warm_up='none'", "--set", "watch.0.limit='5 min'")
    assert counted.exit_code == 0, counted.output
    assert "nobody can be there before" in counted.stdout
    assert 'warm_up = "first-arrival"' in counted.stdout
    assert "hint" not in call("check", path).stdout
