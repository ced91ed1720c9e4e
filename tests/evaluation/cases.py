"""Lines and parses in few words, for the tests of measures."""

from evaluation.examples import Line, Span
from evaluation.predictions import Parse


def line(
    intent: str | None = "a",
    *alternatives: str,
    identity: str = "1",
    text: str = "一句话",
    emotion: str = "calm",
    complaint: bool = False,
    entities: frozenset[Span] | None = None,
    tags: tuple[str, ...] = (),
    stratum: str | None = None,
    is_shown: bool = True,
) -> Line:
    return Line(identity, text, intent, frozenset(alternatives), emotion, complaint, entities, tags, stratum, is_shown)


def parse(intent: str = "a", confidence: float = 0.9, *ranking: tuple[str, float], fallback: bool = False) -> Parse:
    return Parse(intent, confidence, ranking or ((intent, confidence),), fallback=fallback)


def mood(emotion: str, score: float = 0.0, *, complaint: bool = False) -> Parse:
    return Parse("a", 0.9, (("a", 0.9),), emotion=emotion, emotion_score=score, complaint=complaint)
