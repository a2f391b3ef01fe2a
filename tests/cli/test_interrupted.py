"""A run that was interrupted while flying is finished by the same command, to the byte."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner

from longwatch.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
RUN = ["run", str(EXAMPLE), "--set", "period.length='2 d'", "--set", "traffic=[]", "--trials", "5000"]
OF_THE_CLOCK = {".lock", "run.log"}


def stages(folder: Path) -> list[str]:
    manifest = folder / "manifest.json"
    return list(json.loads(manifest.read_text())["stages"]) if manifest.exists() else []


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name not in OF_THE_CLOCK
    }


def test_an_interrupted_run_is_finished_with_the_bytes_of_an_unbroken_one(tmp_path: Path) -> None:
    cut, unbroken = tmp_path / "cut", tmp_path / "unbroken"
    command = [sys.executable, "-c", "from longwatch.cli import main; main()", *RUN, "--out", str(cut)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while "verify" not in stages(cut) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)  # flying has begun: it loads its kernels or is at its trials
        _, told = process.communicate()
    assert process.returncode == 130
    assert b"interrupted" in told
    assert stages(cut) == ["plan", "verify"]
    assert "cover.parquet" not in bytes_of(cut)
    for folder in (cut, unbroken):
        result = CliRunner().invoke(main, [*RUN, "--out", str(folder)])
        assert result.exit_code == 0, result.stderr
    assert bytes_of(cut) == bytes_of(unbroken)
