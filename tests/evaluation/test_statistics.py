"""Intervals against known values, and ratios worked out by hand."""

import numpy as np
import pytest

from evaluation.statistics import Estimate, f1, ratio, resampled, share


def test_a_share_has_wilsons_interval() -> None:
    # Worked out from the formula for 8 of 10 at z = 1.959964.
    found = share(8, 10)

    assert found.value == 0.8
    assert found.low == pytest.approx(0.4901625)
    assert found.high == pytest.approx(0.9433178)
    assert found.n == 10


def test_a_share_of_nothing_has_no_value() -> None:
    assert share(0, 0) == Estimate(None, None, None, 0)


def test_f1_is_twice_the_hits_over_both_counts() -> None:
    # One hit, one missed, two false: 2 / (2 + 1 + 2).
    found = f1([True, True, False, False, False], [True, False, True, True, False])

    assert found.value == pytest.approx(0.4)


def test_a_ratio_over_nothing_has_no_value() -> None:
    assert ratio([1, 2], [0, 0]).value is None


def test_the_same_items_always_give_the_same_interval() -> None:
    over, under = [0, 1, 1, 0, 1, 1], [1, 1, 1, 1, 1, 1]

    assert ratio(over, under) == ratio(over, under)


def test_a_bootstrapped_share_comes_near_wilsons_interval() -> None:
    truths = [1] * 160 + [0] * 40

    drawn, wilson = ratio(truths, [1] * 200), share(160, 200)

    assert drawn.low == pytest.approx(wilson.low, abs=0.01)
    assert drawn.high == pytest.approx(wilson.high, abs=0.01)


def test_draws_on_which_a_figure_is_undefined_are_left_out() -> None:
    has_one = np.array([True, False, False])

    found = resampled(lambda rows: 0.5 if has_one[rows].any() else float("nan"), 3)

    assert found == Estimate(0.5, 0.5, 0.5, 3)


def test_one_item_has_a_value_and_no_interval() -> None:
    assert ratio([1], [1]) == Estimate(1.0, None, None, 1)
