"""`python -m tuning`: teach the network and keep what it learnt in data/network/adapter.npz."""

import argparse
import sys
import time
from pathlib import Path

import torch
import typer
from torch import Tensor

from bot.network.adapter import key_of
from bot.network.base import Base, Floats, base_file, read_base
from bot.network.pieces import Pieces, kept_of
from bot.opinion import Labels
from tuning.lines import TaughtLine, labels_of, read_lines
from tuning.teaching import Course, answers, teach
from tuning.transformer import Transformer

# With the lines that measure it: they are like customers' talks, and few.
_LAST_ROUNDS, _CAUTION = 1.0, 0.5


def main() -> int:
    options = _options()
    torch.set_num_threads(options.threads)
    base = read_base(options.base or base_file())
    lines = read_lines(options.data)
    labels = labels_of(lines)
    every = Pieces.of(base, sorted(base.pieces.values()))
    numbers = sorted(base.pieces.values())
    seen = sorted({numbers[row] for line in lines for row in every.cut(line.text)})
    network, blind = course(base, labels, lines, kept_of(base, seen), options.rounds)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    network.adapter(labels, seen, blind).save(options.out)
    typer.echo(f"Written: {options.out} ({options.out.stat().st_size / 1e6:.1f} MB)")
    return 0


def course(
    base: Base,
    labels: Labels,
    lines: list[TaughtLine],
    kept: list[int],
    rounds: float,
    last_rounds: float = _LAST_ROUNDS,
) -> tuple[Transformer, dict[int, Floats]]:
    """A network taught these lines, and what it made of those that measure it before it was taught them too.

    `rounds` without them, then `last_rounds` with all, more cautiously.
    """
    network, cut = Transformer(base, kept, labels), Pieces.of(base, kept).cut
    started = time.monotonic()

    def report(step: int, steps: int, loss: float) -> None:
        typer.echo(f"  step {step} of {steps}, loss {loss:.3f}, {time.monotonic() - started:.0f} s")

    def taught(some: list[TaughtLine], so_often: float, boldness: float) -> None:
        typer.echo(f"Teaching {len(some)} lines, {len(labels.intents)} intents …")
        teach(network, Course.of(some, labels, cut), so_often, report, boldness=boldness)

    taught([line for line in lines if not line.told], rounds, 1.0)
    told = [line for line in lines if line.told]
    if not told:
        return network, {}
    blind = answers(network, [cut(line.text) for line in told])
    typer.echo(f"On {len(told)} lines not taught yet: {_right(blind, labels, told)}")
    taught(lines, last_rounds, _CAUTION)
    return network, {key_of(line.text): row for line, row in zip(told, blind.numpy(), strict=True)}


def _right(logits: Tensor, labels: Labels, lines: list[TaughtLine]) -> str:
    found = logits[:, : len(labels.intents)].argmax(dim=1).tolist()
    right = sum(labels.intents[column] == line.intent for column, line in zip(found, lines, strict=True))
    return f"the first reading found in {right / len(lines):.1%}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data/nlu"))
    parser.add_argument("--out", type=Path, default=Path("data/network/adapter.npz"))
    parser.add_argument("--base", type=Path, help="the base's file, where its package is not installed here")
    parser.add_argument("--rounds", type=float, default=4.0)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
