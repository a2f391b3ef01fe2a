"""Every cause of a gap has words of its own."""

from longwatch.runs.content_words import CAUSE_WORDS
from longwatch.sim.state import CAUSES


def test_every_cause_has_words_and_no_two_the_same() -> None:
    assert set(CAUSE_WORDS) == set(CAUSES) - {""}
    assert len(set(CAUSE_WORDS.values())) == len(CAUSE_WORDS)
