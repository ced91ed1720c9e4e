"""`python -m tuning`: teach the network and keep what it learnt in data/network/adapter.npz."""

import argparse
import sys
import time
from pathlib import Path

import torch
import typer

from bot.network.base import Base, base_file, read_base
from bot.network.pieces import Pieces, kept_of
from bot.opinion import Labels
from tuning.lines import TaughtLine, labels_of, read_lines
from tuning.teaching import Course, answers, teach
from tuning.transformer import Transformer


def main() -> int:
    options = _options()
    torch.set_num_threads(options.threads)
    base = read_base(options.base or base_file())
    lines = read_lines(options.data)
    labels = labels_of(lines)
    taught, told = [line for line in lines if not line.told], [line for line in lines if line.told]
    typer.echo(f"Teaching {len(taught)} lines, {len(labels.intents)} intents …")
    every = Pieces.of(base, sorted(base.pieces.values()))
    numbers = sorted(base.pieces.values())
    seen = sorted({numbers[row] for line in taught for row in every.cut(line.text)})
    network = course(base, labels, taught, kept_of(base, seen), options.rounds)
    if told:
        typer.echo(
            f"On {len(told)} lines not taught: {_right(network, labels, told, Pieces.of(base, kept_of(base, seen)))}"
        )
    options.out.parent.mkdir(parents=True, exist_ok=True)
    network.adapter(labels, seen).save(options.out)
    typer.echo(f"Written: {options.out} ({options.out.stat().st_size / 1e6:.1f} MB)")
    return 0


def course(base: Base, labels: Labels, lines: list[TaughtLine], kept: list[int], rounds: float) -> Transformer:
    """A network taught these lines, so many rounds."""
    network = Transformer(base, kept, labels)
    started = time.monotonic()

    def report(step: int, steps: int, loss: float) -> None:
        typer.echo(f"  step {step} of {steps}, loss {loss:.3f}, {time.monotonic() - started:.0f} s")

    teach(network, Course.of(lines, labels, Pieces.of(base, kept).cut), rounds, report)
    return network


def _right(network: Transformer, labels: Labels, lines: list[TaughtLine], pieces: Pieces) -> str:
    logits = answers(network, [pieces.cut(line.text) for line in lines])
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
