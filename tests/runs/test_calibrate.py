"""Operator logs against the catalog."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from longwatch.catalog.load import load_catalog
from longwatch.cli.calibrate import calibrate
from longwatch.errors import BadInputError
from longwatch.runs.calibrate import as_toml, read_log, updates_of
from longwatch.scenario.models import FaultRates

LOG = (
    "\ufeffdate;platform;hours;sorties;preflight_failures;aborts;losses;repairs;repair_hours\n"
    "2026-01;tb3;812,5;60;2;1;0;3;61\n2026-02;tb3;901;66;4;3;0;5;80\n2026-02;mq9b;3000;150;2;1;0;0;0\n"
)


def written(folder: Path, text: str) -> Path:
    path = folder / "log.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_turkish_log_is_summed_by_platform(tmp_path: Path) -> None:
    platforms = load_catalog().platforms
    logs = read_log(written(tmp_path, LOG), platforms)
    assert (logs["tb3"].hours, logs["tb3"].sorties, logs["tb3"].aborts, logs["tb3"].rows) == (1713.5, 126, 4, 2)
    updates = {(one.platform, one.quantity): one for one in updates_of(logs, platforms)}
    assert set(updates) == {
        ("tb3", "preflight_failure"), ("tb3", "abort_rate"), ("tb3", "loss_rate"), ("tb3", "repair"),
        ("mq9b", "preflight_failure"), ("mq9b", "abort_rate"), ("mq9b", "loss_rate"),
    }  # fmt: skip
    abort = updates["tb3", "abort_rate"]
    assert abort.before_value == pytest.approx(2.0)
    assert 2.0 < abort.after.value < 4 / 1.7135
    assert abort.after.high / abort.after.low < abort.before_high / abort.before_low
    assert updates["tb3", "loss_rate"].after.value < updates["tb3", "loss_rate"].before_value


def test_what_is_written_reads_back_as_fault_rates(tmp_path: Path) -> None:
    platforms = load_catalog().platforms
    updates = updates_of(read_log(written(tmp_path, LOG), platforms), platforms)
    tables = tomllib.loads(as_toml(updates, 'a "log"'))["faults"]["platform"]
    rates = FaultRates.model_validate(tables["tb3"], by_alias=True)
    assert rates.abort_rate_per_s is not None
    assert float(rates.abort_rate_per_s) * 3.6e6 == pytest.approx(updates[1].after.value, rel=1e-3)
    assert rates.abort_rate_per_s.low < rates.abort_rate_per_s < rates.abort_rate_per_s.high
    assert rates.abort_rate_per_s.origin.kind == "measured"
    assert rates.loss_rate_per_s is not None
    assert rates.loss_rate_per_s.origin.kind == "estimate"  # no loss was seen: what was believed before still leads


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hours\n3\n", "has no column platform"),
        ("platform,hours\ntb4,3\n", "no platform is called 'tb4'"),
        ("platform,hours\ntb3,NaN\n", "hours is 'NaN'"),
        ("platform,hours\ntb3,-1\n", "hours is '-1'"),
        ("platform,hours,sorties\ntb3,1,1.5\n", "not a whole number"),
        ("platform,hours\n", "has no rows"),
        ("", "is empty"),
    ],
)
def test_what_is_wrong_with_a_log_is_said(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        read_log(written(tmp_path, text), load_catalog().platforms)


def test_the_command_shows_before_and_after_and_overwrites_nothing(tmp_path: Path) -> None:
    log, out = written(tmp_path, LOG), tmp_path / "rates.toml"
    shown = CliRunner().invoke(calibrate, [str(log), "--out", str(out)])
    assert shown.exit_code == 0
    assert "abort_rate" in shown.output
    assert tomllib.loads(out.read_text(encoding="utf-8"))["faults"]
    again = CliRunner().invoke(calibrate, [str(log), "--out", str(out)])
    assert isinstance(again.exception, BadInputError)
    rows = json.loads(CliRunner().invoke(calibrate, [str(log), "--json"]).output)
    assert rows[0]["before"]["origin"]["kind"] == "assumed"
