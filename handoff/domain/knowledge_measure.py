"""What is looked at closely when a question meets a likely entry: numbers from vectors, characters, products, focus."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handoff.domain import knowledge_focus as focus
from handoff.domain.knowledge_grams import Floats, GramTable, Numbers, spans
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
    looked_at = _Lines(lines, belongs, np.flatnonzero(np.diff(belongs, prepend=-1)), len(places))
    of_entries = {
        **_closeness(index, asked, looked_at, places, without_line),
        **_wording(index, asked, looked_at, places),
        **index.products.compared(asked.reading.products, places),
        **_focus(index, asked, places, without_line),
    }
    of_question = _aside(index, asked, without_elsewhere)
    return (
        np.stack([of_entries[name] for name in FEATURES], axis=1),
        np.array([of_question[name] for name in ASIDE]),
    )


@dataclass(frozen=True)
class _Lines:
    """The lines of some places, place after place; `starts` is where those of another place begin."""

    rows: Numbers
    belongs: Numbers
    starts: Numbers
    places: int

    def most(self, values: Floats, least: float = 0.0) -> Floats:
        """The greatest value of each place's lines; the least where it has none."""
        found = np.full(self.places, least)
        if len(self.starts):
            found[self.belongs[self.starts]] = np.maximum.reduceat(values, self.starts)
        return found


def _aside(index: KnowledgeIndex, asked: Asked, without: int | None) -> Mapping[str, float]:
    weight, matter = index.vocabulary.weight[asked.grams], index.vocabulary.weight[asked.matter]
    shared_matter = index.elsewhere_matter.shared(asked.matter, matter)
    likenesses = {
        "elsewhere": asked.to_elsewhere.astype(np.float64),
        "elsewhere_worded": _of_either(asked.shared_elsewhere, index.elsewhere_whole, weight),
        "elsewhere_matter": _of_either(shared_matter, index.elsewhere_matter.whole, matter),
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
    index: KnowledgeIndex, asked: Asked, lines: _Lines, places: Numbers, without_line: int | None
) -> Mapping[str, Floats]:
    similar = products_of_rows(index.vectors[lines.rows], asked.vector).astype(np.float64)
    typical = products_of_rows(index.middles[places], asked.vector).astype(np.float64)
    if without_line is not None:
        own = index.owner[without_line]
        rest = index.sums[own] - index.vectors[without_line]
        typical[places == own] = rest @ asked.vector / max(float(np.linalg.norm(rest)), 1e-9)
    return {"nearest": lines.most(similar, _NOTHING), "typical": typical}


def _wording(index: KnowledgeIndex, asked: Asked, lines: _Lines, places: Numbers) -> Mapping[str, Floats]:
    weights, matter_weights = index.vocabulary.by_column(asked.grams), index.vocabulary.by_column(asked.matter)
    weight, matter_weight = weights[asked.grams], matter_weights[asked.grams]
    each = np.arange(len(places))
    in_lines, shared = _held(index.line_grams, lines.rows, lines.belongs, asked.grams, weights, len(places))
    of_answer, _ = _held(index.answer_grams, places, each, asked.grams, weights, len(places))
    in_answer = of_answer & ~in_lines
    asked_with, answered_with = in_lines @ weight, in_answer @ weight
    amount = max(index.amount(asked.grams, len(asked.reading.grams)), 1e-9)
    matter_amount = max(index.amount(asked.matter, len(asked.reading.matter)), 1e-9)
    matter_shared = index.line_matter.shared(matter_weights, lines.rows)
    return {
        "asked_with": asked_with / amount,
        "answered_with": answered_with / amount,
        "matched": np.log1p(asked_with + answered_with),
        "worded": lines.most(_of_either(shared, index.line_grams.whole[lines.rows], weight)),
        "matter_asked": in_lines @ matter_weight / matter_amount,
        "matter_answered": in_answer @ matter_weight / matter_amount,
        "matter_worded": lines.most(
            _of_either(matter_shared, index.line_matter.whole[lines.rows], matter_weights[asked.matter])
        ),
    }


def _held(
    table: GramTable, rows: Numbers, of_place: Numbers, columns: Numbers, weights: Floats, places: int
) -> tuple[NDArray[np.bool_], Floats]:
    """Which of the columns each place's rows hold, and what the columns that each row holds weigh."""
    position = np.zeros(len(weights), dtype=np.int64)
    position[columns] = np.arange(len(columns))
    cells, row = spans(table.starts, rows)
    found = table.columns[cells]
    of_cells = weights[found]
    there = np.flatnonzero(of_cells)
    holds = np.zeros((places, len(columns)), dtype=bool)
    holds[of_place[row[there]], position[found[there]]] = True
    return holds, np.bincount(row, of_cells, len(rows)).astype(np.float64)


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


def _of_either(shared: Floats, whole: Floats, asked: Floats) -> Floats:
    """Weight of the grams that both hold, of those that either holds."""
    return np.asarray(shared / np.maximum(whole + asked.sum() - shared, 1e-9), dtype=np.float64)
