"""The walk of a semi-Markov chain over the spells of a series: each spell is taken from the series as it was."""

from __future__ import annotations

from typing import Any

from longwatch.jit import kernel


@kernel
def walk_spells(
    first_row: int, draws: Any, month_of_step: Any, spell_of_row: Any, begin: Any, length: Any, state: Any,
    choice_at: Any, choices: Any, rows: Any,
) -> None:  # fmt: skip
    """Fill `rows` with the rows of the series that a trial meets, step by step.

    It begins inside the spell of `first_row`, so that the start is as likely within a long spell as it should be. At the
    end of a spell the next state is the one that followed it in the series; which of that state's spells comes is drawn.

    Parameters
    ----------
    draws : uniform numbers, one per spell, as many as steps
    month_of_step : 0 to 11, (n_steps,)
    spell_of_row : which spell a row lies in
    begin, length, state : of each spell, in the order of the series; the last is followed by the first
    choice_at : (n_states, 12, 2) first and last of `choices` for a state in a month
    choices : numbers of spells
    rows : (n_steps,), filled here
    """
    n_spells = len(begin)
    spell = spell_of_row[first_row]
    row = first_row
    drawn = 0
    for step in range(len(rows)):
        if row == begin[spell] + length[spell]:
            after = state[spell + 1 if spell + 1 < n_spells else 0]
            month = month_of_step[step]
            low, high = choice_at[after, month, 0], choice_at[after, month, 1]
            spell = choices[low + int(draws[drawn] * (high - low))]
            row = begin[spell]
            drawn += 1
        rows[step] = row
        row += 1
