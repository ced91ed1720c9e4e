"""What was learnt is kept: the next start finds the same, and another base or a broken file is learnt anew."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from handoff.adapters.encoder_usem3 import Usem3
from handoff.adapters.knowledge_memory import FileMemory
from handoff.services.knowledge import KnowledgeBase, KnowledgeSearch


class Counting:
    """Counts the texts that the real encoder is asked for."""

    def __init__(self, encoder: Usem3) -> None:
        self.encoder, self.texts = encoder, 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        return self.encoder.encode(texts)


@pytest.fixture
def small(base: KnowledgeBase) -> KnowledgeBase:
    return replace(base, entries=base.entries[:12], elsewhere=base.elsewhere[:30])


def opened(base: KnowledgeBase, encoder: Counting, folder: Path) -> KnowledgeSearch:
    return KnowledgeSearch.of(base, encoder, str, memory=FileMemory(folder / "learnt.npz"))


def test_the_second_start_encodes_one_probe_and_finds_the_same(
    small: KnowledgeBase, usem3: Usem3, tmp_path: Path
) -> None:
    first = opened(small, Counting(usem3), tmp_path / "new")
    encoder = Counting(usem3)

    second = opened(small, encoder, tmp_path / "new")

    assert encoder.texts == 1
    assert second.thresholds == first.thresholds
    for question in ("扫地机连不上网", "吸尘器没劲了", "有几种颜色"):
        assert second.search(question) == first.search(question)


def test_another_base_is_learnt_anew(small: KnowledgeBase, usem3: Usem3, tmp_path: Path) -> None:
    opened(small, Counting(usem3), tmp_path)
    encoder = Counting(usem3)

    opened(replace(small, entries=small.entries[1:]), encoder, tmp_path)

    assert encoder.texts > 100


def test_another_encoder_is_asked_anew(small: KnowledgeBase, usem3: Usem3, tmp_path: Path) -> None:
    class Other(Counting):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return -super().encode(texts)

    opened(small, Counting(usem3), tmp_path)
    encoder = Other(usem3)

    opened(small, encoder, tmp_path)

    assert encoder.texts > 100


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file"])
def test_a_broken_file_is_written_anew(small: KnowledgeBase, usem3: Usem3, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "learnt.npz").write_bytes(content)

    opened(small, Counting(usem3), tmp_path)

    again = Counting(usem3)
    opened(small, again, tmp_path)
    assert again.texts == 1


def test_where_nothing_can_be_kept_everything_still_works(small: KnowledgeBase, usem3: Usem3, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert opened(small, Counting(usem3), tmp_path / "file" / "below").search(small.entries[0].question).hits
