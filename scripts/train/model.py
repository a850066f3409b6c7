"""The reader as a torch model: the body of multilingual-e5-small, a relevance head and a span head.

Owns the network and its losses. Rows are packed: every token stands in one long matrix, and only attention sees rows,
in parts of similar length, so that no product is spent on padding. Knows nothing of where rows come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.encoders.compiling.e5_weights import E5

#: Rows whose attention is computed at once.
_PART = 16
#: What a teacher's word weighs beside the label's.
_TAUGHT = 0.7


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of whole groups, packed: ``ids``, ``places``, ``types`` int64[tokens], rows of ``lengths`` int64[rows] one
    after another. ``group`` numbers the group of a row; ``start`` and ``end`` are token places in their row, 0 for "no
    span", -100 for "not known"; ``label`` is 1.0 where a row answers; ``prior`` is what the cosine adds to the
    relevance in the losses; ``taught`` a teacher's relevance, NaN where none has read the row."""

    ids: Tensor
    places: Tensor
    types: Tensor
    lengths: Tensor
    group: Tensor
    label: Tensor
    start: Tensor
    end: Tensor
    prior: Tensor
    taught: Tensor

    def to(self, device: str) -> Batch:
        """Return the batch on a device."""
        return Batch(*(getattr(self, name).to(device) for name in Batch.__slots__))


class Layer(nn.Module):
    """One layer of a BERT over packed tokens; its parameters are named as in transformers."""

    def __init__(self, width: int, inner: int, heads: int, epsilon: float) -> None:
        super().__init__()
        attention = nn.ModuleDict({n: nn.Linear(width, width) for n in ("query", "key", "value")})
        norm = nn.LayerNorm(width, eps=epsilon)
        output = nn.ModuleDict({"dense": nn.Linear(width, width), "LayerNorm": norm})
        self.attention = nn.ModuleDict({"self": attention, "output": output})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(width, inner)})
        self.output = nn.ModuleDict({"dense": nn.Linear(inner, width), "LayerNorm": nn.LayerNorm(width, eps=epsilon)})
        self.heads = heads

    def forward(self, state: Tensor, rows: Rows, kind: torch.dtype) -> Tensor:
        """float32[tokens, width] to the same; products are computed in ``kind``."""
        own, after = self.attention["self"], self.attention["output"]
        given = state.to(kind)
        parts = [_linear(given, own[name]) for name in ("query", "key", "value")]
        mixed = rows.attended(*parts, heads=self.heads)
        state = after["LayerNorm"](_linear(mixed, after["dense"]).float() + state)
        wide = functional.gelu(_linear(state.to(kind), self.intermediate["dense"]))
        return self.output["LayerNorm"](_linear(wide, self.output["dense"]).float() + state)


def _linear(given: Tensor, layer: nn.Module) -> Tensor:
    return functional.linear(given, layer.weight.to(given.dtype), layer.bias.to(given.dtype))


class Rows:
    """Where rows lie among packed tokens; attention within rows, in parts of similar length."""

    def __init__(self, lengths: Tensor) -> None:
        parts, self.back = attended_parts(lengths)
        self.parts = [
            (where, inside, None if bool(inside.all()) else inside[:, None, None, :]) for where, inside in parts
        ]

    def attended(self, query: Tensor, key: Tensor, value: Tensor, *, heads: int) -> Tensor:
        """Attend within every row: [tokens, width] three times to [tokens, width]."""
        out = []
        for where, inside, mask in self.parts:
            rows, longest = where.shape
            q, k, v = (x[where.flatten()].view(rows, longest, heads, -1).transpose(1, 2) for x in (query, key, value))
            mixed = _attention(q, k, v, mask)
            out.append(mixed.transpose(1, 2).reshape(rows, longest, -1)[inside])
        return torch.cat(out)[self.back]


