"""The network as ONNX: base and adapter made one, weights of eight bits, so that a line takes milliseconds."""

import logging
import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from bot.network.adapter import EMBEDDING_NORM, HEAD, Adapter
from bot.network.base import Base, Floats
from bot.network.pieces import IDS, LONGEST

_OPSET = 17
_POSITIONS = LONGEST + 2
_ANSWERS = "answers"


def write_graph(base: Base, adapter: Adapter, kept: list[int], path: Path) -> None:
    """Write the quantised network; input `ids` (lines of one length, pieces), output `answers` (lines, labels)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415 - a second to import

    logging.getLogger().setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        graph = _Graph(base, adapter, kept)
        onnx.save(graph.model(), str(whole))
        # Products without weights gain nothing by fewer bits.
        exact = graph.names_of("MatMul", without=".w")
        quantize_dynamic(whole, small, per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=exact)
        small.replace(path)


class _Graph:
    def __init__(self, base: Base, adapter: Adapter, kept: list[int]) -> None:
        self._base, self._adapter, self._kept = base, adapter, kept
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def model(self) -> onnx.ModelProto:
        pooled = self._pooled(self._layers(self._embedded()))
        head = self._adapter.tensors
        answers = self._linear(pooled, head[f"{HEAD}.w"], head[f"{HEAD}.b"], "head")
        self._node("Identity", [answers], name=_ANSWERS)
        graph = helper.make_graph(
            self._nodes,
            "heyan",
            [helper.make_tensor_value_info(IDS, TensorProto.INT64, ["lines", "pieces"])],
            [helper.make_tensor_value_info(_ANSWERS, TensorProto.FLOAT, ["lines", self._adapter.labels.count])],
            self._weights,
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=8)

    def names_of(self, kind: str, without: str) -> list[str]:
        """Nodes of a kind of which no input's name ends so."""
        of_kind = [node for node in self._nodes if node.op_type == kind]
        return [node.name for node in of_kind if not any(name.endswith(without) for name in node.input)]

    def _embedded(self) -> str:
        base, width = self._base, self._base.shape.width
        words = base.matrix("emb.word", base.shape.pieces, width, self._kept)
        places = base.plain("emb.pos", _POSITIONS, width) + base.plain("emb.type", 1, width)
        of_words = self._node("Gather", [self._weight("words", words), IDS])
        length = self._node("Gather", [self._node("Shape", [IDS]), self._weight("second", np.array([1]))])
        until = [self._weight("zero", np.array([0])), length, self._weight("rows", np.array([0]))]
        of_places = self._node("Slice", [self._weight("places", places), *until])
        return self._norm(self._node("Add", [of_words, of_places]), EMBEDDING_NORM)

    def _layers(self, states: str) -> str:
        for layer in range(self._base.shape.layers):
            attended = self._attention(states, layer)
            states = self._norm(self._node("Add", [states, attended]), f"l{layer}.aln")
            inner = self._gelu(self._taught(states, layer, "fi"))
            states = self._norm(self._node("Add", [states, self._taught(inner, layer, "fo")]), f"l{layer}.oln")
        return states

    def _attention(self, states: str, layer: int) -> str:
        shape = self._base.shape
        each = shape.width // shape.heads
        matrices = [self._adapter.matrix(self._base, layer, name) for name in "qkv"]
        biases = [self._adapter.tensors[f"l{layer}.{name}.b"] for name in "qkv"]
        # Queries are scaled in their weights, and one product serves all three.
        matrices[0], biases[0] = matrices[0] / math.sqrt(each), biases[0] / math.sqrt(each)
        all_three = self._linear(states, np.concatenate(matrices), np.concatenate(biases), f"l{layer}.qkv")
        split = self._node("Reshape", [all_three, self._weight("split", np.array([0, 0, 3, shape.heads, each]))])
        apart = self._node("Transpose", [split], perm=[2, 0, 3, 1, 4])
        query, key, value = (
            self._node("Gather", [apart, self._weight(f"part{part}", np.array(part))], axis=0) for part in range(3)
        )
        products = self._node("MatMul", [query, self._node("Transpose", [key], perm=[0, 1, 3, 2])])
        shares = self._node("Softmax", [products], axis=-1)
        mixed = self._node("Transpose", [self._node("MatMul", [shares, value])], perm=[0, 2, 1, 3])
        together = self._node("Reshape", [mixed, self._weight("together", np.array([0, 0, shape.width]))])
        return self._taught(together, layer, "ao")

    def _pooled(self, states: str) -> str:
        """The mean over the pieces of the line."""
        return self._node("ReduceMean", [states], axes=[1], keepdims=0)

    def _taught(self, states: str, layer: int, name: str) -> str:
        weights = self._adapter.matrix(self._base, layer, name)
        return self._linear(states, weights, self._adapter.tensors[f"l{layer}.{name}.b"], f"l{layer}.{name}")

    def _linear(self, states: str, weights: Floats, bias: Floats, name: str) -> str:
        product = self._node("MatMul", [states, self._weight(f"{name}.w", np.ascontiguousarray(weights.T))])
        return self._node("Add", [product, self._weight(f"{name}.b", bias)])

    def _norm(self, states: str, name: str) -> str:
        tensors = self._adapter.tensors
        weights = [self._weight(f"{name}.{part}", tensors[f"{name}.{part}"]) for part in "wb"]
        return self._node("LayerNormalization", [states, *weights], axis=-1, epsilon=self._base.shape.epsilon)

    def _gelu(self, states: str) -> str:
        risen = self._node("Erf", [self._node("Div", [states, self._scalar(math.sqrt(2.0))])])
        return self._node(
            "Mul",
            [
                self._node("Mul", [states, self._node("Add", [risen, self._scalar(1.0)])]),
                self._scalar(0.5),
            ],
        )

    def _node(self, kind: str, inputs: list[str], name: str = "", **attributes: object) -> str:
        output = name or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=f"n_{output}", **attributes))
        return output

    def _scalar(self, value: float) -> str:
        return self._weight(f"scalar_{value}", np.array(value, dtype=np.float32))

    def _weight(self, name: str, value: npt.NDArray[Any]) -> str:
        if all(known.name != name for known in self._weights):
            kind = np.float32 if value.dtype.kind == "f" else np.int64
            self._weights.append(numpy_helper.from_array(value.astype(kind), name))
        return name
