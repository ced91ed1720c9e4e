"""Agreement beyond chance: the published worked examples, and what can be said of too little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.studio.agreement import NO_OVERLAP, NO_SPANS, ONE_LABEL, Figure, alpha, kappa, span_f1

Table = dict[tuple[str, str], int]


def pairs_of(table: Table) -> list[tuple[str, str]]:
    """A table of counts as the pairs of labels it counts."""
    return [pair for pair, count in table.items() for _ in range(count)]


def units_of(*annotators: str) -> list[list[str]]:
    """One text per annotator, one sign per unit; a dot is a gap."""
    return [[sign for sign in unit if sign != "."] for unit in zip(*annotators, strict=True)]


def test_kappa_of_cohens_own_example() -> None:
    """J. Cohen 1960, “A Coefficient of Agreement for Nominal Scales”, Educational and Psychological Measurement 20.

    200 diagnoses of two judges with margins 120, 60, 20 and 100, 60, 40: observed .70, by chance
    (12000 + 3600 + 800) / 40000 = .41, so kappa = .29 / .59 = .492.
    """
    table = {
        ("personality", "personality"): 88, ("personality", "neurosis"): 14, ("personality", "psychosis"): 18,
        ("neurosis", "personality"): 10, ("neurosis", "neurosis"): 40, ("neurosis", "psychosis"): 10,
        ("psychosis", "personality"): 2, ("psychosis", "neurosis"): 6, ("psychosis", "psychosis"): 12,
    }  # fmt: skip

    figure = kappa(pairs_of(table))

    assert figure.value == pytest.approx(0.29 / 0.59)
    assert figure.value == pytest.approx(0.492, abs=5e-4)
    assert figure.n == 200


def test_kappa_of_two_readers_of_grant_proposals() -> None:
    """The example of Wikipedia's article “Cohen's kappa”: 50 proposals, .70 observed, .50 by chance."""
    table = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}

    assert kappa(pairs_of(table)).value == pytest.approx(0.4)


def test_alpha_of_two_observers_and_two_values() -> None:
    """K. Krippendorff 2011, “Computing Krippendorff's Alpha-Reliability”, part A: alpha = .095.

    By hand: 20 values, 14 zeros and 6 ones; 4 units differ, so 1 - 19 · 8 / (20² - 14² - 6²) = 1 - 152 / 168.
    """
    figure = alpha(units_of("0100000010", "1110010000"))

    assert figure.value == pytest.approx(1 - 152 / 168)
    assert figure.value == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_two_observers_and_five_values() -> None:
    """The same paper, part B: alpha = .692.

    By hand: 24 values, of a to e 4, 6, 6, 6, 2; 3 units differ, so 1 - 23 · 6 / (576 - 16 - 36 - 36 - 36 - 4).
    """
    figure = alpha(units_of("aabbdcccedda", "babbbccceddd"))

    assert figure.value == pytest.approx(1 - 138 / 448)
    assert figure.value == pytest.approx(0.692, abs=5e-4)


def test_alpha_of_four_observers_with_gaps() -> None:
    """The same paper, part C: four observers, twelve units, gaps; nominal alpha = .743.

    By hand: 40 values stand beside others, of 1 to 5 there are 9, 13, 10, 5, 3; of the 40, 32 match (each unit's pairs
    by its values less one), so 1 - 39 · 8 / (1600 - 81 - 169 - 100 - 25 - 9).
    """
    figure = alpha(units_of("123321412...", "1233224125.3", ".3332342251.", "12332441251."))

    assert figure.value == pytest.approx(1 - 312 / 1216)
    assert figure.value == pytest.approx(0.743, abs=5e-4)
    assert figure.n == 11


def test_alpha_takes_no_notice_of_who_gave_what() -> None:
    assert alpha([["a", "b"], ["a", "a"], ["b", "b"]]).value == alpha([["b", "a"], ["a", "a"], ["b", "b"]]).value


def test_spans_agree_as_their_f1_says() -> None:
    """By hand: two of the first's three spans are among the second's four, 2 · 2 / (3 + 4)."""
    first = [[(0, 2, "product"), (3, 5, "date")], [(1, 12, "phone")]]
    second = [[(0, 2, "product"), (3, 6, "date")], [(1, 12, "phone"), (14, 16, "person")]]

    figure = span_f1(list(zip(first, second, strict=True)))

    assert figure.value == pytest.approx(4 / 7)
    assert figure.n == 2


def test_spans_of_three_annotators_agree_by_their_pairs() -> None:
    """By hand: the pairs have 1, 0 and 0 spans in common, of 2, 1 and 1: 2 · 1 / 4."""
    assert span_f1([[{"a"}, {"a"}, set[str]()]]).value == pytest.approx(0.5)


def test_no_item_of_two_is_no_figure_but_a_reason() -> None:
    nothing = Figure(None, None, None, 0, NO_OVERLAP)

    assert kappa([]) == nothing
    assert alpha([["a"], [], ["b"]]) == nothing
    assert span_f1([[{"a"}]]) == nothing


def test_one_label_alone_is_no_figure_but_a_reason() -> None:
    assert kappa([("a", "a"), ("a", "a")]) == Figure(None, None, None, 2, ONE_LABEL)
    assert alpha([["a", "a"], ["a", "a", "a"], ["b"]]) == Figure(None, None, None, 2, ONE_LABEL)


def test_no_span_at_all_is_no_figure_but_a_reason() -> None:
    assert span_f1([[[], []]]) == Figure(None, None, None, 1, NO_SPANS)


def test_two_who_never_agree_have_no_kappa_above_chance() -> None:
    assert kappa([("a", "b"), ("a", "b")]).value == 0
    assert (kappa([("a", "b"), ("b", "a")]).value or 0) == pytest.approx(-1)


def test_a_single_item_has_a_value_and_no_interval() -> None:
    figure = kappa([("a", "b")])

    assert (figure.value, figure.low, figure.high) == (0, None, None)


def test_an_interval_is_the_same_every_time_and_holds_the_value() -> None:
    some = pairs_of({("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "b"): 15})

    first, second = kappa(some), kappa(some)

    assert first == second
    assert first.low is not None
    assert first.high is not None
    assert first.low < 0.4 < first.high


@pytest.mark.parametrize(
    "figure",
    [
        kappa([("a", "b")] * 7),
        alpha([["a", "b"]] * 7),
        alpha([["a", "a", "b"]] * 7),
        span_f1([[{"x", "y"}, {"x"}]] * 7),
    ],
    ids=["kappa", "alpha", "alpha of three", "spans"],
)
def test_where_all_items_are_the_same_the_interval_is_the_value_itself(figure: Figure) -> None:
    assert figure.value is not None
    assert [figure.low, figure.high] == pytest.approx([figure.value] * 2)


def test_an_interval_is_that_of_the_asymptotic_formula() -> None:
    """Fleiss, Cohen and Everitt 1969: the standard error of kappa .4 in the grant proposals' table is .127 (by hand),
    so 95 % are .4 ± .249; a bootstrap of 50 items comes within some hundredths of that."""
    figure = kappa(pairs_of({("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "b"): 15}))

    assert figure.low == pytest.approx(0.4 - 0.249, abs=0.04)
    assert figure.high == pytest.approx(0.4 + 0.249, abs=0.04)


def test_four_times_the_items_halve_the_interval() -> None:
    table = {("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "b"): 15}
    few, many = alpha(pairs_of(table)), alpha(pairs_of(table) * 4)

    assert width(many) == pytest.approx(width(few) / 2, rel=0.15)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=2, max_size=40))
def test_any_interval_lies_where_its_value_can_lie(some: list[tuple[str, str]]) -> None:
    for figure in (kappa(some), alpha(some)):
        if figure.low is not None and figure.high is not None:
            assert -1.0001 <= figure.low <= figure.high <= 1.0001


def width(figure: Figure) -> float:
    assert figure.low is not None
    assert figure.high is not None
    return figure.high - figure.low
