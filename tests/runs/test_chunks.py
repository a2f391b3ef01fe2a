"""Chunks on the disk: whole or thrown away."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.runs.chunks import ChunkStore, TornChunkError, decoded, encoded

KEY, OTHER = "a" * 64, "b" * 64
TRIALS = range(50, 75)
FRAMES = {
    "gaps": pl.DataFrame({"trial": [50, 60], "line": ["北の線", None], "missing_s": [1.5, 0.1]}),
    "cover": pl.DataFrame({"trial": list(TRIALS), "covered_s": list(TRIALS)}),
}
DATA = encoded(KEY, TRIALS, FRAMES)


def test_a_chunk_comes_back_as_it_was() -> None:
    back = decoded(DATA, KEY, TRIALS)
    assert list(back) == list(FRAMES)
    for name, frame in FRAMES.items():
        assert back[name].equals(frame)
        assert back[name].schema == frame.schema


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_any_changed_byte_is_seen(at: int, by: int) -> None:
    changed = DATA[:at] + bytes([DATA[at] ^ by]) + DATA[at + 1 :]
    with pytest.raises(TornChunkError):
        decoded(changed, KEY, TRIALS)


@given(st.integers(0, len(DATA) - 1))
def test_any_torn_end_is_seen(n: int) -> None:
    with pytest.raises(TornChunkError):
        decoded(DATA[:n], KEY, TRIALS)


@pytest.mark.parametrize(("key", "trials"), [(OTHER, TRIALS), (KEY, range(50, 74)), (KEY, range(51, 75))])
def test_a_chunk_of_another_run_or_of_other_trials_is_none_of_ours(key: str, trials: range) -> None:
    with pytest.raises(TornChunkError, match="another"):
        decoded(DATA, key, trials)


def test_only_whole_chunks_of_this_run_are_kept(tmp_path: Path) -> None:
    wanted = [range(first, first + 25) for first in (0, 25, 50, 75)]
    store = ChunkStore(tmp_path, KEY)
    assert store.open(wanted) == set()
    store.commit(TRIALS, DATA)
    store.commit(wanted[0], DATA)  # under a wrong name
    store.commit(wanted[1], encoded(OTHER, wanted[1], FRAMES))
    store.commit(wanted[3], encoded(KEY, wanted[3], FRAMES)[:-1])
    store.commit(range(10), encoded(KEY, range(10), FRAMES))  # of another size
    (store.path / ".0000000-0000025.chunk.99.part").write_bytes(b"begun")
    assert store.open(wanted) == {TRIALS}
    assert [file.name for file in store.path.iterdir()] == ["0000050-0000075.chunk"]
    assert store.read(TRIALS)["gaps"].equals(FRAMES["gaps"])
    store.clear()
    assert list(tmp_path.iterdir()) == []
