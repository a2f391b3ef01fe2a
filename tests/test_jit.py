"""The folder in which compiled kernels are kept changes with every source that went into them, and with no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from longwatch import jit


@pytest.fixture
def package(tmp_path, monkeypatch):
    shutil.copytree(jit.PACKAGE / "sim", tmp_path / "sim")
    (tmp_path / "jit.py").write_bytes(Path(jit.__file__).read_bytes())
    monkeypatch.setattr(jit, "PACKAGE", tmp_path)

    def folder(name: str) -> str:
        jit._sources.cache_clear()
        jit._imports.cache_clear()
        return jit.cache_folder(tmp_path / "sim" / name)

    yield tmp_path / "sim", folder
    jit._sources.cache_clear()
    jit._imports.cache_clear()


def changed(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "\n# another line\n", encoding="utf-8")


def test_a_part_changed_at_the_third_step_of_imports_moves_the_folder(package):
    sim, folder = package
    before = folder("trials_kernels.py")
    changed(sim / "streams_kernels.py")
    assert folder("trials_kernels.py") != before


def test_codes_shared_by_kernels_count_too(package):
    sim, folder = package
    before = folder("trials_kernels.py")
    changed(sim / "state.py")
    assert folder("trials_kernels.py") != before


def test_kernels_of_something_else_keep_their_folder(package):
    sim, folder = package
    before = folder("looks_kernels.py")
    changed(sim / "trials_kernels.py")
    assert folder("looks_kernels.py") == before
