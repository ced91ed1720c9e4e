"""A confidence says how often a line so read is right."""

import numpy as np
import pytest

from bot.calibration import Sureness, calibration_error, fit_sureness

RANDOM = np.random.default_rng(7)


def _shares(top: float, others: int = 3) -> list[float]:
    return [top, *[(1 - top) / others] * others]


def test_shares_that_say_too_little_are_raised_to_how_often_they_are_right() -> None:
    shares = np.array([_shares(0.4)] * 400 + [_shares(0.9)] * 400)
    accepted = np.concatenate([RANDOM.random(400) < 0.7, RANDOM.random(400) < 0.95])

    told = fit_sureness(shares, accepted).of(shares)

    assert told[0].max() == pytest.approx(accepted[:400].mean(), abs=0.02)
    assert told[-1].max() == pytest.approx(accepted[400:].mean(), abs=0.02)
    assert calibration_error(told.max(axis=1), accepted) < calibration_error(shares.max(axis=1), accepted)


def test_rows_still_sum_to_one_and_keep_their_order() -> None:
    shares = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])

    told = Sureness(0.8, 1.0).of(shares)

    assert told.sum(axis=1) == pytest.approx(1.0)
    assert told.argsort(axis=1).tolist() == shares.argsort(axis=1).tolist()


def test_the_likeliest_stays_the_likeliest_when_it_is_told_less() -> None:
    told = Sureness(1.0, -3.0).of(np.array([[0.45, 0.4, 0.15]]))

    assert told.argmax() == 0


def test_lines_all_of_which_are_right_teach_no_scaling() -> None:
    assert fit_sureness(np.array([_shares(0.6)] * 5), np.ones(5, dtype=bool)) == Sureness(1.0, 0.0)
