"""`heyan escalation learn`: how to weigh the evidence for bringing in a person, from labelled dialogues.

Fits a logistic regression over the features of `domain/escalation/balance.py` and writes `learnt.py` beside it. To be
run when the model, the words or the dialogues have changed. Each file of dialogues is by another author: with each left
out in turn it says what strangers may expect.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.pipeline import Pipeline, make_pipeline  # type: ignore[import-untyped]
from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

from handoff.commands.escalation import turns_of
from handoff.commands.nlu import parse_lines
from handoff.domain.escalation import learnt
from handoff.domain.escalation.balance import features_of, in_context
from handoff.domain.escalation.rule import by_words, call_wanted
from handoff.domain.escalation.turns import Turn

# Inverse regularisation: with a few hundred dialogues weak weights carry over best to authors not seen.
_STRENGTH = 0.01
_RAISE = 0.5
# To overlook a need is worse than to bring somebody in for nothing, by so much (as with feelings, `bot/learning.py`).
_OVERLOOKED = 1.25

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Dialogue:
    """`rows`: the features of every turn; `called`: where a call-back ticket brings a person in."""

    author: str
    window: tuple[int, int] | None
    rows: Matrix
    called: npt.NDArray[np.bool_]


def learn(folder: Path, out: Path = Path(learnt.__file__)) -> None:
    """Print what each author's dialogues say of weights learnt from the others, then write those learnt from all."""
    names, dialogues = _read(folder)
    authors = sorted({dialogue.author for dialogue in dialogues})
    told = [one for author in authors for one in dialogues if one.author == author]
    unseen = np.concatenate([_unseen(dialogues, author) for author in authors])
    for author in authors:
        print(f"{author}, unseen: {_figures(told, unseen, author)}")
    model = _fit(dialogues)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    # Moved so that a person comes in from one half on.
    bias = float(regression.intercept_[0] - weights @ scaler.mean_) + log(_OVERLOOKED)
    out.write_text(_module(dict(zip(names, weights.tolist(), strict=True)), bias), encoding="utf-8")
    print(f"Written: {out.name}, from {len(dialogues)} dialogues")


def _read(folder: Path) -> tuple[list[str], list[Dialogue]]:
    files = sorted(folder.glob("*.jsonl"))
    told = [(path.stem, json.loads(line)) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    lines = [[(turn["user"], turn["agent"]) for turn in one["turns"]] for _, one in told]
    parses = iter(list(parse_lines([user for turns in lines for user, _ in turns])))
    names: list[str] = []
    dialogues = []
    for (author, one), turns in zip(told, lines, strict=True):
        read = turns_of(turns, [next(parses) for _ in turns])
        rows = list(_rows(read))
        names = list(rows[0])
        window = tuple(one["window"]) if one["escalate"] else None
        called = np.array([call_wanted(turn) is not None for turn in read])
        dialogues.append(Dialogue(author, window, np.array([list(row.values()) for row in rows]), called))
    return names, dialogues


def _rows(turns: Sequence[Turn]) -> Iterator[dict[str, float]]:
    told = [features_of(turns[:count], by_words(turns[:count]), count) for count in range(1, len(turns) + 1)]
    yield from (in_context(told[:count]) for count in range(1, len(turns) + 1))


def _fit(dialogues: Sequence[Dialogue]) -> Pipeline:
    """Every dialogue counts the same, however long it is."""
    told = [list(_answers(dialogue)) for dialogue in dialogues]
    rows, answers = zip(*(pair for pairs in told for pair in pairs), strict=True)
    weights = np.array([1 / len(pairs) for pairs in told for _ in pairs])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=_STRENGTH, max_iter=1000))
    return model.fit(np.array(rows), np.array(answers), logisticregression__sample_weight=weights / weights.mean())


def _answers(dialogue: Dialogue) -> Iterator[tuple[Any, bool]]:
    """A person is needed inside the window and not before; what comes after it says nothing."""
    for place, row in enumerate(dialogue.rows):
        if dialogue.window is None or place <= dialogue.window[1]:
            yield row, dialogue.window is not None and place >= dialogue.window[0]


def _unseen(dialogues: Sequence[Dialogue], author: str) -> Matrix:
    """The chance at every turn of this author's dialogues, as the others' teach it."""
    model = _fit([one for one in dialogues if one.author != author])
    own = [one for one in dialogues if one.author == author]
    return np.concatenate([np.maximum(model.predict_proba(one.rows)[:, 1], one.called) for one in own])


def _raised(dialogues: Sequence[Dialogue], chances: Matrix) -> Iterator[tuple[Dialogue, int | None]]:
    start = 0
    for dialogue in dialogues:
        own = chances[start : start + len(dialogue.rows)]
        start += len(dialogue.rows)
        found = np.flatnonzero(own >= 1 / (1 + _OVERLOOKED))
        yield dialogue, int(found[0]) if len(found) else None


def _shares(raised: Sequence[tuple[Dialogue, int | None]]) -> tuple[float, float, float]:
    """F1 on whether, the share raised inside the window, the share of the others raised."""
    needed = [(one.window, at) for one, at in raised if one.window]
    others = [at is not None for one, at in raised if not one.window]
    hits = sum(at is not None for _, at in needed)
    inside = sum(at is not None and window[0] <= at <= window[1] for window, at in needed)
    return 2 * hits / (hits + sum(others) + len(needed)), inside / len(needed), sum(others) / len(others)


def _figures(dialogues: Sequence[Dialogue], chances: Matrix, author: str) -> str:
    raised = [pair for pair in _raised(dialogues, chances) if pair[0].author == author]
    return "F1 {:.2f}, inside the window {:.0%}, others raised {:.0%}".format(*_shares(raised))


def _module(weights: dict[str, float], bias: float) -> str:
    rows = "\n".join(f'    "{name}": {weight:.3f},' for name, weight in weights.items())
    return f'''"""How escalation weighs its evidence. Written by `heyan escalation learn`: do not edit."""

BIAS = {bias:.3f}
RAISE = {_RAISE}
WEIGHTS = {{
{rows}
}}
'''
