"""The bot learnt with one encoder, for comparison: `python -m bot.encoder_trial < sets > answers`, both JSON.

In: {"sets": {name: [line, …]}}. Out: {"unseen": {"full", "lexical"}, "sets": {name: {"full": [intent, …], "lexical"}}};
`lexical` is what is read when the encoder is down.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from bot.encoder import AS_SET, NeededVectors, encoder_as_set
from bot.learning import LearningSettings, learn
from bot.train import quiet_libraries
from bot.vectors import NoVectors


def main() -> int:
    sets: dict[str, list[str]] = json.load(sys.stdin)["sets"]
    quiet_libraries()
    from rasa.shared.nlu.training_data.loading import load_data  # noqa: PLC0415 - seconds to import

    from bot.intent_classifier import example_of  # noqa: PLC0415 - it imports Rasa

    messages = load_data("data/nlu").intent_examples
    examples = [example_of(message) for message in messages if message.get("text")]
    vectors = NeededVectors(encoder_as_set(AS_SET, "training"))
    understanding = learn(examples, vectors, _settings(Path("config.yml")))
    if understanding.full is None:
        raise RuntimeError("learnt without vectors")
    answers: dict[str, Any] = {
        "unseen": {
            "full": understanding.full.intent.accuracy,
            "lexical": understanding.lexical.intent.accuracy,
        },
        "sets": {
            name: {
                "full": [reading.intent for reading in understanding.read(lines, vectors)],
                "lexical": [reading.intent for reading in understanding.read(lines, NoVectors())],
            }
            for name, lines in sets.items()
        },
    }
    json.dump(answers, sys.stdout)
    return 0


def _settings(config: Path) -> LearningSettings:
    """The strengths of the real pipeline; its thresholds change no answer."""
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    ours = next(one for one in pipeline if one["name"].endswith("LineClassifier"))
    return LearningSettings(strengths=tuple(float(one) for one in ours["strengths"]))


if __name__ == "__main__":
    sys.exit(main())
