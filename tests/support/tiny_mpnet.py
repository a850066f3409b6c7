"""A tiny model of the same form as all-mpnet-base-v2, with a vocabulary of letters. Imports torch."""

from __future__ import annotations

import string
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import MPNetConfig, MPNetModel

WIDTH, HEADS, LAYERS = 24, 4, 2


def write_tiny_mpnet(path: Path) -> Path:
    """Write the model and its tokenizer into a folder, and return it."""
    torch.manual_seed(3)
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *string.ascii_letters, *string.digits, *string.punctuation]
    config = MPNetConfig(
        vocab_size=len(pieces),
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=48,
        layer_norm_eps=1e-5,
        max_position_embeddings=300,
    )
    MPNetModel(config, add_pooling_layer=False).save_pretrained(path)
    tokenizer = Tokenizer(models.WordLevel({piece: i for i, piece in enumerate(pieces)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.Split("", "isolated")]
    )
    tokenizer.save(str(path / "tokenizer.json"))
    return path
