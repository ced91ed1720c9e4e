"""Whether confidence can be believed: expected calibration error and the reliability curve behind it."""

import numpy as np
from numpy.typing import NDArray

from evaluation.report import Bin
from evaluation.statistics import Estimate, Floats, resampled, share_of

BINS = 15


def calibration_error(confidence: Floats, is_right: NDArray[np.bool_]) -> Estimate:
    """ECE over equal-width bins: the mean gap between confidence and accuracy, weighted by the lines in a bin."""
    bins = _bins(confidence)
    gaps = confidence - is_right
    return resampled(
        lambda rows: float(np.abs(np.bincount(bins[rows], gaps[rows], BINS)).sum() / len(rows)), len(confidence)
    )


def reliability(confidence: Floats, is_right: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """One point for each bin that holds a line."""
    bins = _bins(confidence)
    return tuple(
        Bin(
            number / BINS,
            (number + 1) / BINS,
            float(confidence[bins == number].mean()),
            share_of(is_right[bins == number]),
        )
        for number in sorted(set(bins.tolist()))
    )


def _bins(confidence: Floats) -> NDArray[np.int64]:
    """The bin of each line; a bin holds its upper bound, and the first one 0 too."""
    return np.clip(np.ceil(confidence * BINS).astype(np.int64) - 1, 0, BINS - 1)
