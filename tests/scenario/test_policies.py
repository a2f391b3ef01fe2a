"""`[policy.retask]` and `policy.file`: read, checked, and part of the digest."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.scenario_tables import VALID
from longwatch.errors import BadInputError
from longwatch.scenario.read import read_scenario, scenario_digest
from longwatch.sim.processes import processes_of

GOOD = "def decide(picture, decision):\n    return []\n"


def with_policy(folder: Path, text: str, more: str = "") -> Path:
    (folder / "policy.py").write_text(text, encoding="utf-8")
    path = folder / "own.toml"
    path.write_text(f'extends = "{VALID}"\n[policy]\nfile = "policy.py"\n{more}', encoding="utf-8")
    return path


def test_the_text_of_a_policy_is_part_of_the_digest(tmp_path: Path) -> None:
    path = with_policy(tmp_path, GOOD)
    scenario = read_scenario(path)
    assert scenario.policy_text == GOOD
    (tmp_path / "policy.py").write_text(GOOD + "# other\n", encoding="utf-8")
    assert scenario_digest(read_scenario(path)) != scenario_digest(scenario)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def decide(picture, decision:\n", "line 1"),
        ("def choose(picture, decision):\n    return []\n", "no function decide"),
        ("decide = 3\n", "no function decide"),
        ("\x00", "null byte"),
    ],
)
def test_a_policy_that_is_none_is_refused_before_anything_is_flown(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_scenario(with_policy(tmp_path, text))
    assert len(caught.value.problems) == 1
    assert words in str(caught.value)
    assert caught.value.problems[0].where.startswith("own.toml:3")


def test_a_missing_policy_file_is_named(tmp_path: Path) -> None:
    path = with_policy(tmp_path, GOOD)
    (tmp_path / "policy.py").rename(tmp_path / "policies.py")
    with pytest.raises(BadInputError, match=r"does not exist") as caught:
        read_scenario(path)
    assert "policies.py" in caught.value.problems[0].hint


def test_figures_of_a_retask_have_units_and_defaults_say_so(tmp_path: Path) -> None:
    path = with_policy(tmp_path, GOOD, '[policy.retask]\nfarthest = "50 km"\n')
    retask = read_scenario(path).file.policy.retask
    assert retask is not None
    assert (float(retask.farthest_m), retask.contacts, retask.task) == (50_000.0, "dark", "identify")
    assert retask.dwell_s.origin.kind == "assumed"
    with pytest.raises(BadInputError, match="unit"):
        read_scenario(path, ["policy.retask.dwell=5"])


@pytest.mark.parametrize("spare", ["true", "false", '"at once"', '"when due"'])
def test_spares_and_holds_may_be_limited(spare: str) -> None:
    scenario = read_scenario(VALID, [f"policy.spare={spare}", "policy.hold_limit=2 h"])
    processes = processes_of(scenario)
    assert processes.spare == (spare != "false")
    assert processes.spare_when_due == ("due" in spare)
    assert processes.hold_limit_s == 7200


def test_a_spare_policy_that_is_none_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        read_scenario(VALID, ['policy.spare="never"'])
    assert "when due" in str(caught.value) or "true or false" in str(caught.value)
