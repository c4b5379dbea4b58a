"""The intent model and its Rasa component, on a small made-up set: they learn, repeat, store, load and refuse."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from senco import rasa_lite

rasa_lite.prepare()

from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402 - Rasa must be prepared first
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from senco.nlu import intent_model  # noqa: E402
from senco.nlu.calibration import calibration_error, find_temperature, find_threshold, softmax  # noqa: E402
from senco.nlu.embeddings import EmbeddingsError, SentenceEncoder, check_digest, model_folder, sentence_encoder  # noqa: E402
from senco.nlu.fact_extractor import SencoFactExtractor  # noqa: E402
from senco.nlu.intent_classifier import SencoIntentClassifier  # noqa: E402
from senco.nlu.intent_model import IntentModel, IntentModelError, IntentSettings, normalise, train_intents  # noqa: E402
from senco.nlu.topics import question_parts  # noqa: E402

SMALL = {
    "ask_funding": [
        "is it free", "who pays for it", "what does it cost", "can we get funding", "how much is the course",
        "is there a fee", "do i have to pay", "is the price covered",
    ],
    "ask_npq_length": [
        "how long does it take", "how many months is it", "how long is the course", "what is the length of the course",
        "how many hours a week", "is it a year long", "how much time will it take", "how many terms does it last",
    ],
    "ask_deadline": [
        "when do i have to finish", "what is my deadline", "by when must i be done", "when is the last day for me",
        "how long have i got left", "until when can i finish", "what date must i finish by", "when is my time up",
    ],
    "inform": [
        "since september 2022", "none yet", "a primary school", "i started in may", "nothing done", "two years ago",
        "a special school", "i have it already",
    ],
    "out_of_scope": [
        "what is the weather", "tell me a joke", "book me a flight", "how do i bake bread", "who won the football",
        "play some music", "what is two plus two", "where can i buy shoes",
    ],
}  # fmt: skip
SENTENCES = [sentence for sentences in SMALL.values() for sentence in sentences]
INTENTS = [intent for intent, sentences in SMALL.items() for _ in sentences]
ASKED = ["is there any funding", "how long will it be", "when must i be finished", "sing me a song"]
SETTINGS = IntentSettings(folds=2, refused=0.1)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return sentence_encoder()


@pytest.fixture(scope="module")
def model(encoder: SentenceEncoder) -> IntentModel:
    return train_intents(SENTENCES, INTENTS, encoder, SETTINGS)


def test_it_learns(model: IntentModel, encoder: SentenceEncoder) -> None:
    best = model.predict(ASKED, encoder).probabilities.argmax(axis=1)
    assert [model.intents[i] for i in best] == ["ask_funding", "ask_npq_length", "ask_deadline", "out_of_scope"]


def test_trained_twice_it_says_the_same(model: IntentModel, encoder: SentenceEncoder) -> None:
    again = train_intents(SENTENCES, INTENTS, encoder, SETTINGS)
    first, second = model.predict(ASKED, encoder), again.predict(ASKED, encoder)
    np.testing.assert_array_equal(first.probabilities, second.probabilities)
    np.testing.assert_array_equal(first.familiarity, second.familiarity)
    assert model.threshold == again.threshold


def test_stored_and_loaded_it_says_the_same(model: IntentModel, encoder: SentenceEncoder, tmp_path: Path) -> None:
    model.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    first, second = model.predict(ASKED, encoder), loaded.predict(ASKED, encoder)
    np.testing.assert_allclose(first.probabilities, second.probabilities, atol=2e-3)
    assert (first.probabilities.argmax(1) == second.probabilities.argmax(1)).all()
    assert loaded.settings == SETTINGS
    assert {file.suffix for file in tmp_path.iterdir()} == {".json", ".npz"}


def test_a_model_of_another_format_is_refused(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    stored = tmp_path / intent_model.MODEL_FILE
    stored.write_text(stored.read_text().replace('"format": 1', '"format": 99'))
    with pytest.raises(IntentModelError, match="Train again"):
        IntentModel.load(tmp_path)


def test_too_few_examples_name_the_intent(encoder: SentenceEncoder) -> None:
    with pytest.raises(IntentModelError, match="greet has too few"):
        train_intents([*SENTENCES, "hello"], [*INTENTS, "greet"], encoder, SETTINGS)


@pytest.mark.parametrize("said", ["IS IT FREE", "is it free???", "is it free 🙂", "Is it free.", "  is   it free "])
def test_case_punctuation_and_emoji_change_nothing(said: str) -> None:
    assert normalise(said) == "is it free"


def test_what_is_unlike_all_examples_is_unfamiliar(model: IntentModel, encoder: SentenceEncoder) -> None:
    said = model.predict(["is it free of charge", "zxqv blorp 77 wug"], encoder)
    assert said.familiarity[0] > model.threshold > said.familiarity[1]


def test_vectors_of_one_and_of_many_are_the_same(encoder: SentenceEncoder) -> None:
    many = encoder.encode(ASKED)
    np.testing.assert_allclose(many, np.stack([encoder.encode_one(sentence) for sentence in ASKED]), atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(many[:, -384:], axis=1), 1.0, atol=1e-5)


def test_vectors_carry_the_sense(encoder: SentenceEncoder) -> None:
    cost, price, bread = encoder.encode(["what does it cost", "how much must i pay", "how do i bake bread"])[:, -384:]
    assert cost @ price > cost @ bread + 0.2


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    for name in ("tokenizer.json", "model.safetensors"):
        shutil.copy(model_folder() / name, tmp_path / name)
    with (tmp_path / "model.safetensors").open("r+b") as weights:
        weights.seek(-1, 2)
        last = weights.read(1)
        weights.seek(-1, 2)
        weights.write(bytes([last[0] ^ 1]))
    with pytest.raises(EmbeddingsError, match=r"model\.safetensors is not the published file"):
        SentenceEncoder(tmp_path)


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingsError, match="Run make setup"):
        check_digest(tmp_path / "model.safetensors", "0" * 64)


def test_temperature_makes_confidence_true() -> None:
    """Scores three times too sharp come back to what they should be."""
    random = np.random.default_rng(7)
    scores = random.normal(size=(4000, 5))
    truth = np.array([random.choice(5, p=row) for row in softmax(scores)])
    assert find_temperature(scores * 3, truth) == pytest.approx(3, rel=0.1)
    calm = softmax(scores)
    assert calibration_error(calm.max(axis=1), calm.argmax(axis=1) == truth) < 0.03


def test_threshold_refuses_no_more_than_it_may() -> None:
    familiarity = np.arange(100.0)
    taken_out = np.zeros(100, dtype=bool)
    assert (familiarity < find_threshold(familiarity, taken_out, 0.03)).sum() == 3
    taken_out[50:52] = True
    assert (familiarity < find_threshold(familiarity, taken_out, 0.03)).sum() == 1


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (
            "is npq free and how long and when do i have to finish",
            ["is npq free", "how long", "when do i have to finish"],
        ),
        ("senco since 2021, what happens if i miss it", ["what happens if i miss it"]),
        ("who pays?", ["who pays"]),
        ("since september, none yet", []),
    ],
)
def test_questions_of_a_message(said: str, parts: list[str]) -> None:
    assert question_parts(said) == parts


CONTEXT = ExecutionContext(GraphSchema({}), "test")


@pytest.fixture(scope="module")
def component(tmp_path_factory: pytest.TempPathFactory) -> SencoIntentClassifier:
    """The component as Rasa has it: trained, stored, and loaded from the store."""
    storage = LocalModelStorage(tmp_path_factory.mktemp("model"))
    config = SencoIntentClassifier.get_default_config() | {"folds": 2, "refused": 0.1}
    examples = [Message.build(text=s, intent=i) for s, i in zip(SENTENCES, INTENTS, strict=True)]
    resource = Resource("classifier")
    SencoIntentClassifier.create(config, storage, resource, CONTEXT).train(TrainingData(examples))
    return SencoIntentClassifier.load(config, storage, resource, CONTEXT)


def parsed(component: SencoIntentClassifier, text: str, tmp_path: Path) -> dict[str, Any]:
    """What the pipeline hands on about one message."""
    facts = SencoFactExtractor.create({}, LocalModelStorage(tmp_path), Resource("facts"), CONTEXT)
    [message] = component.process(facts.process([Message.build(text=text)]))
    output: dict[str, Any] = message.as_dict(only_output_properties=True)
    return output


def test_the_pipeline_sets_all_that_the_tracker_needs(component: SencoIntentClassifier, tmp_path: Path) -> None:
    output = parsed(component, "senco since sept 22, is it free and how long does it take", tmp_path)
    assert output["topics"] == ["ask_funding", "ask_npq_length"]
    assert output["cues"] == []
    assert {entity["entity"] for entity in output["entities"]} == {"role", "appointed_on"}
    assert output["intent"]["name"] in SMALL
    assert len(output["intent_ranking"]) == len(SMALL)
    assert sum(entry["confidence"] for entry in output["intent_ranking"]) == pytest.approx(1)


def test_the_unfamiliar_falls_back_and_keeps_the_ranking(component: SencoIntentClassifier, tmp_path: Path) -> None:
    output = parsed(component, "zxqv blorp 77 wug", tmp_path)
    assert output["intent"]["name"] == "nlu_fallback"
    assert output["topics"] == []
    assert output["intent_ranking"][0]["name"] in SMALL


@pytest.mark.parametrize("text", ["", "   ", "/ask_funding", '/inform{"nasenco":"none"}', "\x00", "x" * 2000])
def test_odd_messages_do_no_harm(component: SencoIntentClassifier, text: str, tmp_path: Path) -> None:
    output = parsed(component, text, tmp_path)
    assert output["entities"] == []
