"""The Rasa component that finds entities by rule: numbers, people, addresses, products."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.finding import CATALOGUE_FILE, find_entities
from bot.products import Catalogue


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class RuleEntities(GraphComponent):
    """Trainable only so that the catalogue becomes part of the model: a model needs no file beside it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"products": "data/shop/products.yml"}

    def __init__(
        self, config: Mapping[str, Any], storage: ModelStorage, resource: Resource, catalogue: Catalogue | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._catalogue = catalogue or Catalogue(())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa passes it by name
    ) -> "RuleEntities":
        return cls({**cls.get_default_config(), **config}, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa passes it by name
        **kwargs: Any,  # noqa: ARG003 - Rasa may pass more
    ) -> "RuleEntities":
        with model_storage.read_from(resource) as folder:
            catalogue = Catalogue.from_json(json.loads((folder / CATALOGUE_FILE).read_text(encoding="utf-8")))
        return cls({**cls.get_default_config(), **config}, model_storage, resource, catalogue)

    def train(self, training_data: TrainingData) -> Resource:  # noqa: ARG002 - the rules learn nothing from lines
        self._catalogue = Catalogue.read(Path(self._config["products"]))
        with self._storage.write_to(self._resource) as folder:
            (folder / CATALOGUE_FILE).write_text(json.dumps(self._catalogue.as_json()), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = find_entities(message.get("text") or "", self._catalogue)
            entities = [{**entity, "extractor": type(self).__name__} for entity in found]
            message.set("entities", [*message.get("entities", []), *entities], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data
