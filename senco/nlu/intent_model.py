"""The intent model: a logistic regression over the words, the letters and the sense of a sentence.

To its scores comes the likeness to the nearest known sentence of each intent, which helps with rare wordings.
Whether a sentence is one of ours at all is a second number, familiarity. Knows nothing of Rasa. Trained twice
on the same sentences it gives the same predictions.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from senco.nlu.calibration import find_temperature, find_threshold, softmax
from senco.nlu.embeddings import SentenceEncoder
from senco.nlu.onnx_graph import WIDTH
from senco.nlu.speller import Speller

FORMAT = 1
MODEL_FILE, ARRAYS_FILE = "intent_model.json", "intent_model.npz"
ANALYSERS: dict[str, dict[str, Any]] = {
    "words": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"\w+"},
    "letters": {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
}
MAX_ITERATIONS = 200
TOLERANCE = 1e-3
COURTESIES = frozenset("hi hello hey hiya there good morning afternoon evening please pls thanks thx cheers ta".split())
NEARNESS = 3.0
"""Weight of the nearest known sentence in familiarity, beside the log of the likeliest probability."""


class IntentModelError(ValueError):
    """A stored model cannot be used, or there is too little to learn from; the message says what to do."""


@dataclass(frozen=True)
class IntentSettings:
    """How to train.

    ``strength`` is scikit-learn's C; ``sense`` the weight of the sentence vector beside the TF-IDF parts, ``nearest``
    of the likeness to known sentences; ``refused`` the share of in-scope messages that the threshold may refuse.
    """

    seed: int = 20261121
    strength: float = 3.0
    sense: float = 1.4
    nearest: float = 6.0
    folds: int = 3
    refused: float = 0.02
    out_of_scope: str = "out_of_scope"


@dataclass(frozen=True)
class Neighbours:
    """The last-layer vectors of all training sentences, by intent; number i begins at row ``starts[i]``."""

    vectors: NDArray[np.float32]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, vectors: NDArray[np.float32], truth: NDArray[np.int64]) -> Neighbours:
        """Sort ``vectors`` by the number of their intent; every number from 0 up must occur."""
        order = np.argsort(truth, kind="stable")
        starts = np.searchsorted(truth[order], np.arange(truth.max() + 1))
        return cls(vectors[order, -WIDTH:], starts)

    def likeness(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each row the cosine to the nearest sentence of each intent."""
        cosines = vectors[:, -WIDTH:] @ self.vectors.T
        nearest: NDArray[np.float32] = np.maximum.reduceat(cosines, self.starts, axis=1)
        return nearest


@dataclass(frozen=True)
class Prediction:
    """What the model says of some sentences, one row each.

    ``probabilities`` are calibrated, one column an intent. ``familiarity`` is high for a sentence like those
    that were learnt, whatever its intent.
    """

    probabilities: NDArray[np.float64]
    familiarity: NDArray[np.float64]


