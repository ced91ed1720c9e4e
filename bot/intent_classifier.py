"""The Rasa component that reads a line: intent with full ranking, fallback, emotion, complaint, signals, degraded."""

import logging
from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder import AS_SET, NONE, UNMARKED, Mark, NeededVectors, TrainedVectors, encoder_as_set
from bot.learning import Example, LearningSettings, learn
from bot.network.network import Network
from bot.parsed import reading_as_json
from bot.signals import SIGNALS
from bot.understanding import ANGRY, ANXIOUS, CALM, MODEL_FILE, Understanding

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LineClassifier(GraphComponent):
    """Wording and sentence vectors into likeness to known lines; see `bot.understanding` for the model itself."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`vectors`: `encoder` (the one that ENCODER_MODEL names) or `none`; `second_opinion`: whether the network is
        asked too; the other keys: see `LearningSettings`.
        """
        return {
            "vectors": AS_SET,
            "second_opinion": False,
            "fallback_below": 0.5,
            "lexical_fallback_below": 0.55,
        }

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn", "joblib"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        if config.get("vectors", AS_SET) not in {AS_SET, NONE}:
            raise InvalidConfigException("LineClassifier: `vectors` must be `encoder` or `none`.")

    def __init__(
        self,
        config: Mapping[str, Any],
        storage: ModelStorage,
        resource: Resource,
        understanding: Understanding | None = None,
        mark: Mark = UNMARKED,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._understanding = understanding
        self._vectors = TrainedVectors(encoder_as_set(config["vectors"], "reading"), mark)
        self._adviser = Network() if config["second_opinion"] else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa passes it by name
    ) -> "LineClassifier":
        return cls({**cls.get_default_config(), **config}, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa passes it by name
        **kwargs: Any,  # noqa: ARG003 - Rasa may pass more
    ) -> "LineClassifier":
        with model_storage.read_from(resource) as folder:
            understanding, mark = Understanding.load(folder / MODEL_FILE), Mark.read(folder)
        return cls({**cls.get_default_config(), **config}, model_storage, resource, understanding, mark)

    def train(self, training_data: TrainingData) -> Resource:
        settings = LearningSettings(
            fallback_below=float(self._config["fallback_below"]),
            lexical_fallback_below=float(self._config["lexical_fallback_below"]),
        )
        examples = [example_of(message) for message in training_data.intent_examples if message.get("text")]
        encoder = encoder_as_set(self._config["vectors"], "training")
        vectors = NeededVectors(encoder) if encoder.is_named else encoder.vectors
        self._understanding = learn(examples, vectors, settings, self._adviser)
        mark = Mark.of(encoder)
        with self._storage.write_to(self._resource) as folder:
            self._understanding.save(folder / MODEL_FILE)
            if mark is not None:
                mark.write(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        if self._understanding is None:
            raise RuntimeError("LineClassifier has not been trained.")
        texts = [message.get("text") or "" for message in messages]
        readings = self._understanding.read(texts, self._vectors, self._adviser)
        for message, reading in zip(messages, readings, strict=True):
            for key, value in reading_as_json(reading).items():
                message.set(key, value, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data


def example_of(message: Message) -> Example:
    labels = (message.get("metadata") or {}).get("example") or {}
    if not isinstance(labels, Mapping):
        raise InvalidConfigException(f"The metadata of “{message.get('text')}” must be a mapping.")
    emotion = labels.get("emotion", CALM)
    if emotion not in {CALM, ANXIOUS, ANGRY}:
        raise InvalidConfigException(f"Unknown emotion “{emotion}” at “{message.get('text')}”.")
    signals = tuple(str(name) for name in labels.get("signals") or ())
    if set(signals) - set(SIGNALS):
        raise InvalidConfigException(f"Unknown signal in {list(signals)} at “{message.get('text')}”.")
    return Example(
        message.get("text"),
        message.get("intent"),
        emotion,
        complaint=bool(labels.get("complaint", False)),
        also=None if labels.get("also") is None else tuple(str(name) for name in labels["also"]),
        signals=signals,
    )
