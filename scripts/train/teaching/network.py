"""The teacher as a torch model: all-mpnet-base-v2 with a low-rank adapter at every matrix, and the reader's heads.

Owns the network; the matrices of the model as it comes learn nothing. Rows are packed as for the reader. Knows nothing
of schedules.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from qa.reader.second_weights import FIRST_PLACE, distance_buckets
from scripts.train.model import Batch, attended_parts, heads_features

_EPSILON = 1e-5


class Adapted(nn.Module):
    """A matrix that stays, and what an adapter of a low rank adds to it: nothing at first."""

    def __init__(self, weight: Tensor, bias: Tensor, *, rank: int, kind: torch.dtype) -> None:
        super().__init__()
        self.register_buffer("weight", weight.to(kind), persistent=False)
        self.register_buffer("bias", bias.to(kind), persistent=False)
        self.down = nn.Parameter(torch.randn(rank, weight.shape[1]) / weight.shape[1] ** 0.5)
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, given: Tensor) -> Tensor:
        """[tokens, wide] to [tokens, high], in the type of what is given."""
        low = functional.linear(given, self.down.to(given.dtype))
        return functional.linear(given, self.weight, self.bias) + functional.linear(low, self.up.to(given.dtype))


class Layer(nn.Module):
    """One layer over packed tokens."""

    def __init__(self, weights: Mapping[str, Tensor], before: str, *, rank: int, kind: torch.dtype) -> None:
        super().__init__()

        def adapted(name: str) -> Adapted:
            return Adapted(weights[f"{before}{name}.weight"], weights[f"{before}{name}.bias"], rank=rank, kind=kind)

        self.q, self.k, self.v, self.o = (adapted(f"attention.attn.{name}") for name in "qkvo")
        self.fi, self.fo = adapted("intermediate.dense"), adapted("output.dense")
        self.n1 = _norm(weights, f"{before}attention.LayerNorm")
        self.n2 = _norm(weights, f"{before}output.LayerNorm")

    def forward(self, state: Tensor, rows: BiasedRows, kind: torch.dtype) -> Tensor:
        """float32[tokens, width] to the same; products are computed in ``kind``."""
        given = state.to(kind)
        mixed = rows.attended(self.q(given), self.k(given), self.v(given))
        state = self.n1(self.o(mixed).float() + state)
        return self.n2(self.fo(functional.gelu(self.fi(state.to(kind)))).float() + state)


def _norm(weights: Mapping[str, Tensor], name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(len(weights[f"{name}.bias"]), eps=_EPSILON)
    norm.load_state_dict({part: weights[f"{name}.{part}"] for part in ("weight", "bias")})
    return norm


class BiasedRows:
    """Attention within packed rows, with a bias for every distance."""

    def __init__(self, lengths: Tensor, bias: Tensor) -> None:
        self.heads = len(bias)
        self.parts, self.back = attended_parts(lengths)
        self.masks = []
        for _, inside in self.parts:
            longest = inside.shape[1]
            mask = torch.where(inside, 0.0, -1e4)[:, None, None, :] + bias[None, :, :longest, :longest]
            self.masks.append(mask.reshape(-1, longest, longest))

    def attended(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Attend within every row: [tokens, width] three times to [tokens, width]."""
        out = []
        for (where, inside), mask in zip(self.parts, self.masks, strict=True):
            count, longest = where.shape
            shape = (count, longest, self.heads, -1)
            q, k, v = (
                x[where.flatten()].view(shape).transpose(1, 2).reshape(count * self.heads, longest, -1)
                for x in (query, key, value)
            )
            weights = torch.baddbmm(mask.to(q.dtype), q, k.transpose(1, 2), alpha=q.shape[-1] ** -0.5).softmax(-1)
            mixed = torch.bmm(weights, v).view(count, self.heads, longest, -1).transpose(1, 2)
            out.append(mixed.reshape(count, longest, -1)[inside])
        return torch.cat(out)[self.back]


class Teacher(nn.Module):
    """Rows to (relevance[rows], start[tokens], end[tokens]), as the reader's model gives them. ``rows`` in ``kind``."""

    def __init__(self, folder: Path, *, rank: int, kind: torch.dtype = torch.bfloat16) -> None:
        """Read the model from a folder of transformers' form; the sizes are those of the weights."""
        super().__init__()
        weights = load_file(folder / "model.safetensors")
        self.kind, self.frozen = kind, 0
        before = "embeddings."
        for name, part in (("words", "word_embeddings"), ("places", "position_embeddings")):
            self.register_buffer(name, weights[f"{before}{part}.weight"], persistent=False)
        self.norm = _norm(weights, f"{before}LayerNorm").requires_grad_(False)
        table = weights["encoder.relative_attention_bias.weight"]
        buckets = torch.from_numpy(distance_buckets())
        self.register_buffer("bias", table[buckets].permute(2, 0, 1).contiguous(), persistent=False)
        layers = len({name.split(".")[2] for name in weights if name.startswith("encoder.layer.")})
        made = [Layer(weights, f"encoder.layer.{number}.", rank=rank, kind=kind) for number in range(layers)]
        self.layers = nn.ModuleList(made)
        width = self.words.shape[1]
        self.relevance = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Linear(width, 1))
        self.span = nn.Linear(width, 2)

    def freeze(self, lowest: int) -> Teacher:
        """Let so many of the lowest layers learn nothing more; return the network. A pair costs a third less."""
        self.frozen = lowest
        self.layers[:lowest].requires_grad_(False)
        return self

    def states(self, batch: Batch) -> Tensor:
        """Read packed rows: float32[tokens, width]."""
        rows = BiasedRows(batch.lengths, self.bias)
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            state = self.norm(self.words[batch.ids] + self.places[batch.places + FIRST_PLACE])
            for layer in self.layers[: self.frozen]:
                state = layer(state, rows, self.kind)
        for layer in self.layers[self.frozen :]:
            state = layer(state, rows, self.kind)
        return state

    def forward(self, batch: Batch, _kind: torch.dtype | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Read a batch. Products are of the matrices' type, whatever the losses ask for."""
        states = self.states(batch)
        edges = self.span(states)
        return self.relevance(heads_features(states, batch))[:, 0], edges[:, 0], edges[:, 1]