@dataclass(frozen=True)
class IntentModel:
    """A trained model. A sentence less familiar than ``threshold`` is not ours to answer."""

    intents: tuple[str, ...]
    vectorisers: dict[str, TfidfVectorizer]
    weights: NDArray[np.float32]  # one row a feature, one column an intent
    bias: NDArray[np.float64]
    neighbours: Neighbours
    temperature: float
    threshold: float
    settings: IntentSettings
    _made: dict[str, Speller] = field(default_factory=dict, compare=False, repr=False)

    def predict(self, sentences: Sequence[str], encoder: SentenceEncoder) -> Prediction:
        """Judge some sentences."""
        speller = self._speller(encoder)
        plain = [speller.mend(normalise(sentence)) for sentence in sentences]
        vectors = np.stack([encoder.encode_one(sentence) for sentence in plain])
        features = _features(self.vectorisers, plain, vectors, self.settings.sense)
        likeness = self.neighbours.likeness(vectors)
        scores = features @ self.weights + self.bias + self.settings.nearest * likeness
        inside = np.array([intent != self.settings.out_of_scope for intent in self.intents])
        return Prediction(softmax(scores / self.temperature), _familiarity(scores, likeness, inside))

    def _speller(self, encoder: SentenceEncoder) -> Speller:
        if "speller" not in self._made:
            words = self.vectorisers["words"]
            rarity = dict(zip(_terms(words), words.idf_, strict=True))
            known = {term: float(idf) for term, idf in rarity.items() if " " not in term}
            self._made["speller"] = Speller(known, encoder.knows)
        return self._made["speller"]

    def save(self, folder: Path) -> None:
        """Write JSON and plain arrays: nothing that could run when it is read."""
        terms = {name: _terms(vectoriser) for name, vectoriser in self.vectorisers.items()}
        described = {
            "format": FORMAT,
            "intents": self.intents,
            "temperature": self.temperature,
            "threshold": self.threshold,
            "settings": asdict(self.settings),
            "terms": terms,
        }
        (folder / MODEL_FILE).write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
        inverse = {f"idf_{name}": vectoriser.idf_ for name, vectoriser in self.vectorisers.items()}
        np.savez(folder / ARRAYS_FILE, weights=self.weights, bias=self.bias, **inverse, **self._known())

    def _known(self) -> dict[str, NDArray[Any]]:
        return {"known": self.neighbours.vectors.astype(np.float16), "starts": self.neighbours.starts}

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what ``save`` wrote. Raises IntentModelError when it is of another format."""
        described = json.loads((folder / MODEL_FILE).read_text(encoding="utf-8"))
        if described["format"] != FORMAT:
            raise IntentModelError("The trained model is of another version. Train again: make train.")
        with np.load(folder / ARRAYS_FILE, allow_pickle=False) as arrays:
            vectorisers = {
                name: _restored(name, terms, arrays[f"idf_{name}"]) for name, terms in described["terms"].items()
            }
            weights, bias = arrays["weights"], arrays["bias"]
            neighbours = Neighbours(arrays["known"].astype(np.float32), arrays["starts"])
        return cls(
            tuple(described["intents"]),
            vectorisers,
            weights,
            bias,
            neighbours,
            described["temperature"],
            described["threshold"],
            IntentSettings(**described["settings"]),
        )


def train_intents(
    sentences: Sequence[str], intents: Sequence[str], encoder: SentenceEncoder, settings: IntentSettings
) -> IntentModel:
    """Fit on all sentences; temperature and threshold come from cross-validated scores.

    Raises IntentModelError when an intent has fewer sentences than there are folds.
    """
    labels = np.array(intents)
    names, counts = np.unique(labels, return_counts=True)
    if len(names) < 2 or counts.min() < settings.folds:
        rarest = names[counts.argmin()] if len(names) else "none"
        raise IntentModelError(f"Every intent needs {settings.folds} examples; {rarest} has too few.")
    plain = [normalise(sentence) for sentence in sentences]
    vectors = encoder.encode(plain)
    truth = np.searchsorted(names, labels)
    scores, likeness = _held_out(plain, vectors, truth, settings)
    temperature = find_temperature(scores, truth)
    inside = names != settings.out_of_scope
    familiarity = _familiarity(scores, likeness, inside)
    threshold = find_threshold(
        familiarity[inside[truth]], ~inside[scores.argmax(axis=1)][inside[truth]], settings.refused
    )
    vectorisers = _fit_vectorisers(plain)
    weights, bias = _fit(_features(vectorisers, plain, vectors, settings.sense), truth, settings)
    return IntentModel(
        intents=tuple(names.tolist()),
        vectorisers=vectorisers,
        weights=np.ascontiguousarray(weights, dtype=np.float32),
        bias=bias,
        neighbours=Neighbours.of(vectors, truth),
        temperature=temperature,
        threshold=threshold,
        settings=settings,
    )


def normalise(sentence: str) -> str:
    """Lower case, letters and digits only, no courtesies around it: how a thing is said changes no intent."""
    folded = unicodedata.normalize("NFKC", sentence).lower()
    spaced = "".join(char if char.isalnum() else "" if char in "'’‘`" else " " for char in folded)
    words = spaced.split()
    first = next((i for i, word in enumerate(words) if word not in COURTESIES), 0)
    last = next((i for i in range(len(words), first, -1) if words[i - 1] not in COURTESIES), len(words))
    return " ".join(words[first:last])


def _held_out(
    plain: Sequence[str], vectors: NDArray[np.float32], truth: NDArray[np.int64], settings: IntentSettings
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """The scores and likenesses that every sentence gets from a model that did not see it."""
    scores = np.zeros((len(plain), truth.max() + 1))
    likeness = np.zeros(scores.shape, dtype=np.float32)
    folds = StratifiedKFold(settings.folds, shuffle=True, random_state=settings.seed)
    for seen, unseen in folds.split(plain, truth):
        vectorisers = _fit_vectorisers([plain[i] for i in seen])
        features = _features(vectorisers, [plain[i] for i in seen], vectors[seen], settings.sense)
        weights, bias = _fit(features, truth[seen], settings)
        rows = _features(vectorisers, [plain[i] for i in unseen], vectors[unseen], settings.sense)
        likeness[unseen] = Neighbours.of(vectors[seen], truth[seen]).likeness(vectors[unseen])
        scores[unseen] = rows @ weights + bias + settings.nearest * likeness[unseen]
    return scores, likeness


def _familiarity(
    scores: NDArray[np.float64], likeness: NDArray[np.float32], inside: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """How decided the scores are, and how near the nearest sentence that is ours."""
    decided = np.log(softmax(scores).max(axis=1))
    nearest = likeness[:, inside].max(axis=1)
    familiarity: NDArray[np.float64] = decided + NEARNESS * nearest
    return familiarity


def _fit_vectorisers(plain: Sequence[str]) -> dict[str, TfidfVectorizer]:
    return {
        name: TfidfVectorizer(sublinear_tf=True, lowercase=False, **options).fit(plain)
        for name, options in ANALYSERS.items()
    }


def _features(
    vectorisers: dict[str, TfidfVectorizer], plain: Sequence[str], vectors: NDArray[np.float32], sense: float
) -> sparse.csr_matrix:
    parts = [vectoriser.transform(plain) for vectoriser in vectorisers.values()]
    return sparse.hstack([*parts, sparse.csr_matrix(vectors * sense)], format="csr", dtype=np.float32)


def _fit(
    features: sparse.csr_matrix, labels: NDArray[Any], settings: IntentSettings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    model = LogisticRegression(
        C=settings.strength, max_iter=MAX_ITERATIONS, tol=TOLERANCE, random_state=settings.seed
    ).fit(features, labels)
    if len(model.classes_) > 2:
        return model.coef_.T, model.intercept_
    # Of two classes scikit-learn keeps one row: the log-odds of the second.
    return np.vstack([-model.coef_, model.coef_]).T / 2, np.array([-model.intercept_[0], model.intercept_[0]]) / 2


def _terms(vectoriser: TfidfVectorizer) -> list[str]:
    vocabulary: dict[str, int] = vectoriser.vocabulary_
    return sorted(vocabulary, key=vocabulary.__getitem__)


def _restored(name: str, terms: list[str], inverse: NDArray[np.float64]) -> TfidfVectorizer:
    vectoriser = TfidfVectorizer(sublinear_tf=True, lowercase=False, vocabulary=terms, **ANALYSERS[name])
    vectoriser.idf_ = inverse
    return vectoriser
