"""The run folder keeps what it holds: one writer, whole files, nothing overwritten, damage seen."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from longwatch.errors import BadInputError
from longwatch.runs.folder import (
    MANIFEST,
    RunKey,
    damaged_files,
    default_folder,
    held,
    is_finished,
    made,
    read_manifest,
    write_json,
    write_whole,
)

KEY = RunKey("Ogasawara / test", "0" * 64, (("trials", 10),))
OTHER = RunKey("Ogasawara / test", "1" * 64, (("trials", 10),))


def finished_run(path: Path) -> None:
    with made(path, KEY, {"inputs": {}}) as folder:
        write_whole(folder.file("a.txt"), "kept")
        folder.finish("plan", ["a.txt"])


def test_default_folder_is_safe_on_every_file_system() -> None:
    folder = default_folder(KEY)
    assert folder.parent == Path("runs")
    assert "/" not in folder.name
    assert folder.name.endswith(KEY.digest[:8])


def test_digest_follows_scenario_and_options() -> None:
    assert KEY.digest != OTHER.digest
    assert KEY.digest != RunKey(KEY.scenario_name, KEY.scenario_sha256, (("trials", 11),)).digest


def test_a_finished_run_is_found_again(tmp_path: Path) -> None:
    target = tmp_path / "run"
    assert not is_finished(target, KEY, ("plan",))
    finished_run(target)
    assert is_finished(target, KEY, ("plan",))
    assert not is_finished(target, KEY, ("plan", "fly"))
    assert not is_finished(target, OTHER, ("plan",))


def test_a_damaged_file_makes_it_unfinished(tmp_path: Path) -> None:
    target = tmp_path / "run"
    finished_run(target)
    (target / "a.txt").write_text("torn")
    assert damaged_files(target, read_manifest(target)) == ["a.txt"]
    assert not is_finished(target, KEY, ("plan",))


def test_nothing_of_others_is_overwritten(tmp_path: Path) -> None:
    stray = tmp_path / "holiday"
    stray.mkdir()
    (stray / "photo.jpg").write_text("not ours")
    with pytest.raises(BadInputError, match="nothing is overwritten"), made(stray, KEY, {}):
        pass
    assert sorted(p.name for p in stray.iterdir()) == ["photo.jpg"]
    finished_run(tmp_path / "run")
    with pytest.raises(BadInputError, match="another run"), made(tmp_path / "run", OTHER, {}):
        pass
    assert (tmp_path / "run" / "a.txt").read_text() == "kept"


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file")
    with pytest.raises(BadInputError, match="is a file"), made(tmp_path / "run", KEY, {}):
        pass


def test_a_second_writer_is_refused_with_the_owner(tmp_path: Path) -> None:
    finished_run(tmp_path / "run")
    with held(tmp_path / "run"), pytest.raises(BadInputError, match=str(os.getpid())), held(tmp_path / "run"):
        pass
    with held(tmp_path / "run"):  # released again
        pass


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.json"
    write_json(target, {"x": 1})

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="No space"):
        write_json(target, {"x": 2})
    assert json.loads(target.read_text()) == {"x": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_nan_never_reaches_a_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(tmp_path / "a.json", {"x": float("nan")})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 2, "stages": {}}'])
def test_a_torn_manifest_is_a_clear_message(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(BadInputError, match="manifest"):
        read_manifest(tmp_path)


def test_a_folder_without_manifest_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="not a run folder"):
        read_manifest(tmp_path)
