"""The bot learnt with one encoder, for comparison: `python -m bot.encoder_trial < sets > answers`, both JSON.

In: {"sets": {name: [line, …]}}. Out: {"unseen": {"full", "lexical"}, "sets": {name: {"full": [intent, …], "lexical"}}};
`unseen` is the accuracy on training lines left out, `lexical` is what is read when the encoder is down.
"""

import json
import logging
import sys
from typing import Any

from bot.encoder import AS_SET, NeededVectors, encoder_as_set
from bot.learning import LearningSettings, learn
from bot.train import quiet_libraries
from bot.vectors import NoVectors


def main() -> int:
    sets: dict[str, list[str]] = json.load(sys.stdin)["sets"]
    quiet_libraries()
    # That there are no vectors is what is asked for in half of the answers.
    logging.getLogger("bot.understanding").setLevel(logging.ERROR)
    from rasa.shared.nlu.training_data.loading import load_data  # noqa: PLC0415 - seconds to import

    from bot.intent_classifier import example_of  # noqa: PLC0415 - it imports Rasa

    messages = load_data("data/nlu").intent_examples
    examples = [example_of(message) for message in messages if message.get("text")]
    vectors = NeededVectors(encoder_as_set(AS_SET, "training"))
    understanding = learn(examples, vectors, LearningSettings())
    if understanding.full is None:
        raise RuntimeError("learnt without vectors")
    answers: dict[str, Any] = {
        "unseen": {"full": understanding.full.accuracy, "lexical": understanding.lexical.accuracy},
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


if __name__ == "__main__":
    sys.exit(main())
