"""`longwatch bench`: what the timed cases solved, in text and as JSON."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from longwatch.bench.cases import CASES
from longwatch.cli import main
from longwatch.cli.bench import NAMES


def test_every_case_of_the_command_exists() -> None:
    assert list(CASES) == list(NAMES)


def test_box300_sees_what_other_tools_see() -> None:
    """The common task's own figures at N = 5, M = 200, seed 1 (steppers of 10 s to 60 s agree to these digits)."""
    done = CliRunner().invoke(main, ["bench", "box300", "--repeats", "1", "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    small = figures["box300"]
    assert (small["n"], small["m"], small["seen"]) == (5, 200, 200)
    assert small["watched"] == pytest.approx(0.2264, abs=0.0005)
    assert small["maxgap_h"] == pytest.approx(2.62, abs=0.03)
    assert small["vts_cpu"] > 0
    assert (small["larger"]["n"], small["larger"]["m"]) == (20, 2000)
    assert figures["machine"]["cores"] >= 1


def test_the_day_of_real_ships_in_words() -> None:
    done = CliRunner().invoke(main, ["bench", "aisday", "--repeats", "1"])
    assert done.exit_code == 0, done.output
    told = dict(line.split(maxsplit=1) for line in done.stdout.splitlines() if line.startswith("  "))
    assert (told["mmsi"], told["vehicles"]) == ("743", "10")
    assert int(told["encounters"]) > 1000