def attended_parts(lengths: Tensor) -> tuple[list[tuple[Tensor, Tensor]], Tensor]:
    """Divide packed rows into parts of similar length: of each, where its tokens stand among the packed ones,
    int64[rows, longest], and which of these are its own, bool of that shape; and the order that leads back from the
    parts' tokens, one part after another, to the packed ones."""
    first = (lengths.cumsum(0) - lengths).tolist()
    sizes = lengths.tolist()
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    device = lengths.device
    parts = []
    for begin in range(0, len(order), _PART):
        rows = order[begin : begin + _PART]
        step = torch.arange(max(sizes[r] for r in rows), device=device)
        inside = step < torch.tensor([sizes[r] for r in rows], device=device)[:, None]
        where = torch.tensor([first[r] for r in rows], device=device)[:, None] + step
        parts.append((where.masked_fill(~inside, 0), inside))
    return parts, torch.cat([where[inside] for where, inside in parts]).argsort()


def _attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
    """Attend: [rows, heads, length, part] three times to the same."""
    if query.is_cuda or query.dtype == torch.float32:
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    # in bfloat16 on a CPU torch's own takes 3.5 times as long, forward and back
    rows, heads, length, part = query.shape
    bias = query.new_zeros(rows, 1, 1, length) if mask is None else torch.where(mask, 0.0, -1e4).to(query.dtype)
    bias = bias.expand(rows, heads, length, length).reshape(-1, length, length)
    query, key, value = (x.reshape(-1, length, part) for x in (query, key, value))
    weights = torch.baddbmm(bias, query, key.transpose(1, 2), alpha=part**-0.5).softmax(-1)
    return torch.bmm(weights, value).view(rows, heads, length, part)


class Body(nn.Module):
    """The layers of a BERT; the lowest ``frozen`` and the embeddings learn nothing and keep no gradients."""

    def __init__(self, e5: E5, *, layers: tuple[int, ...], frozen: int) -> None:
        super().__init__()
        config = e5.config
        width, epsilon = config["hidden_size"], config["layer_norm_eps"]
        tables = {
            "word_embeddings": nn.Embedding(config["vocab_size"], width),
            "position_embeddings": nn.Embedding(config["max_position_embeddings"], width),
            "token_type_embeddings": nn.Embedding(config["type_vocab_size"], width),
            "LayerNorm": nn.LayerNorm(width, eps=epsilon),
        }
        self.embeddings = nn.ModuleDict(tables)
        made = [Layer(width, config["intermediate_size"], config["num_attention_heads"], epsilon) for _ in layers]
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(made)})
        self.load_state_dict({n: torch.tensor(w) for n, w in kept_layers(e5.weights, layers).items()})
        self.frozen = frozen
        for module in (self.embeddings, *made[:frozen]):
            module.requires_grad_(False)

    def forward(self, batch: Batch, kind: torch.dtype) -> Tensor:
        """Read packed rows: float32[tokens, width]."""
        rows, layers = Rows(batch.lengths), self.encoder["layer"]
        with torch.no_grad():
            tables = self.embeddings
            state = tables["word_embeddings"](batch.ids) + tables["position_embeddings"](batch.places)
            state = tables["LayerNorm"](state + tables["token_type_embeddings"](batch.types))
            for layer in layers[: self.frozen]:
                state = layer(state, rows, kind)
        for layer in layers[self.frozen :]:
            state = layer(state, rows, kind)
        return state


def kept_layers(weights: Mapping[str, object], layers: tuple[int, ...]) -> dict[str, object]:
    """Return the weights of the layers kept, numbered anew, and of all that is not in a layer."""
    out = {name: value for name, value in weights.items() if not name.startswith("encoder.")}
    for new, old in enumerate(layers):
        before = f"encoder.layer.{old}."
        out |= {f"encoder.layer.{new}.{n.removeprefix(before)}": v for n, v in weights.items() if n.startswith(before)}
    return out


