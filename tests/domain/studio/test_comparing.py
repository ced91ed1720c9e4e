"""Agreement by label and by pair, and the intents that are confused most."""

import pytest

from handoff.domain.studio.annotation import Answer, Span
from handoff.domain.studio.comparing import agreements, span_agreement
from handoff.domain.studio.confusing import Confusion, Corrected, Given, confusions

PRODUCT, DATE = Span(0, 2, "product"), Span(3, 5, "date")


def given(example: str, **answers: Answer) -> list[Given]:
    return [Given(example, annotator, answer) for annotator, answer in answers.items()]


def intents(example: str, **names: str) -> list[Given]:
    return given(example, **{annotator: Answer(name) for annotator, name in names.items()})


FOUR = [
    *intents("1", a="praise", b="praise", c="thanks"),
    *intents("2", a="thanks", b="thanks"),
    *intents("3", a="praise", b="thanks"),
    *intents("4", a="thanks", b="thanks"),
]


def test_every_two_who_met_have_a_kappa() -> None:
    """By hand for a and b: 3 of 4 agree, by chance (2·1 + 2·3) / 16 = .5, so kappa is .5."""
    by_intent = agreements(FOUR)[0]

    assert by_intent.label == "intent"
    assert [(pair.first, pair.second, pair.figure.n) for pair in by_intent.pairs] == [
        ("a", "b", 4),
        ("a", "c", 1),
        ("b", "c", 1),
    ]
    assert by_intent.pairs[0].figure.value == pytest.approx(0.5)


def test_alpha_is_of_all_together() -> None:
    """By hand: 9 values, 3 praise and 6 thanks; matched 1 + 2 + 0 + 2 = 5: 1 - 8 · 4 / (81 - 9 - 36)."""
    assert agreements(FOUR)[0].alpha.value == pytest.approx(1 - 32 / 36)


def test_a_label_that_nobody_gave_has_a_reason_for_having_no_figure() -> None:
    emotion = next(label for label in agreements(FOUR) if label.label == "emotion")

    assert (emotion.alpha.value, emotion.pairs) == (None, ())
    assert emotion.alpha.reason


def test_no_and_not_said_are_not_the_same() -> None:
    some = given("1", a=Answer("praise", complaint=False), b=Answer("praise"), c=Answer("praise", complaint=True))

    complaint = next(label for label in agreements(some) if label.label == "complaint")

    assert [(pair.first, pair.second) for pair in complaint.pairs] == [("a", "c")]


def test_every_kind_of_span_is_a_label_of_its_own() -> None:
    some = [
        *given("1", a=Answer("praise", spans=(PRODUCT,)), b=Answer("praise", spans=(PRODUCT, DATE))),
        *given("2", a=Answer("praise"), b=Answer("praise")),
    ]

    kinds = {label.entity: label.alpha for label in agreements(some) if label.label == "spans"}

    assert kinds.keys() == {"product", "date"}
    assert kinds["product"].value == 1
    assert kinds["date"].value is not None
    assert kinds["date"].value < 1


def test_spans_agree_where_place_and_kind_are_the_same() -> None:
    some = [
        *given("1", a=Answer("x", spans=(PRODUCT, DATE)), b=Answer("x", spans=(PRODUCT,)), c=Answer("x")),
        *given("2", a=Answer("x", spans=(DATE,)), b=Answer("x", spans=(Span(3, 5, "time"),))),
    ]

    agreement = span_agreement(some)

    assert {(pair.first, pair.second): pair.figure.value for pair in agreement.pairs} == {
        ("a", "b"): pytest.approx(2 / 5),
        ("a", "c"): 0,
        ("b", "c"): 0,
    }
    assert agreement.f1.value == pytest.approx(2 / 8)


def test_confused_intents_come_by_how_often_people_and_the_model_differ() -> None:
    some = [*intents("1", a="praise", b="thanks", c="thanks"), *intents("2", a="affirm", b="thanks")]
    corrected = [
        Corrected(Given("2", "a", Answer("thanks")), "praise"),
        Corrected(Given("3", "a", Answer("praise")), "thanks"),
        Corrected(Given("3", "b", Answer("praise")), "thanks"),
    ]

    assert confusions(some, corrected) == [
        Confusion("praise", "thanks", ("1",), ("2", "3")),
        Confusion("affirm", "thanks", ("2",), ()),
    ]


def test_an_intent_that_is_accepted_too_is_not_confused() -> None:
    some = given("1", a=Answer("praise", also=("thanks",)), b=Answer("thanks"))

    assert confusions(some, [Corrected(Given("1", "a", some[0].answer), "thanks")]) == []
