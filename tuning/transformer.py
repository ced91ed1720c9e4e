"""The network in torch: the base frozen, beside each of its matrices two thin ones that learn (LoRA)."""

import math
from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.network.adapter import EMBEDDING_NORM, HEAD, MATRICES, NORMS, Adapter
from bot.network.base import Base, Floats
from bot.network.pieces import LONGEST
from bot.opinion import Labels

_RANK = 16
_DROPOUT = 0.1
# The mean of all states is small; the head learns faster from a larger one.
_LOUDER = 3.0


class Taught(nn.Module):
    """A frozen matrix of the base and what is learnt beside it."""

    def __init__(self, weights: Floats, bias: Floats) -> None:
        super().__init__()
        rows, columns = weights.shape
        self.frozen = nn.Parameter(torch.tensor(weights), requires_grad=False)
        self.bias = nn.Parameter(torch.tensor(bias))
        self.down = nn.Parameter(torch.randn(_RANK, columns) / math.sqrt(columns))
        self.up = nn.Parameter(torch.zeros(rows, _RANK))

    def forward(self, states: Tensor) -> Tensor:
        plain = functional.linear(states, self.frozen, self.bias)
        return plain + functional.linear(functional.linear(states, self.down), self.up)


class Layer(nn.Module):
    """Attention, then the inner layer, each added to what came in and normalised."""

    def __init__(self, base: Base, number: int) -> None:
        super().__init__()
        self._heads = base.shape.heads
        self.taught = nn.ModuleDict({name: _taught(base, number, name) for name in MATRICES})
        self.norms = nn.ModuleDict({name: _norm(base, f"l{number}.{name}") for name in NORMS})
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        lines, pieces, width = states.shape
        query, key, value = (
            self.taught[name](states).view(lines, pieces, self._heads, -1).transpose(1, 2) for name in "qkv"
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        attended = self.taught["ao"](mixed.transpose(1, 2).reshape(lines, pieces, width))
        states = self.norms["aln"](states + self.drop(attended))
        inner = self.taught["fo"](functional.gelu(self.taught["fi"](states)))
        return cast("Tensor", self.norms["oln"](states + self.drop(inner)))


class Transformer(nn.Module):
    """From rows of kept pieces to one logit for each label."""

    def __init__(self, base: Base, kept: list[int], labels: Labels) -> None:
        super().__init__()
        shape = base.shape
        words = base.matrix("emb.word", shape.pieces, shape.width, kept)
        places = base.plain("emb.pos", LONGEST + 2, shape.width) + base.plain("emb.type", 1, shape.width)
        self.words = nn.Parameter(torch.tensor(words), requires_grad=False)
        self.places = nn.Parameter(torch.tensor(places), requires_grad=False)
        self.norm = _norm(base, EMBEDDING_NORM)
        self.layers = nn.ModuleList(Layer(base, number) for number in range(shape.layers))
        self.drop = nn.Dropout(_DROPOUT)
        self.head = nn.Linear(shape.width, labels.count)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """`ids`, `mask`: shape (lines, pieces)."""
        states = self.norm(self.words[ids] + self.places[: ids.shape[1]])
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :])
        counted = mask[..., None].float()
        mean = (states * counted).sum(dim=1) / counted.sum(dim=1)
        return cast("Tensor", self.head(self.drop(mean) * _LOUDER))

    def adapter(self, labels: Labels, pieces: list[int], blind: Mapping[int, Floats]) -> Adapter:
        """What was learnt; `pieces`: numbers of the base pieces seen, `blind`: as in `Adapter`."""
        tensors = {f"{HEAD}.w": self.head.weight * _LOUDER, f"{HEAD}.b": self.head.bias}
        tensors |= _of_norm(EMBEDDING_NORM, self.norm)
        for number, layer in enumerate(self.layers):
            one = cast("Layer", layer)
            for name in NORMS:
                tensors |= _of_norm(f"l{number}.{name}", cast("nn.LayerNorm", one.norms[name]))
            for name in MATRICES:
                taught, key = cast("Taught", one.taught[name]), f"l{number}.{name}"
                tensors |= {f"{key}.up": taught.up, f"{key}.down": taught.down, f"{key}.b": taught.bias}
        return Adapter(labels, pieces, {name: tensor.detach().numpy() for name, tensor in tensors.items()}, blind)


def _taught(base: Base, layer: int, name: str) -> Taught:
    width, inner = base.shape.width, base.shape.inner
    rows, columns = {"fi": (inner, width), "fo": (width, inner)}.get(name, (width, width))
    key = f"l{layer}.{name}"
    return Taught(base.matrix(f"{key}.w", rows, columns), base.plain(f"{key}.b", rows))


def _norm(base: Base, name: str) -> nn.LayerNorm:
    width = base.shape.width
    norm = nn.LayerNorm(width, eps=base.shape.epsilon)
    norm.weight.data = torch.tensor(base.plain(f"{name}.w", width))
    norm.bias.data = torch.tensor(base.plain(f"{name}.b", width))
    return norm


def _of_norm(name: str, norm: nn.LayerNorm) -> dict[str, Tensor]:
    return {f"{name}.w": norm.weight, f"{name}.b": norm.bias}
