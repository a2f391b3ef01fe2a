"""Any array of tables may stand in a CSV file."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.scenario_tables import valid_table
from longwatch.errors import BadInputError
from longwatch.scenario.digest import scenario_digest
from longwatch.scenario.read import read_scenario, scenario_from_dict

FLEETS = (
    "name,platform,payload,base,count,lines,availability.share,availability.definition,turnaround\n"
    "one,tb3,,{base},3,{watch},0.8,depot,3 h\n"
)


def with_fleets(folder: Path, text: str) -> dict:
    table = valid_table()
    table["fleet"] = "fleets.csv"
    watch, base = table["watch"][0]["name"], valid_table()["fleet"][0]["base"]
    (folder / "fleets.csv").write_text(text.format(base=base, watch=watch), encoding="utf-8")
    return table


def test_fleets_in_a_sheet_are_fleets(tmp_path: Path) -> None:
    scenario = scenario_from_dict(with_fleets(tmp_path, FLEETS), tmp_path / "x.toml")
    (fleet,) = scenario.fleets
    assert (fleet.name, fleet.count, fleet.lines) == ("one", 3, (scenario.watches[0].name,))
    assert fleet.availability is not None
    assert (float(fleet.availability.share), float(fleet.turnaround_s or 0)) == (0.8, 10800.0)
    assert "fleets.csv" in scenario.inputs


def test_the_same_in_toml_has_the_same_digest(tmp_path: Path) -> None:
    by_sheet = scenario_from_dict(with_fleets(tmp_path, FLEETS), tmp_path / "x.toml")
    table = valid_table()
    table["fleet"] = [
        {
            "name": "one", "platform": "tb3", "base": table["fleet"][0]["base"], "count": 3, "turnaround": "3 h",
            "lines": [table["watch"][0]["name"]], "availability": {"share": "0.8", "definition": "depot"},
        }
    ]  # fmt: skip
    assert scenario_digest(scenario_from_dict(table)) == scenario_digest(by_sheet)


def test_a_sheet_of_another_office_holds_the_same_fleets(tmp_path: Path) -> None:
    """As a spreadsheet with Turkish settings saves it: a mark at the front, semicolons, decimal commas, CR and LF."""
    plain = scenario_from_dict(with_fleets(tmp_path, FLEETS.replace("3 h", "1.5 h")), tmp_path / "x.toml")
    turkish = FLEETS.replace(",", ";").replace("0.8", "0,8").replace("3 h", "1,5 h").replace("\n", "\r\n")
    other = scenario_from_dict(with_fleets(tmp_path, "\ufeff" + turkish), tmp_path / "x.toml")
    assert scenario_digest(other) == scenario_digest(plain)
    assert float(other.fleets[0].turnaround_s or 0) == 5400.0


def test_a_mistake_in_a_sheet_is_named_by_its_line(tmp_path: Path) -> None:
    text = FLEETS + "two,tb3,,{base},three,,,,3\n"
    with pytest.raises(BadInputError) as caught:
        scenario_from_dict(with_fleets(tmp_path, text), tmp_path / "x.toml")
    told = [str(problem) for problem in caught.value.problems]
    assert any(line.startswith("fleets.csv:3: fleet[1].count") for line in told)
    assert any(line.startswith("fleets.csv:3: fleet[1].turnaround") for line in told)


@pytest.mark.parametrize("content", [None, "", "a,a\n1,2\n"])
def test_a_sheet_that_can_not_be_read_earns_one_message(tmp_path: Path, content: str | None) -> None:
    table = valid_table()
    table["fleet"] = "sheet.csv"
    if content is not None:
        (tmp_path / "sheet.csv").write_text(content, encoding="utf-8")
    with pytest.raises(BadInputError, match=r"the table 'sheet\.csv'"):
        scenario_from_dict(table, tmp_path / "x.toml")


def test_a_sheet_is_looked_for_beside_the_file_that_names_it(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
    text = example.read_text(encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "watches.csv").write_text(
        "name,area,kind,sees.class,sees.task,limit\nnorthern line,north,station,fishing-boat,detect,30 min\n",
        encoding="utf-8",
    )
    (tmp_path / "deep" / "base.toml").write_text(
        text.replace("areas.geojson", str(example.parent / "areas.geojson")), encoding="utf-8"
    )
    lean = tmp_path / "lean.toml"
    lean.write_text('extends = "deep/base.toml"\nfleet = "f.csv"\n', encoding="utf-8")
    with pytest.raises(BadInputError, match=r"the table 'f\.csv'"):
        read_scenario(lean)
