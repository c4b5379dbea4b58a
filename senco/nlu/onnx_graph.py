"""Writes the six transformer layers of MiniLM as an ONNX graph, so that onnxruntime can run the published weights.

Only what that one graph needs of the ONNX format is here: a model is protocol-buffer messages, a message is
numbered fields (https://onnx.ai/onnx/repo-docs/IR.html, onnx.proto of IR version 8, operator set 17).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Weights = Mapping[str, Array]

LAYERS = 6
HEADS = 12
HEAD_SIZE = 32
WIDTH = HEADS * HEAD_SIZE
TAPPED = (3, 5)
"""The layers, counted from 0, whose means make the vector of a sentence; the last is the model's own."""
EPSILON = 1e-12
"""Of every layer normalisation, from the model's own config.json."""

IR_VERSION, OPERATOR_SET = 8, 17
FLOAT, INT64 = 1, 7
ATTRIBUTE_FLOAT, ATTRIBUTE_INT, ATTRIBUTE_INTS = 1, 2, 7
INPUT, OUTPUT = "token_vectors", "sentence_vectors"


def sentence_graph(weights: Weights) -> bytes:
    """The ONNX model: token vectors (batch, tokens, 384) in, their means after two layers (batch, 768) out.

    The fourth layer keeps more of the words than the sixth, which was trained to give their sense; together
    they part near intents better than either (docs/adr/0003-embeddings-runtime.md). Every sentence of a batch
    must have the same number of tokens: there is no padding and so no mask.
    """
    graph = _Graph()
    hidden = graph.layer_norm(INPUT, weights, "embeddings.LayerNorm")
    means: list[str] = []
    for number in range(LAYERS):
        hidden = _layer(graph, hidden, weights, f"encoder.layer.{number}.")
        if number in TAPPED:
            means.append(graph.node("ReduceMean", [hidden], axes=[1], keepdims=0))
    graph.node("Concat", means, OUTPUT, axis=1)
    return graph.model()


def _layer(graph: _Graph, hidden: str, weights: Weights, name: str) -> str:
    attended = _attention(graph, hidden, weights, name + "attention.")
    hidden = graph.layer_norm(graph.add(hidden, attended), weights, name + "attention.output.LayerNorm")
    inner = _gelu(graph, graph.dense(hidden, weights, name + "intermediate.dense"))
    outer = graph.dense(inner, weights, name + "output.dense")
    return graph.layer_norm(graph.add(hidden, outer), weights, name + "output.LayerNorm")


def _attention(graph: _Graph, hidden: str, weights: Weights, name: str) -> str:
    split = graph.constant(np.array([0, -1, HEADS, HEAD_SIZE], dtype=np.int64))
    query, key, value = (
        graph.node("Reshape", [graph.dense(hidden, weights, f"{name}self.{part}"), split])
        for part in ("query", "key", "value")
    )
    query = graph.node("Transpose", [query], perm=[0, 2, 1, 3])
    key = graph.node("Transpose", [key], perm=[0, 2, 3, 1])
    value = graph.node("Transpose", [value], perm=[0, 2, 1, 3])
    scale = graph.constant(np.array([HEAD_SIZE**-0.5], dtype=np.float32))
    scores = graph.node("Mul", [graph.node("MatMul", [query, key]), scale])
    mixed = graph.node("MatMul", [graph.node("Softmax", [scores], axis=3), value])
    joined = graph.node("Transpose", [mixed], perm=[0, 2, 1, 3])
    flat = graph.node("Reshape", [joined, graph.constant(np.array([0, -1, WIDTH], dtype=np.int64))])
    return graph.dense(flat, weights, name + "output.dense")


def _gelu(graph: _Graph, hidden: str) -> str:
    one, half, root = (graph.constant(np.array([x], dtype=np.float32)) for x in (1.0, 0.5, 2**-0.5))
    curve = graph.add(graph.node("Erf", [graph.node("Mul", [hidden, root])]), one)
    return graph.node("Mul", [graph.node("Mul", [hidden, curve]), half])


class _Graph:
    """Nodes and constants, named as they come."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []

    def node(self, operator: str, inputs: list[str], output: str = "", **attributes: int | float | list[int]) -> str:
        """Add one operator; the name of its output."""
        output = output or f"n{len(self._nodes)}"
        parts = [_field(1, name) for name in inputs] + [_field(2, output), _field(4, operator)]
        parts += [_field(5, _attribute(name, value)) for name, value in attributes.items()]
        self._nodes.append(b"".join(parts))
        return output

    def constant(self, values: NDArray[np.float32] | NDArray[np.int64]) -> str:
        """Add a fixed tensor; its name."""
        name = f"c{len(self._constants)}"
        kind = INT64 if values.dtype == np.int64 else FLOAT
        shape = b"".join(_field(1, size) for size in values.shape)
        raw = np.ascontiguousarray(values).tobytes()
        self._constants.append(shape + _field(2, kind) + _field(8, name) + _field(9, raw))
        return name

    def add(self, left: str, right: str) -> str:
        """The sum of two tensors."""
        return self.node("Add", [left, right])

    def dense(self, hidden: str, weights: Weights, name: str) -> str:
        """A fully connected layer."""
        product = self.node("MatMul", [hidden, self.constant(weights[name + ".weight"].T)])
        return self.add(product, self.constant(weights[name + ".bias"]))

    def layer_norm(self, hidden: str, weights: Weights, name: str) -> str:
        """Layer normalisation over the last axis."""
        scale, bias = (self.constant(weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.node("LayerNormalization", [hidden, scale, bias], axis=-1, epsilon=EPSILON)

    def model(self) -> bytes:
        """All of it as the bytes of a ModelProto."""
        graph = b"".join(_field(1, node) for node in self._nodes) + _field(2, "minilm")
        graph += b"".join(_field(5, constant) for constant in self._constants)
        graph += _field(11, _value(INPUT, ["batch", "tokens", WIDTH])) + _field(
            12, _value(OUTPUT, ["batch", WIDTH * len(TAPPED)])
        )
        return _field(1, IR_VERSION) + _field(7, graph) + _field(8, _field(2, OPERATOR_SET))


def _value(name: str, shape: list[int | str]) -> bytes:
    sizes = b"".join(_field(1, _field(2, size) if isinstance(size, str) else _field(1, size)) for size in shape)
    tensor = _field(1, FLOAT) + _field(2, sizes)
    return _field(1, name) + _field(2, _field(1, tensor))


def _attribute(name: str, value: int | float | list[int]) -> bytes:
    if isinstance(value, float):
        return _field(1, name) + _key(2, 5) + np.float32(value).tobytes() + _field(20, ATTRIBUTE_FLOAT)
    if isinstance(value, int):
        return _field(1, name) + _field(3, value) + _field(20, ATTRIBUTE_INT)
    return _field(1, name) + b"".join(_field(8, item) for item in value) + _field(20, ATTRIBUTE_INTS)


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _key(number, 0) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _key(number, 2) + _varint(len(data)) + data


def _key(number: int, wire_type: int) -> bytes:
    return _varint(number << 3 | wire_type)


def _varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)
