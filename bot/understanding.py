"""What one line means, read on its own: intent, mood, grievance and signals, each with how sure we are."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import joblib
import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.calibration import Matrix, Sureness
from bot.cues import cues
from bot.heads import Head
from bot.likeness import features_of
from bot.normalise import canonical, for_characters, for_vectors, says_something
from bot.opinion import Adviser, weighed
from bot.reduction import Reduction
from bot.shares import LikenessHeads, Shares, WordingHeads
from bot.signals import HEARD, SIGNALS
from bot.topics import topics
from bot.vectors import SentenceVectors, VectorsUnavailable
from bot.wish import NO_WISH, wish_beside_numbers

logger = logging.getLogger(__name__)

MODEL_FILE = "understanding.joblib"
CALM, ANXIOUS, ANGRY = "calm", "anxious", "angry"
# How much of the 0–1 intensity a mood stands for when it is certain.
_INTENSITY = {CALM: 0.0, ANXIOUS: 0.5, ANGRY: 1.0}
# Beside n-grams of length one in all: strong enough to be used, weak enough to be overruled.
_CUE_WEIGHT = 0.3
_TOPIC_WEIGHT = 0.2
# Praise of a colleague says much the same words as a complaint of one; and what is none of our trade is no grievance.
_NO_GRIEVANCE = frozenset({"praise", "thanks", "greet", "goodbye", "out_of_scope"})


@dataclass(frozen=True)
class Reading:
    """The answer for one line; `ranking` holds every intent, most likely first.

    `signals`: of those heard, how strongly (0–1), the strongest first; None while the encoder is away.
    """

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    fallback: bool
    emotion: str
    emotion_score: float
    complaint: bool
    degraded: bool
    signals: tuple[tuple[str, float], ...] | None = None


@dataclass(frozen=True)
class Trust:
    """From where on answers are trusted, and how many intents were right among the lines held back."""

    sureness: Sureness
    fallback_below: float
    feeling_from: float
    complaint_from: float
    accuracy: float


@dataclass(frozen=True)
class Understanding:
    """The trained model: `full` trusts wording and likeness together, `lexical` wording alone."""

    wording: TfidfVectorizer
    reduction: Reduction
    by_wording: WordingHeads
    by_likeness: LikenessHeads | None
    full: Trust | None
    lexical: Trust
    default_intent: str
    is_advised: bool = False

    def read(self, texts: list[str], vectors: SentenceVectors, adviser: Adviser | None = None) -> list[Reading]:
        """Read lines; without vectors the answers come from wording alone and say so (`degraded`).

        `adviser`: whose second opinion was asked at learning too.
        """
        readings = self._read(texts, vectors, adviser)
        wishes = {row: wish_beside_numbers(text) for row, text in enumerate(texts)}
        rows = [row for row, wish in wishes.items() if wish is not None]
        for row, wish in zip(rows, self._read([wishes[row] or "" for row in rows], vectors, adviser), strict=True):
            # A number is no feeling and no grievance.
            readings[row] = replace(
                readings[row],
                emotion=wish.emotion,
                emotion_score=wish.emotion_score,
                complaint=wish.complaint,
                signals=wish.signals,
            )
            if wish.intent not in NO_WISH and not wish.fallback and _outweighs(wish, readings[row]):
                readings[row] = replace(
                    readings[row],
                    intent=wish.intent,
                    confidence=wish.confidence,
                    ranking=wish.ranking,
                    fallback=False,
                )
        return readings

    def _read(self, texts: list[str], vectors: SentenceVectors, adviser: Adviser | None) -> list[Reading]:
        if not texts:
            return []
        plain = [canonical(text) for text in texts]
        alone = lexical_features(self.wording, plain)
        trust, shares = self._shares(plain, alone, vectors, adviser)
        shares = replace(shares, intents=trust.sureness.of(shares.intents))
        known = np.diff(alone[:, : len(self.wording.vocabulary_)].indptr) > 0
        return [
            self._reading(trust, shares, row, has_sense=bool(known[row]) and says_something(line))
            if line
            else self._nothing(trust)
            for row, line in enumerate(plain)
        ]

    def save(self, path: Path) -> None:
        joblib.dump(self._with_numbers_of(np.float16), path)  # Rasa compresses the whole archive

    @staticmethod
    def load(path: Path) -> "Understanding":
        return cast("Understanding", joblib.load(path))._with_numbers_of(np.float32)

    def _with_numbers_of(self, kind: type[np.floating[Any]]) -> "Understanding":
        """What was learnt has no more digits than half the bytes hold (`bot.reduction.short`)."""
        by_likeness = self.by_likeness and replace(
            self.by_likeness, likeness=self.by_likeness.likeness.with_numbers_of(kind)
        )
        reduction = replace(self.reduction, directions=self.reduction.directions.astype(kind))
        return replace(self, reduction=reduction, by_likeness=by_likeness)

    def _shares(
        self, plain: list[str], alone: csr_matrix, vectors: SentenceVectors, adviser: Adviser | None
    ) -> tuple[Trust, Shares]:
        reduced = self.reduction.reduce(alone)
        by_wording = self.by_wording.shares(alone, reduced)
        if self.by_likeness is not None and self.full is not None:
            try:
                lines = [for_vectors(text) for text in plain]
                dense = vectors.encode(lines)
                shares = self.by_likeness.shares(features_of(reduced, dense)).and_wording(by_wording)
                return self.full, self._advised(shares, lines, adviser)
            except VectorsUnavailable as reason:
                logger.warning("No sentence vectors, reading from wording alone: %s", reason)
        return self.lexical, by_wording

    def _advised(self, shares: Shares, lines: list[str], adviser: Adviser | None) -> Shares:
        if not self.is_advised:
            return shares
        if adviser is None:
            raise VectorsUnavailable("the model was trained with a second opinion, and nobody gives one")
        return weighed(shares, self.by_wording, adviser.opinion(lines))

    def _reading(self, trust: Trust, shares: Shares, row: int, *, has_sense: bool) -> Reading:
        heads = self.by_wording
        intent, mood, grievance = shares.intents[row], shares.moods[row], shares.grievances[row]
        order = np.argsort(-intent, kind="stable")
        ranking = tuple((heads.intent.labels[column], float(intent[column])) for column in order)
        name, confidence = ranking[0]
        score = sum(_INTENSITY.get(one, 0.0) * float(share) for one, share in zip(heads.mood.labels, mood, strict=True))
        is_sure = has_sense and confidence >= trust.fallback_below
        is_harmless = is_sure and name in _NO_GRIEVANCE
        return Reading(
            intent=name,
            confidence=confidence,
            ranking=ranking,
            fallback=not is_sure,
            emotion=_mood(heads.mood.labels, mood, trust.feeling_from),
            emotion_score=min(1.0, score),
            complaint=_share_of_yes(heads.grievance, grievance) >= trust.complaint_from and not is_harmless,
            degraded=trust is not self.full,
            signals=_heard(shares.signals[row]) if shares.signals is not None else None,
        )

    def _nothing(self, trust: Trust) -> Reading:
        others = sorted(set(self.by_wording.intent.labels) - {self.default_intent})
        ranking = tuple((name, 0.0) for name in (self.default_intent, *others))
        return Reading(
            self.default_intent,
            0.0,
            ranking,
            True,
            CALM,
            0.0,
            complaint=False,
            degraded=trust is not self.full,
            signals=() if trust is self.full else None,
        )


def lexical_features(wording: TfidfVectorizer, plain: list[str]) -> csr_matrix:
    """Character n-grams, cues and topics of canonical lines, shape (lines, n-grams + cues + topics)."""
    grams = wording.transform([for_characters(text) for text in plain])
    named = [csr_matrix(cues(plain) * _CUE_WEIGHT), csr_matrix(topics(plain) * _TOPIC_WEIGHT)]
    return hstack([grams, *named], format="csr", dtype=np.float32)


def _outweighs(wish: Reading, whole: Reading) -> bool:
    """Two long numbers drown the few words beside them: “取消260000000001，尾号1234” reads as bare information."""
    return whole.fallback or whole.intent == "inform" or wish.confidence > whole.confidence


def _mood(labels: tuple[str, ...], mood: Matrix, feeling_from: float) -> str:
    """Calm, unless enough speaks for a feeling; then the likelier of the two."""
    by_label = dict(zip(labels, mood.tolist(), strict=True))
    calm = by_label.pop(CALM, 0.0)
    return max(by_label, key=by_label.__getitem__) if by_label and 1 - calm >= feeling_from else CALM


def _heard(strengths: Matrix) -> tuple[tuple[str, float], ...]:
    heard = [(name, float(strength)) for name, strength in zip(SIGNALS, strengths, strict=True) if strength >= HEARD]
    return tuple(sorted(heard, key=lambda one: -one[1]))


def _share_of_yes(head: Head, grievance: Matrix) -> float:
    return float(grievance[head.labels.index("yes")]) if "yes" in head.labels else 0.0
