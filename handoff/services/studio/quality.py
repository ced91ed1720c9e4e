"""The studio's figures: how far annotators agree, and which intents are taken for each other."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from handoff.domain.studio.confusing import Confusion, Given, confusions
from handoff.services.studio.quality_port import OpenQuality

if TYPE_CHECKING:
    from handoff.domain.studio.comparing import Agreement, OfTwo, SpanAgreement

# How many examples stand for a pair of intents.
_SHOWN = 5


@dataclass(frozen=True)
class Quality:
    look: OpenQuality

    async def agreement(self, *, blind: bool) -> dict[str, Any]:
        """`blind`: by those answers alone that were given without a suggestion, which makes people agree."""
        async with self.look() as snapshot:
            given = await snapshot.shared(blind=blind)
            people = await snapshot.people({one.annotator_id for one in given})
        # In a thread: where much was answered it is seconds of arithmetic, and others want their answers meanwhile.
        labels, spans = await asyncio.to_thread(_figures, given)
        return {
            "examples": len({one.example_id for one in given}),
            "labels": [_label_view(label) for label in labels],
            "spans": {"f1": asdict(spans.f1), "pairs": _pairs_view(spans.pairs)},
            "annotators": [{"id": user_id, "display_name": name} for user_id, name in sorted(people.items())],
        }

    async def confusions(self, limit: int) -> dict[str, Any]:
        """The pairs of intents that are confused most."""
        async with self.look() as snapshot:
            given, corrected = await snapshot.shared(blind=False), await snapshot.corrected()
            found = (await asyncio.to_thread(confusions, given, corrected))[:limit]
            texts = await snapshot.texts({example_id for one in found for example_id in _shown(one)})
        return {"pairs": [_confusion_view(one, texts) for one in found]}


def _figures(given: Sequence[Given]) -> "tuple[tuple[Agreement, ...], SpanAgreement]":
    # scikit-learn takes a second and 100 MB: only who asks for figures pays for it.
    from handoff.domain.studio.comparing import agreements, span_agreement  # noqa: PLC0415

    return agreements(given), span_agreement(given)


def _label_view(label: "Agreement") -> dict[str, Any]:
    return {
        "label": label.label,
        "entity": label.entity,
        "alpha": asdict(label.alpha),
        "pairs": _pairs_view(label.pairs),
    }


def _pairs_view(pairs: "Sequence[OfTwo]") -> list[dict[str, Any]]:
    return [{"annotators": [pair.first, pair.second], **asdict(pair.figure)} for pair in pairs]


def _shown(confusion: Confusion) -> list[str]:
    """Where people differ among themselves there is more to learn than where the model does."""
    return list(dict.fromkeys([*confusion.disagreed, *confusion.corrected]))[:_SHOWN]


def _confusion_view(confusion: Confusion, texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "intents": [confusion.first, confusion.second],
        "count": confusion.count,
        "disagreed": len(confusion.disagreed),
        "corrected": len(confusion.corrected),
        "examples": [{"id": example_id, "text": texts[example_id]} for example_id in _shown(confusion)],
    }
