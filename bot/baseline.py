"""Rasa's default Chinese pipeline on our lines, for comparison: `python -m bot.baseline train|parse …`."""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from bot.train import quiet_libraries

_CONFIG = Path(__file__).with_suffix(".yml")


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    quiet_libraries()
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415 - after the settings above

    configure_structlog(logging.WARNING)
    if options.command == "train":
        return train(options.config, options.data, options.out)
    for parse in parses(options.model, (line.rstrip("\r\n") for line in sys.stdin)):
        sys.stdout.write(json.dumps(parse, ensure_ascii=False) + "\n")
    return 0


def train(config: Path, data: Path, out: Path) -> int:
    """Train the pipeline of `config` on the lines in `data`: an hour or two, nearly all of it DIET's."""
    from rasa.model_training import train_nlu  # noqa: PLC0415 - seconds to import

    _use_quick_adam()
    started = time.monotonic()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".training-") as folder:
        with redirect_stdout(sys.stderr):
            made = train_nlu(str(config), str(data), folder, fixed_model_name="baseline")
        if made is None:
            return 1
        Path(made).replace(out)
    sys.stderr.write(f"Trained in {time.monotonic() - started:.0f} s: {out}\n")
    return 0


def parses(model: Path, lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """What the default pipeline makes of each line; its own fallback is passed over, as ours names an intent too."""
    parse = parser_of(model)
    for line in lines:
        found = parse(line)
        ranking = [one for one in found["intent_ranking"] if one["name"] != "nlu_fallback"]
        if line.strip() and not ranking:
            # Rasa says nothing of a classifier that it could not load, and a pipeline without one errs every time.
            raise RuntimeError(f"{model}: its classifier names no intent; train it anew")
        first = ranking[0] if ranking else {"name": "out_of_scope", "confidence": 0.0}
        yield {
            "intent": {"name": first["name"], "confidence": first["confidence"]},
            "fallback": found["intent"]["name"] in {None, "nlu_fallback"},
            "intent_ranking": [{"name": one["name"], "confidence": one["confidence"]} for one in ranking],
        }


def parser_of(model: Path) -> Callable[[str], dict[str, Any]]:
    """Load any Rasa model; the function reads one line, as Rasa's own server would."""
    from rasa.core.agent import Agent  # noqa: PLC0415 - seconds to import

    _use_quick_adam()
    agent = Agent.load(str(model))
    loop = asyncio.new_event_loop()

    def parse(line: str) -> dict[str, Any]:
        found: dict[str, Any] = loop.run_until_complete(agent.parse_message(line))
        return found

    return parse


def _use_quick_adam() -> None:
    """The same arithmetic as the newer class, in one pass over the weights instead of many: half the time without a
    GPU. What was trained with it can only be loaded with it."""
    import tensorflow as tf  # noqa: PLC0415 - seconds to import

    tf.keras.optimizers.Adam = tf.keras.optimizers.legacy.Adam


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train")
    training.add_argument("--config", type=Path, default=_CONFIG)
    training.add_argument("--data", type=Path, default=Path("data/nlu"))
    training.add_argument("--out", type=Path, required=True)
    parsing = commands.add_parser("parse")
    parsing.add_argument("--model", type=Path, required=True)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