class ReaderModel(nn.Module):
    """Rows to (relevance[rows], start[tokens], end[tokens]); the first token of a row says "no span"."""

    def __init__(self, e5: E5, *, layers: tuple[int, ...], frozen: int = 0) -> None:
        super().__init__()
        width = e5.config["hidden_size"]
        self.body = Body(e5, layers=layers, frozen=frozen)
        self.relevance = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Linear(width, 1))
        self.span = nn.Linear(width, 2)

    def forward(self, batch: Batch, kind: torch.dtype = torch.float32) -> tuple[Tensor, Tensor, Tensor]:
        """Read a batch, with the body's products in ``kind``."""
        states = self.body(batch, kind)
        edges = self.span(states)
        return self.relevance(heads_features(states, batch))[:, 0], edges[:, 0], edges[:, 1]


def heads_features(states: Tensor, batch: Batch) -> Tensor:
    """Return what the relevance of every row is told by, float32[rows, 3 x width]: its first token, the mean over its
    sentence, and that mean's product with the mean over the rest."""
    number = torch.arange(len(batch.lengths), device=states.device).repeat_interleave(batch.lengths)
    first = states[batch.lengths.cumsum(0) - batch.lengths]
    sentence = _mean(states, number, batch.types.bool(), len(batch.lengths))
    question = _mean(states, number, ~batch.types.bool(), len(batch.lengths))
    return torch.cat([first, sentence, question * sentence * 4], dim=1)


def _mean(states: Tensor, number: Tensor, chosen: Tensor, rows: int) -> Tensor:
    """Average the chosen tokens of every row: float32[rows, width]."""
    total = states.new_zeros(rows, states.shape[1]).index_add(0, number[chosen], states[chosen])
    return total / torch.bincount(number[chosen], minlength=rows).clamp(min=1)[:, None]


def losses(model: nn.Module, batch: Batch, kind: torch.dtype) -> dict[str, Tensor]:
    """Compute the three losses: listwise against "nothing answers" at logit 0, pointwise, and the span's edges. Where a
    teacher has read a whole group, the targets are mixed of its probabilities and the labels."""
    relevance, start, end = model(batch, kind)
    relevance = relevance + batch.prior
    known = ~batch.taught.isnan()
    taught = batch.taught.nan_to_num()
    target = _listed(torch.where(batch.label > 0, 0.0, -1e4), batch)
    target[:, 0] = torch.where(target[:, 1:].amax(1) < 0, 0.0, -1e4)
    unread = torch.bincount(batch.group, weights=(~known).double())
    share = torch.where(unread > 0, 0.0, _TAUGHT)[:, None]
    target = (1 - share) * target.softmax(1) + share * _listed(taught, batch).softmax(1)
    weight = torch.where(batch.label > 0, 2.0, 0.7)
    mixed = torch.where(known, (1 - _TAUGHT) * batch.label + _TAUGHT * taught.sigmoid(), batch.label)
    point = functional.binary_cross_entropy_with_logits(relevance, mixed, weight=weight)
    span = (_edge_loss(start, batch.start, batch) + _edge_loss(end, batch.end, batch)) / 2
    return {"list": functional.cross_entropy(_listed(relevance, batch), target), "point": point, "span": span}


def _listed(values: Tensor, batch: Batch) -> Tensor:
    """A row a group: 0 for "nothing answers", then its candidates' values, -1e4 where there are no more."""
    size = torch.bincount(batch.group)
    place = torch.arange(len(batch.group), device=size.device) - (size.cumsum(0) - size)[batch.group] + 1
    table = values.new_full((len(size), int(size.max()) + 1), -1e4)
    table = table.index_put((batch.group, place), values)
    return torch.cat([torch.zeros_like(table[:, :1]), table[:, 1:]], dim=1)


def _edge_loss(edge: Tensor, target: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy over each row's first token and the sentence's own, its last token (the end mark) left out."""
    sizes = batch.lengths.tolist()
    rows = nn.utils.rnn.pad_sequence(edge.split(sizes), batch_first=True, padding_value=-1e4)
    types = nn.utils.rnn.pad_sequence(batch.types.split(sizes), batch_first=True)
    step = torch.arange(rows.shape[1], device=rows.device)
    inside = (types > 0) & (step < batch.lengths[:, None] - 1)
    inside[:, 0] = True
    return functional.cross_entropy(rows.masked_fill(~inside, -1e4), target, ignore_index=-100)
