"""The four steps of a complaint: in order, none skipped, none taken back."""

import pytest

from handoff.domain.complaint import ComplaintStep, advance
from handoff.domain.errors import IllegalMove

STEPS = list(ComplaintStep)


@pytest.mark.parametrize("step", STEPS)
def test_doing_the_next_step_moves_the_complaint_one_on(step: ComplaintStep) -> None:
    expected = STEPS[min(STEPS.index(step) + 1, 3)]

    assert advance(step, step) is expected


@pytest.mark.parametrize(("step", "done"), [(a, b) for a in STEPS for b in STEPS if STEPS.index(b) > STEPS.index(a)])
def test_skipping_a_step_is_refused(step: ComplaintStep, done: ComplaintStep) -> None:
    with pytest.raises(IllegalMove, match="依次"):
        advance(step, done)


@pytest.mark.parametrize(("step", "done"), [(a, b) for a in STEPS for b in STEPS if STEPS.index(b) < STEPS.index(a)])
def test_apologising_once_more_takes_nothing_back(step: ComplaintStep, done: ComplaintStep) -> None:
    assert advance(step, done) is step
