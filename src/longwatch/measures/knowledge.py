"""Luck and knowledge: how much of what trials show is chance, how much is not knowing the inputs, and which input it is.

Many sets of inputs are drawn, each flown in some trials of its own. Let y_ij be trial j of set i, with m trials in each of n
sets: y_ij = (mean) + (what set i does) + (luck of trial ij), the one-way layout with random effects (S.R. Searle, G. Casella and
C.E. McCulloch, Variance Components, 1992, chapter 3). The spread of the sets' means holds luck too, v / m of it; what is
left, s^2 = S^2 - v / m, is the variance of the true means.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f, t

Floats = NDArray[np.float64]
DEGREES = 3  # of the polynomials by which a mean may depend on an input
STEPS = tuple(part / 20 for part in range(1, 20))  # where it may jump, as shares of the draws
MOST_TERMS = 4  # sets of inputs for each term that is fitted, at the least
ROUNDING = 1e-24  # of the squared mean: a variance below it is none
DOUBT = 0.05  # of calling knowledge what is only luck


@dataclass(frozen=True)
class Knowledge:
    """Of one measure. SI units.

    mean, mean_low, mean_high : over all inputs and trials, with its interval at the confidence
    low, high : the interval that holds the stated share of the true means, luck taken off: the knowledge interval
    luck : share of the variance of a single trial that stays when the inputs are known; None where nothing varies
    shares : of the variance of the true means, of each input by itself; None where knowledge can't be told from luck
    together : what is left of it: inputs that act only together, or too weakly to be told apart
    """

    mean: float
    mean_low: float
    mean_high: float
    low: float
    high: float
    luck: float | None
    shares: tuple[float, ...] | None
    together: float | None


def knowledge_of(values: Floats, shares: Floats, confidence: float, most: float = np.inf) -> Knowledge:
    """From trials and the draws behind them.

    Parameters
    ----------
    values : (n sets, m trials)
    shares : (n sets, inputs), uniform on (0, 1): where in its range each input was
    most : the most that the measure can be; it is never negative
    """
    n, m = values.shape
    means = values.mean(axis=1)
    mean, spread = float(means.mean()), float(means.var(ddof=1)) if n > 1 else 0.0
    luck = float(values.var(axis=1, ddof=1).mean()) if m > 1 else 0.0
    spread, luck = (0.0 if variance < ROUNDING * mean**2 else variance for variance in (spread, luck))
    known = max(spread - luck / m, 0.0)
    half = float(t.ppf(0.5 + confidence / 2, max(n - 1, 1))) * sqrt(spread / n)
    true = _true_means(means, mean, spread, known)
    low, high = (float(np.quantile(true, 0.5 + side * confidence / 2, method="median_unbiased")) for side in (-1, 1))
    whole = luck + known
    told = known > 0.0 and _stands_out(spread, luck / m, n, m)
    split = first_order(means, shares, known) if told else None
    ends = [min(max(value, 0.0), most) for value in (mean - half, mean + half, low, high)]
    return Knowledge(
        mean=mean,
        mean_low=ends[0],
        mean_high=ends[1],
        low=ends[2],
        high=ends[3],
        luck=luck / whole if whole > 0.0 else None,
        shares=None if split is None else tuple(split.tolist()),
        together=None if split is None else max(0.0, 1.0 - float(split.sum())),
    )


def _true_means(means: Floats, mean: float, spread: float, known: float) -> Floats:
    """The sets' means drawn together until they vary as the true ones do (T.A. Louis, JASA 79, 1984)."""
    return mean + (means - mean) * (sqrt(known / spread) if spread > 0.0 else 0.0)


def _stands_out(spread: float, noise: float, n: int, m: int) -> bool:
    """Whether the means vary more than luck alone lets them: Fisher's F of the one-way layout."""
    return noise == 0.0 or spread / noise > float(f.ppf(1.0 - DOUBT, n - 1, n * (m - 1)))


def first_order(means: Floats, shares: Floats, known: float) -> Floats:
    """(inputs,) share of the variance of the true means that each input explains by itself: first-order Sobol indices.

    The means are fitted by a sum of functions of one input each (G. Li, S.-W. Wang and H. Rabitz, J. Phys. Chem. A 106, 2002):
    Legendre polynomials, and steps, for a sensor that just reaches and then does not. Terms come in one by one, the best
    first, while the extended BIC grants them (J. Chen and Z. Chen, Biometrika 95, 2008), so that of a hundred inputs none gets a
    share by chance. The share is the variance of an input's function over its draws, less the noise of its coefficients.
    """
    n, inputs = shares.shape
    terms = _terms(shares)
    per_input = terms.shape[1] // max(inputs, 1)
    chosen = _chosen(means - means.mean(), terms)
    out = np.zeros(inputs)
    if not chosen:
        return out
    fit = terms[:, chosen] - terms[:, chosen].mean(axis=0)
    inverse = np.linalg.pinv(fit.T @ fit)
    coefficients = inverse @ fit.T @ means
    rest = means - means.mean() - fit @ coefficients
    noise = float(rest @ rest) / max(n - fit.shape[1] - 1, 1)
    of = np.array(chosen) // per_input
    for one in np.unique(of):
        own = np.flatnonzero(of == one)
        spread = fit[:, own].T @ fit[:, own] / n
        found = coefficients[own] @ spread @ coefficients[own] - noise * np.trace(spread @ inverse[np.ix_(own, own)])
        out[one] = max(float(found), 0.0) / known
    return out / max(float(out.sum()), 1.0)


def _terms(shares: Floats) -> Floats:
    """(n, inputs x terms of each): what a mean may depend on an input by; the columns of one input stand side by side."""
    x = 2.0 * shares - 1.0
    columns = [np.polynomial.legendre.legval(x, [0.0] * degree + [1.0]) for degree in range(1, DEGREES + 1)]
    columns += [np.where(shares < edge, 0.0, 1.0) for edge in STEPS]
    return np.asarray(np.stack(columns, axis=2).reshape(len(shares), -1), np.float64)


def _chosen(values: Floats, terms: Floats) -> list[int]:
    """Terms by forward selection: each time the one that explains most of what is left."""
    n, count = terms.shape
    left, basis, chosen = values.copy(), terms - terms.mean(axis=0), list[int]()
    price = (log(n) + 2.0 * log(max(count, 1))) / n
    while len(chosen) < n // MOST_TERMS and (unexplained := float(left @ left)) > 1e-12 * float(values @ values):
        lengths = np.einsum("ij,ij->j", basis, basis)
        usable = lengths > 1e-9 * n
        gain = np.where(usable, (basis.T @ left) ** 2 / np.where(usable, lengths, 1.0), 0.0)
        best = int(np.argmax(gain))
        after = max(unexplained - float(gain[best]), 1e-300)
        if log(unexplained / after) <= price:
            break
        chosen.append(best)
        along = basis[:, best] / sqrt(lengths[best])
        left = left - along * float(along @ left)
        basis = basis - np.outer(along, along @ basis)
    return chosen
