"""The default model as sentence-transformers runs it: the same weights in fp32, to compare with.

Owns writing that folder, of half a gigabyte, once.
"""

from __future__ import annotations

import json
from pathlib import Path

from index.encoders.compiling.e5_weights import QUESTION_PROMPT, SENTENCE_PROMPT, read_e5

_MODULES = (
    ("0", "", "sentence_transformers.models.Transformer"),
    ("1", "1_Pooling", "sentence_transformers.models.Pooling"),
    ("2", "2_Normalize", "sentence_transformers.models.Normalize"),
)


def same_weights(folder: Path) -> Path:
    """Write the model unless it is there, and return its folder."""
    if (folder / "modules.json").is_file():
        return folder
    # Here, not at the top: these two take seconds to load, and who only compares two rows needs neither.
    import torch
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    e5 = read_e5()
    model = BertModel(BertConfig(**e5.config))
    model.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in e5.weights.items()}, strict=False)
    model.save_pretrained(folder)
    names = {"bos_token": "<s>", "cls_token": "<s>", "sep_token": "</s>", "eos_token": "</s>"}
    names |= {"pad_token": "<pad>", "unk_token": "<unk>"}
    longest = e5.config["max_position_embeddings"]
    PreTrainedTokenizerFast(tokenizer_object=e5.tokenizer(), model_max_length=longest, **names).save_pretrained(folder)
    width = e5.config["hidden_size"]
    files = {
        "1_Pooling/config.json": {"word_embedding_dimension": width, "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": longest, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {"query": QUESTION_PROMPT, "document": SENTENCE_PROMPT}},
        "modules.json": [
            {"idx": int(number), "name": number, "path": path, "type": kind} for number, path, kind in _MODULES
        ],
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content), "utf-8")
    return folder
