"""The reader as a torch model: MiniLM's body, fewer layers, a relevance head and a span head.

Owns the network and how groups become tensors. Knows nothing of where groups come from or how they are scheduled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from qa.reader.inputs import Budget, Row, context_ids, rows
from scripts.reader_mining import body_folder

WIDTH = 384
# Sentences are ranked by the reader together with retrieval, so it is trained to say what the cosine does not.
PRIOR_WEIGHT, PRIOR_CENTRE = 8.0, 0.5


class ReaderModel(nn.Module):
    """(ids, mask, types) -> (relevance[n], start[n, t], end[n, t]); position 0 of start and end says "no span"."""

    def __init__(self, *, layers: tuple[int, ...]) -> None:
        super().__init__()
        body = BertModel.from_pretrained(body_folder(), attn_implementation="sdpa", add_pooling_layer=False)
        body.encoder.layer = nn.ModuleList([body.encoder.layer[i] for i in layers])
        body.config.num_hidden_layers = len(layers)
        body.embeddings.word_embeddings.weight.requires_grad = False
        self.body = body
        self.relevance = nn.Sequential(nn.Linear(3 * WIDTH, WIDTH), nn.GELU(), nn.Linear(WIDTH, 1))
        self.span = nn.Linear(WIDTH, 2)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Read a batch of rows."""
        states = self.body(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        first = states[:, 0]
        sentence = _mean(states, types)
        question = _mean(states, mask - types)
        # question * sentence starts as the bi-encoder's own notion of nearness, CLS learns what else counts
        features = torch.cat([first, sentence, question * sentence * 4], dim=1)
        # three dimensions, so that it is exported as a product of matrices, which can be quantised
        relevance = self.relevance(features[:, None])[:, 0, 0]
        edges = self.span(states)
        return relevance, edges[:, :, 0], edges[:, :, 1]


def _mean(states: Tensor, weight: Tensor) -> Tensor:
    w = weight.unsqueeze(-1).to(states.dtype)
    return (states * w).sum(1) / w.sum(1)


def config_of(layers: int) -> BertConfig:
    """Return the body's configuration with that many layers."""
    return BertConfig.from_pretrained(body_folder(), num_hidden_layers=layers)


@dataclass(slots=True)
class Batch:
    """Padded rows of whole groups. ``group`` numbers the group of a row; ``start`` and ``end`` are token positions,
    0 for "no span", -100 for "unknown"; ``prior`` is what the cosine adds to the relevance."""

    ids: Tensor
    mask: Tensor
    types: Tensor
    group: Tensor
    label: Tensor
    start: Tensor
    end: Tensor
    prior: Tensor


class Layout:
    """Turns groups into rows of ids, remembering texts already tokenised."""

    def __init__(self, budget: Budget) -> None:
        self.tokenizer = Tokenizer.from_file(str(body_folder() / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.budget = budget

    def ids(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Tokenise without special tokens: ids and (start, end) of each in the text."""
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    def row(self, question: list[int], candidate: list[Any]) -> tuple[Row, int, int]:
        """Lay out a candidate of a group: its first window, and the answer's first and last token in it."""
        text, title, section, previous, label, begin, stop = candidate[:7]
        sentence, offsets = self.ids(text)
        parts = [self.ids(f"{part}.")[0] if part else [] for part in (title, section)]
        context = context_ids(*parts, previous=self.ids(previous)[0] if previous else [], budget=self.budget)
        row = rows(question, sentence, context=context, budget=self.budget)[0]
        inside = [i for i, (s, e) in enumerate(offsets[: row.length]) if s < stop and e > begin] if begin >= 0 else []
        if not label:
            return row, 0, 0
        return (row, row.begin + inside[0], row.begin + inside[-1]) if inside else (row, -100, -100)

    def batch(self, groups: list[dict[str, Any]]) -> Batch:
        """Pad the rows of whole groups into one batch."""
        laid, number, label, cosine = [], [], [], []
        for i, group in enumerate(groups):
            question = self.ids(group["q"])[0]
            for candidate in group["c"]:
                laid.append(self.row(question, candidate))
                number.append(i)
                label.append(float(candidate[4]))
                cosine.append(float(candidate[7]))
        width = max(len(row.ids) for row, _, _ in laid)
        ids = torch.zeros(len(laid), width, dtype=torch.long)
        mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
        for i, (row, _, _) in enumerate(laid):
            ids[i, : len(row.ids)] = torch.tensor(row.ids)
            mask[i, : len(row.ids)] = 1
            types[i, : len(row.ids)] = torch.tensor(row.types())
        edges = torch.tensor([(s, e) for _, s, e in laid])
        prior = PRIOR_WEIGHT * (torch.tensor(cosine) - PRIOR_CENTRE)
        return Batch(ids, mask, types, torch.tensor(number), torch.tensor(label), edges[:, 0], edges[:, 1], prior)


def read_in_parts(model: ReaderModel, batch: Batch, *, parts: int = 6) -> tuple[Tensor, Tensor, Tensor]:
    """Read a batch in parts of similar length: two fifths of a batch of whole groups would otherwise be padding."""
    width, lengths = batch.ids.shape[1], batch.mask.sum(1)
    order = lengths.argsort()
    found = []
    for chosen in order.chunk(parts):
        own = int(lengths[chosen].max())
        relevance, start, end = model(*(x[chosen, :own] for x in (batch.ids, batch.mask, batch.types)))
        found.append([relevance, *(nn.functional.pad(x, (0, width - own)) for x in (start, end))])
    back = order.argsort()
    relevance, start, end = (torch.cat(same)[back] for same in zip(*found, strict=True))
    return relevance, start, end


def losses(model: ReaderModel, batch: Batch) -> dict[str, Tensor]:
    """Compute the three losses: listwise against "nothing answers" at logit 0, pointwise, and the span's edges."""
    relevance, start, end = read_in_parts(model, batch)
    relevance, groups = relevance.float() + batch.prior, int(batch.group.max()) + 1
    size = torch.bincount(batch.group, minlength=groups)
    place = torch.arange(len(batch.group), device=size.device) - (size.cumsum(0) - size)[batch.group] + 1
    table = relevance.new_full((groups, int(size.max()) + 1), -1e4)
    table = table.index_put((batch.group, place), relevance)
    table = torch.cat([torch.zeros_like(table[:, :1]), table[:, 1:]], dim=1)
    target = torch.zeros_like(size)
    answering = batch.label > 0
    target[batch.group[answering]] = place[answering]
    weight = torch.where(answering, 2.0, 0.7)
    point = nn.functional.binary_cross_entropy_with_logits(relevance, batch.label, weight=weight)
    outside = (batch.types == 0) | (
        torch.arange(batch.ids.shape[1], device=size.device) == (batch.mask.sum(1) - 1).unsqueeze(1)
    )
    outside[:, 0] = False
    edges = [x.float().masked_fill(outside, -1e4) for x in (start, end)]
    span = sum(
        nn.functional.cross_entropy(x, t, ignore_index=-100)
        for x, t in zip(edges, (batch.start, batch.end), strict=True)
    )
    return {"list": nn.functional.cross_entropy(table, target), "point": point, "span": torch.as_tensor(span) / 2}
