"""The Rasa component around the intent model: intent, ranking, and the topics of a message with several questions."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from senco.nlu.embeddings import sentence_encoder
from senco.nlu.intent_model import IntentModel, IntentSettings, train_intents
from senco.nlu.topics import Guess, find_topics

RANKING_LENGTH = 10
SETTINGS = ("seed", "strength", "sense", "nearest", "folds", "refused", "out_of_scope")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SencoIntentClassifier(GraphComponent):  # type: ignore[misc]
    """Sets ``intent``, ``intent_ranking`` and ``topics``.

    A message that is not familiar enough gets ``nlu_fallback``; the ranking still says what it was nearest to.
    """

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model: IntentModel | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - the signature is Rasa's
    ) -> SencoIntentClassifier:
        """An untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - the signature is Rasa's
        **kwargs: Any,  # noqa: ARG003
    ) -> SencoIntentClassifier:
        """The trained component. Raises what the storage or the model raises: a broken model must not serve."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = IntentModel.load(folder)
        sentence_encoder()
        return component

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings of training; config.yml may change any."""
        defaults = IntentSettings()
        return {name: getattr(defaults, name) for name in SETTINGS}

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be there."""
        return ["sklearn", "onnxruntime", "safetensors", "tokenizers"]

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        settings = IntentSettings(**{name: self._config[name] for name in SETTINGS})
        sentences, intents = [e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples]
        self._model = train_intents(sentences, intents, sentence_encoder(), settings)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge each message. A button's payload ("/ask_funding") is Rasa's own to read."""
        for message in messages:
            text = message.get(TEXT) or ""
            if self._model is not None and text.strip() and not text.startswith("/"):
                self._judge(message, text, self._model)
        return messages

    def _judge(self, message: Message, text: str, model: IntentModel) -> None:
        encoder = sentence_encoder()
        said = model.predict([text], encoder)
        order = (-said.probabilities[0]).argsort(kind="stable")[:RANKING_LENGTH]
        ranking = [{"name": model.intents[i], "confidence": float(said.probabilities[0][i])} for i in order]
        familiar = bool(said.familiarity[0] >= model.threshold)
        intent = (
            ranking[0]
            if familiar
            else {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 1.0 - ranking[0]["confidence"]}
        )
        topics = find_topics(text, Guess(ranking[0]["name"], ranking[0]["confidence"], familiar), model, encoder)
        message.set(INTENT, intent, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set("topics", topics, add_to_output=True)
