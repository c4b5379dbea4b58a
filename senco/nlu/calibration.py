"""Making confidence mean what it says, and finding the confidence below which nothing is said."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

BINS = 10
SHARPEST, FLATTEST = 0.05, 20.0


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of each row of scores."""
    powers: NDArray[np.float64] = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


def find_temperature(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The divisor of held-out scores that makes the true classes likeliest (temperature scaling)."""
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        likely = softmax(scores / np.exp(log_temperature))[rows, truth]
        return float(-np.log(np.maximum(likely, 1e-12)).mean())

    best = minimize_scalar(loss, bounds=(np.log(SHARPEST), np.log(FLATTEST)), method="bounded")
    return float(np.exp(best.x))


def find_threshold(familiarity: NDArray[np.float64], taken_out: NDArray[np.bool_], refused: float) -> float:
    """The familiarity below which at most ``refused`` of these in-scope sentences lie.

    ``taken_out`` marks those that the classes themselves call out of scope; they count as refused already.
    """
    lowest_first = np.sort(np.where(taken_out, -np.inf, familiarity))
    threshold = float(lowest_first[int(refused * len(lowest_first))])
    return threshold if np.isfinite(threshold) else float(familiarity.min())


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins: how far confidence and accuracy lie apart, on average."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        (bins == b).mean() * abs(confidence[bins == b].mean() - right[bins == b].mean())
        for b in range(BINS)
        if (bins == b).any()
    ]
    return float(sum(gaps))
