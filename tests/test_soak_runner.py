"""tools/soak.py: what has passed is not run again, what was cut off is, and other sources count for nothing."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "soak.py"
CHECKS = '''
import os, pathlib, pytest

@pytest.mark.soak
@pytest.mark.parametrize("shard", range(3))
def test_shards(shard, record_property):
    """Numbers are numbers."""
    record_property("n", 50)
    with open("ran.txt", "a") as file:
        file.write(f"{shard}\\n")
    assert not (shard == 1 and os.environ.get("SPOILT"))

@pytest.mark.soak
def test_another_thing():
    pass

def test_not_a_long_one():
    raise SystemExit
'''


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for folder in ("tools", "tests", "src", "docs"):
        (tmp_path / folder).mkdir()
    shutil.copy(TOOL, tmp_path / "tools" / "soak.py")
    (tmp_path / "tests" / "test_it.py").write_text(CHECKS, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\naddopts = "-q"\nmarkers = ["soak: long"]\n', encoding="utf-8"
    )
    return tmp_path


def soak(house: Path, *options: str, spoilt: bool = False) -> int:
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    env |= {"SPOILT": "1" * spoilt, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, str(house / "tools" / "soak.py"), *options]
    return subprocess.run(command, cwd=house, env=env, capture_output=True, check=False).returncode


def ran(house: Path) -> list[str]:
    return sorted((house / "ran.txt").read_text(encoding="utf-8").split())


def test_a_failure_is_run_again_and_what_passed_is_not(house: Path) -> None:
    assert soak(house, "--shards", "2", spoilt=True) == 1
    assert ran(house) == ["0", "1", "2"]
    assert "| Numbers are numbers (`tests/test_it.py`) | 150 | 1 |" in (house / "docs" / "soak.md").read_text()
    assert soak(house, "--resume") == 0
    assert ran(house) == ["0", "1", "1", "2"]
    page = (house / "docs" / "soak.md").read_text(encoding="utf-8")
    assert "| Numbers are numbers (`tests/test_it.py`) | 150 | 0 |" in page
    assert "| another thing (`tests/test_it.py`) | 1 | 0 |" in page
    assert "4 of 4 tests finished, 0 failed" in page
    assert str(house) not in page


def test_a_result_cut_off_in_the_middle_or_of_other_sources_does_not_count(house: Path) -> None:
    assert soak(house) == 0
    results = house / ".soak" / "results.jsonl"
    lines = results.read_text(encoding="utf-8").splitlines()
    results.write_text("\n".join([*lines[:2], lines[2][:40]]), encoding="utf-8")
    assert soak(house, "--resume") == 0
    assert len(ran(house)) == 3 + 2 - sum("another" in line for line in lines[2:])
    (house / "src" / "new.py").write_text("x = 1\n", encoding="utf-8")
    before = len(ran(house))
    assert soak(house, "--resume") == 0
    assert len(ran(house)) == before + 3


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("soak_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_latest_result_of_a_test_stands_on_the_page(tmp_path: Path) -> None:
    soak_tool = tool()
    one = {
        "node": "a.py::test_b[1]",
        "title": "",
        "skipped": False,
        "n": 7,
        "cpu_s": 3.0,
        "at": "2026-01-01",
        "sources": "x",
    }
    path = tmp_path / "results.jsonl"
    path.write_text("\n".join(json.dumps(one | {"passed": passed}) for passed in (False, True)), encoding="utf-8")
    assert soak_tool._read(path, "y") == []
    page = soak_tool.page(soak_tool._read(path, "x"), 2)
    assert "| b (`a.py`) | 7 | 0 | 3 | 2026-01-01 |" in page
    assert "1 of 2 tests finished, 0 failed" in page
