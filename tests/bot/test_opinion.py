"""The second opinion weighed with likeness: where they agree, differ, and where the network has not been taught."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from bot.heads import Head
from bot.learning import Example, LearningSettings, learn
from bot.opinion import Labels, Opinion, weighed
from bot.shares import Shares, WordingHeads
from bot.signals import SIGNALS
from bot.understanding import CALM
from bot.vectors import NoVectors, UseVectors, VectorsUnavailable

INTENTS, MOODS = ("greet", "new_one", "urge"), ("angry", "anxious", "calm")


def heads() -> WordingHeads:
    def head(*labels: str) -> Head:
        return Head(labels, np.zeros((1, len(labels)), np.float32), np.zeros(len(labels), np.float32), 1.0)

    return WordingHeads(head(*INTENTS), head(*MOODS), head("no", "yes"))


def shares(intents: Sequence[float], moods: Sequence[float], yes: float, signal: float = 0.0) -> Shares:
    signals = np.zeros((1, len(SIGNALS)))
    signals[0, 0] = signal
    return Shares(np.array([intents]), np.array([moods]), np.array([[1 - yes, yes]]), signals)


def test_both_count_and_columns_are_brought_into_order() -> None:
    likeness = shares([0.6, 0.1, 0.3], [0.2, 0.2, 0.6], 0.2, signal=0.4)
    network = Opinion(
        Labels(("urge", "greet"), ("calm", "anxious", "angry"), SIGNALS),
        shares([0.9, 0.1], [0.1, 0.1, 0.8], 0.8, signal=0.8),
    )

    both = weighed(likeness, heads(), network)

    assert both.intents[0].argmax() == INTENTS.index("urge")
    np.testing.assert_allclose(both.moods[0], [0.5, 0.15, 0.35])
    np.testing.assert_allclose(both.grievances[0], [0.5, 0.5])
    assert both.signals is not None
    assert both.signals[0, 0] == pytest.approx(0.6)


def test_an_intent_that_the_network_was_not_taught_is_left_to_likeness() -> None:
    likeness = shares([0.1, 0.8, 0.1], [0.0, 0.0, 1.0], 0.0)
    network = Opinion(Labels(("urge", "greet"), MOODS, SIGNALS), shares([0.99, 0.01], [0.0, 0.0, 1.0], 0.0))

    both = weighed(likeness, heads(), network)

    assert both.intents[0].argmax() == INTENTS.index("new_one")
    assert both.intents.sum() == pytest.approx(1.0)


EXAMPLES = [
    *(Example(f"退款到哪了{n}", "refund_status") for n in range(12)),
    *(Example(f"我要投诉{n}", "complaint", "angry", complaint=True) for n in range(12)),
    *(Example(text, "complaint", "angry", complaint=True, also=()) for text in ("太差劲", "投诉你们", "真气人")),
    *(Example(text, "refund_status", CALM, also=()) for text in ("钱呢", "退款", "款到没")),
]


class Stubborn:
    """Takes every line for a complaint."""

    def opinion(self, lines: Sequence[str]) -> Opinion:
        count = len(lines)
        no_signals = np.zeros((count, len(SIGNALS)))
        intents, moods = np.tile([0.999, 0.001], (count, 1)), np.tile([0.0, 0.0, 1.0], (count, 1))
        yes = np.tile([0.0, 1.0], (count, 1))
        return Opinion(
            Labels(("complaint", "refund_status"), ("calm", "anxious", "angry"), SIGNALS),
            Shares(intents, moods, yes, no_signals),
        )

    blind_opinion = opinion


class Gone:
    def opinion(self, lines: Sequence[str]) -> Opinion:
        raise VectorsUnavailable(f"nothing to say of {len(lines)} lines")

    blind_opinion = opinion


class Crammed(Stubborn):
    """Knows the lines by which it is measured by heart, and knew nothing before."""

    def blind_opinion(self, lines: Sequence[str]) -> Opinion:
        taught = self.opinion(lines)
        return replace(taught, shares=replace(taught.shares, intents=np.tile([0.001, 0.999], (len(lines), 1))))


def test_the_opinion_asked_at_learning_is_asked_at_reading() -> None:
    advised = learn(EXAMPLES, UseVectors(), LearningSettings(), Stubborn())
    alone = learn(EXAMPLES, UseVectors(), LearningSettings())

    with_advice, without = (
        advised.read(["退款到哪了"], UseVectors(), Stubborn())[0],
        alone.read(["退款到哪了"], UseVectors())[0],
    )

    assert dict(with_advice.ranking)["complaint"] > dict(without.ranking)["complaint"]
    assert not with_advice.degraded


def test_how_sure_to_be_is_told_by_what_was_said_before_the_lines_were_taught() -> None:
    by_heart, before = (learn(EXAMPLES, UseVectors(), LearningSettings(), one) for one in (Stubborn(), Crammed()))

    assert by_heart.full is not None
    assert before.full is not None
    assert by_heart.full.sureness != before.full.sureness


@pytest.mark.parametrize("adviser", [None, Gone()])
def test_a_model_that_misses_its_adviser_reads_from_wording_alone(adviser: Gone | None) -> None:
    advised = learn(EXAMPLES, UseVectors(), LearningSettings(), Stubborn())

    assert advised.read(["退款到哪了"], UseVectors(), adviser)[0].degraded


def test_learning_goes_on_without_an_adviser_who_is_away() -> None:
    learnt = learn(EXAMPLES, UseVectors(), LearningSettings(), Gone())

    assert not learnt.is_advised
    assert not learnt.read(["退款到哪了"], UseVectors())[0].degraded
    assert learnt.read(["退款到哪了"], NoVectors())[0].degraded
