"""One course over the lines: batches of near lengths, every question at once, the step size falling to nothing."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from bot.opinion import Labels
from tuning.lines import TaughtLine
from tuning.transformer import Transformer

_BATCH = 32
# So many batches are sorted by length together: little padding, still in disorder.
_SORTED_TOGETHER = 20
_STEP, _HEAD_STEP, _DECAY = 8e-4, 2e-3, 0.01
_WARM_UP, _LEAST = 150, 0.02
_LONGEST_GRADIENT = 1.0
_SMOOTHING = 0.1
# How much each question counts beside the intent.
_MOOD, _GRIEVANCE, _SIGNALS = 0.7, 0.7, 3.0
_SEED = 1
_TOLD_EVERY = 50


@dataclass(frozen=True)
class Course:
    """Lines as rows of pieces, and the right answers to each question."""

    cuts: Sequence[Sequence[int]]
    intents: Tensor
    moods: Tensor
    grievances: Tensor
    signals: Tensor

    @classmethod
    def of(cls, lines: Sequence[TaughtLine], labels: Labels, cut: Callable[[str], list[int]]) -> "Course":
        intent, mood = ({name: place for place, name in enumerate(names)} for names in (labels.intents, labels.moods))
        return cls(
            [cut(line.text) for line in lines],
            torch.tensor([intent[line.intent] for line in lines]),
            torch.tensor([mood[line.mood] for line in lines]),
            torch.tensor([float(line.grievance) for line in lines]),
            torch.tensor([[float(name in line.signals) for name in labels.signals] for line in lines]),
        )


def teach(
    network: Transformer,
    course: Course,
    rounds: float,
    report: Callable[[int, int, float], None],
    *,
    boldness: float = 1.0,
) -> None:
    """`rounds`: how often every line is seen. `boldness`: of the steps, one for a network that knows nothing yet.

    `report`: told the step, of how many, and the mean loss since then.
    """
    torch.manual_seed(_SEED)
    steps = max(1, int(len(course.cuts) * rounds / _BATCH))
    learning = [weights for name, weights in network.named_parameters() if weights.requires_grad and "head" not in name]
    optimizer = torch.optim.AdamW(
        [
            {"params": learning, "lr": boldness * _STEP},
            {"params": network.head.parameters(), "lr": boldness * _HEAD_STEP},
        ],
        weight_decay=_DECAY,
    )
    falling = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / _WARM_UP) * max(_LEAST, 1 - step / steps)
    )
    network.train()
    batches, total = _batches(course.cuts), 0.0
    for step in range(1, steps + 1):
        loss = _loss(network, course, next(batches))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(learning, _LONGEST_GRADIENT)
        optimizer.step()
        falling.step()
        total += loss.item()
        if step % _TOLD_EVERY == 0:
            report(step, steps, total / _TOLD_EVERY)
            total = 0.0
    network.eval()


def answers(network: Transformer, cuts: Sequence[Sequence[int]]) -> Tensor:
    """Logits, shape (lines, labels)."""
    network.eval()
    with torch.no_grad():
        return torch.cat([network(*padded(cuts[start : start + _BATCH])) for start in range(0, len(cuts), _BATCH)])


def padded(cuts: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Rows of pieces and which of them are there, both of shape (lines, pieces)."""
    ids = torch.zeros(len(cuts), max(map(len, cuts)), dtype=torch.long)
    mask = torch.zeros(ids.shape, dtype=torch.bool)
    for row, cut in enumerate(cuts):
        ids[row, : len(cut)] = torch.tensor(cut)
        mask[row, : len(cut)] = True
    return ids, mask


def _loss(network: Transformer, course: Course, chosen: list[int]) -> Tensor:
    logits = network(*padded([course.cuts[line] for line in chosen]))
    signals = course.signals.shape[1]
    intents, moods, grievances, heard = logits.split([logits.shape[1] - signals - 4, 3, 1, signals], dim=1)
    yes_or_no = functional.binary_cross_entropy_with_logits
    return (
        functional.cross_entropy(intents, course.intents[chosen], label_smoothing=_SMOOTHING)
        + _MOOD * functional.cross_entropy(moods, course.moods[chosen])
        + _GRIEVANCE * yes_or_no(grievances[:, 0], course.grievances[chosen])
        + _SIGNALS * yes_or_no(heard, course.signals[chosen])
    )


def _batches(cuts: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    draw = random.Random(_SEED)  # noqa: S311 - an order, no secret
    while True:
        order = list(range(len(cuts)))
        draw.shuffle(order)
        sorted_together = [
            sorted(order[start : start + _BATCH * _SORTED_TOGETHER], key=lambda line: len(cuts[line]))
            for start in range(0, len(order), _BATCH * _SORTED_TOGETHER)
        ]
        batches = [part[start : start + _BATCH] for part in sorted_together for start in range(0, len(part), _BATCH)]
        draw.shuffle(batches)
        yield from batches
