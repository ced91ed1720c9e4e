"""What is looked at closely when a question meets a likely entry: numbers from vectors, characters, products, focus."""

from collections.abc import Mapping

import numpy as np

from handoff.domain import knowledge_focus as focus
from handoff.domain.knowledge_grams import Floats, GramTable, Numbers, Postings, spans
from handoff.domain.knowledge_index import Asked, KnowledgeIndex, products_of_rows

FEATURES = (
    "nearest",  # cosine with the nearest line
    "typical",  # cosine with the middle of all lines
    "asked_with",  # share of the question's grams, weighted by rarity, that the entry's lines hold
    "answered_with",  # the share that only its answer holds
    "matched",  # both, not as a share but as an amount: a short 有货吗 is soon explained in full
    "worded",  # likeness in grams with the likest line
    "matter_asked",  # as above, of what is left of the question without the products' names
    "matter_answered",
    "matter_worded",
    "other_product",  # the question names products, the entry others
    "silent_product",  # it names products of which an entry for all of them says nothing
    "unnamed_product",  # it names none, the entry is for some
    "same_products",  # how far both name the same
    "wants_answered",  # share of the kinds of things wanted that the answer holds
    "wants_missing",  # how many it does not hold, and no line of the entry asks for either
)
# Of the question itself, the same for every entry.
ASIDE = (
    "elsewhere",  # cosine with the nearest line that lies elsewhere
    "elsewhere_worded",  # likeness in grams with the likest of them
    "elsewhere_matter",  # the same without the products' names
    "long",
    "matter_amount",
    "names_product",
)
_NOTHING = -1.0


def measure(
    index: KnowledgeIndex,
    asked: Asked,
    places: Numbers,
    *,
    without_line: int | None = None,
    without_elsewhere: int | None = None,
) -> tuple[Floats, Floats]:
    """A row per place, its numbers in the order of `FEATURES`, and the question's own in the order of `ASIDE`.

    What is `without` counts as never written.
    """
    lines, belongs = spans(index.starts, places)
    if without_line is not None:
        lines, belongs = lines[lines != without_line], belongs[lines != without_line]
    of_entries = {
        **_closeness(index, asked, lines, belongs, places, without_line),
        **_wording(index, asked, lines, belongs, places),
        **index.products.compared(asked.reading.products, places),
        **_focus(index, asked, places, without_line),
    }
    of_question = _aside(index, asked, without_elsewhere)
    return (
        np.stack([of_entries[name] for name in FEATURES], axis=1),
        np.array([of_question[name] for name in ASIDE]),
    )


def _aside(index: KnowledgeIndex, asked: Asked, without: int | None) -> Mapping[str, float]:
    likenesses = {
        "elsewhere": asked.to_elsewhere.astype(np.float64),
        "elsewhere_worded": _likeness_elsewhere(index.elsewhere_grams, index, asked.grams),
        "elsewhere_matter": _likeness_elsewhere(index.elsewhere_matter, index, asked.matter),
    }
    if without is not None:
        for likeness in likenesses.values():
            likeness[without] = _NOTHING
    return {
        **{name: float(likeness.max(initial=0.0)) for name, likeness in likenesses.items()},
        "long": float(np.log1p(len(asked.reading.bare))),
        "matter_amount": float(np.log1p(index.amount(asked.matter, len(asked.reading.matter)))),
        "names_product": float(bool(asked.reading.products)),
    }


def _closeness(
    index: KnowledgeIndex, asked: Asked, lines: Numbers, belongs: Numbers, places: Numbers, without_line: int | None
) -> Mapping[str, Floats]:
    similar = products_of_rows(index.vectors[lines], asked.vector).astype(np.float64)
    typical = asked.typical[places].astype(np.float64)
    if without_line is not None:
        own = index.owner[without_line]
        rest = index.sums[own] - index.vectors[without_line]
        typical[places == own] = rest @ asked.vector / max(float(np.linalg.norm(rest)), 1e-9)
    return {"nearest": _most(similar, belongs, len(places), _NOTHING), "typical": typical}


def _wording(
    index: KnowledgeIndex, asked: Asked, lines: Numbers, belongs: Numbers, places: Numbers
) -> Mapping[str, Floats]:
    weights = index.vocabulary.by_column(asked.grams)
    weight = weights[asked.grams]
    in_lines = _holding(index.line_grams, lines, belongs, asked.grams, weights, len(places))
    of_answer = _holding(index.answer_grams, places, np.arange(len(places)), asked.grams, weights, len(places))
    in_answer = of_answer & ~in_lines
    asked_with, answered_with = in_lines @ weight, in_answer @ weight
    amount = max(index.amount(asked.grams, len(asked.reading.grams)), 1e-9)
    matter_weights = index.vocabulary.by_column(asked.matter)
    matter_weight = matter_weights[asked.grams]
    matter_amount = max(index.amount(asked.matter, len(asked.reading.matter)), 1e-9)
    return {
        "asked_with": asked_with / amount,
        "answered_with": answered_with / amount,
        "matched": np.log1p(asked_with + answered_with),
        "worded": _most(_likeness(index.line_grams, weights, lines), belongs, len(places)),
        "matter_asked": in_lines @ matter_weight / matter_amount,
        "matter_answered": in_answer @ matter_weight / matter_amount,
        "matter_worded": _most(_likeness(index.line_matter, matter_weights, lines), belongs, len(places)),
    }


def _holding(
    table: GramTable, rows: Numbers, of_place: Numbers, columns: Numbers, weights: Floats, places: int
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which of the columns each place's rows hold."""
    position = np.zeros(len(weights), dtype=np.int64)
    position[columns] = np.arange(len(columns))
    cells, row = spans(table.starts, rows)
    found = table.columns[cells]
    there = np.flatnonzero(weights[found])
    holds = np.zeros((places, len(columns)), dtype=bool)
    holds[of_place[row[there]], position[found[there]]] = True
    return holds


def _focus(index: KnowledgeIndex, asked: Asked, places: Numbers, without_line: int | None) -> Mapping[str, Floats]:
    wants = focus.wanted(asked.reading.bare)
    also_asked = index.wants[places]
    if without_line is not None:
        also_asked = also_asked - (places == index.owner[without_line])[:, None] * wants
    holds = index.held[places]
    return {
        "wants_answered": holds @ wants / max(wants.sum(), 1.0),
        "wants_missing": ((holds == 0) & (also_asked == 0)) @ wants,
    }


def _likeness_elsewhere(table: Postings, index: KnowledgeIndex, columns: Numbers) -> Floats:
    weight = index.vocabulary.weight[columns]
    return _of_either(table.shared(columns, weight), table.whole, weight)


def _likeness(table: GramTable, by_column: Floats, rows: Numbers) -> Floats:
    return _of_either(table.shared(by_column, rows), table.whole[rows], by_column)


def _of_either(shared: Floats, whole: Floats, asked: Floats) -> Floats:
    """Weight of the grams that both hold, of those that either holds."""
    return np.asarray(shared / np.maximum(whole + asked.sum() - shared, 1e-9), dtype=np.float64)


def _most(values: Floats, belongs: Numbers, count: int, least: float = 0.0) -> Floats:
    """The greatest value that belongs to each; the least where there is none."""
    found = np.full(count, least)
    starts = np.flatnonzero(np.diff(belongs, prepend=-1))
    if len(starts):
        found[belongs[starts]] = np.maximum.reduceat(values, starts)
    return found
