"""Counter-based random numbers: known answers, and what makes them fit for common luck."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.sim.streams import PROCESSES, exponential, philox4x32, uniform

# Random123 (D. E. Shaw Research), examples/kat_vectors, "philox4x32 10".
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def _words(text):
    return [np.uint64(int(word, 16)) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox_gives_the_known_answers_of_random123(counter, key, answer):
    assert [int(w) for w in philox4x32(*_words(counter), *_words(key))] == [int(w) for w in _words(answer)]


def test_uniform_is_the_first_two_words_of_the_counter_index_entity_process_trial():
    # pi's digits again: index, entity, process, trial = the counter; seed = low word and high word of the key.
    seed = 0x299F31D0_A4093822
    value = uniform(seed, 0x03707344, 0x13198A2E, 0x85A308D3, 0x243F6A88)
    expected = ((0xD16CFE09 >> 6) * 2**26 + (0x94FDCCEB >> 6) + 0.5) / 2**52
    assert value == expected


@given(
    st.integers(0, 2**63 - 1), *(st.integers(0, 2**32 - 1) for _ in range(4))
)  # fmt: skip
def test_uniform_stays_inside_the_open_interval(seed, trial, process, entity, index):
    assert 0.0 < uniform(seed, trial, process, entity, index) < 1.0


def test_every_part_of_the_key_changes_the_number():
    base = (7, 1, 2, 3, 4)
    values = {uniform(*base)}
    for i in range(5):
        values.add(uniform(*(part + (j == i) for j, part in enumerate(base))))
    assert len(values) == 6


def test_moments_and_neighbours_look_random():
    n = 40_000
    u = np.array([uniform(3, 0, 1, 0, i) for i in range(n)])
    assert abs(u.mean() - 0.5) < 4 * np.sqrt(1 / 12 / n)
    assert abs(u.var() - 1 / 12) < 4 * np.sqrt(1 / 180 / n)
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 4 / np.sqrt(n)
    other = np.array([uniform(3, 1, 1, 0, i) for i in range(n)])  # the next trial
    assert abs(np.corrcoef(u, other)[0, 1]) < 4 / np.sqrt(n)
    e = np.array([exponential(5.0, 3, 0, 2, 0, i) for i in range(n)])
    assert abs(e.mean() - 5.0) < 4 * 5.0 / np.sqrt(n)
    assert abs((e > 5.0).mean() - np.exp(-1)) < 4 * 0.5 / np.sqrt(n)


def test_no_two_processes_share_an_id():
    assert len(set(PROCESSES.values())) == len(PROCESSES)
