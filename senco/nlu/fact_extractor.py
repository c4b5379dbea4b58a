"""The Rasa component around the fact reader: entities with contract values, and cues."""

from __future__ import annotations

import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from senco.clock import today
from senco.nlu.facts import extract_facts
from senco.nlu.reading import FactReading

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SencoFactExtractor(GraphComponent):  # type: ignore[misc]
    """Sets ``entities`` and ``cues`` (docs/architecture.md says which). An unreadable message has none."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],  # noqa: ARG003 - the signature is Rasa's
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> SencoFactExtractor:
        """The component; it learns nothing."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message. A button's payload ("/inform{...}") is Rasa's own to read."""
        for message in messages:
            text = message.get(TEXT) or ""
            reading = FactReading() if text.startswith("/") else self._read(text)
            entities = [
                {
                    ENTITY_ATTRIBUTE_TYPE: fact.entity,
                    ENTITY_ATTRIBUTE_VALUE: fact.value,
                    ENTITY_ATTRIBUTE_START: fact.start,
                    ENTITY_ATTRIBUTE_END: fact.end,
                    EXTRACTOR: type(self).__name__,
                }
                for fact in reading.facts
            ]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)
            message.set("cues", list(reading.cues), add_to_output=True)
        return messages

    @staticmethod
    def _read(text: str) -> FactReading:
        try:
            return extract_facts(text, today())
        except Exception as error:  # noqa: BLE001 - one odd message must not silence the assistant
            # The message itself stays out of the log: it is somebody's own words.
            logger.error("facts could not be read: %s", type(error).__name__)
            return FactReading()
