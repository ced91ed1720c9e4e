"""How long a search takes beside what it cannot do without: encoding the question and one plain matrix product.

`.venv/bin/python -m bench.knowledge.run [--entries 10000] [--runs 5]` writes build/bench/knowledge.json.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handoff.adapters.knowledge_files import read_knowledge
from handoff.adapters.simplified import simplify
from handoff.domain.knowledge import Entry
from handoff.services.knowledge import Encoder, KnowledgeBase, KnowledgeSearch
from handoff.settings import ROOT, load
from handoff.wiring_knowledge import open_encoder

OUT = ROOT / "build" / "bench" / "knowledge.json"
QUESTIONS = ROOT / "tests" / "knowledge" / "dev_questions.jsonl"
# What the search may take of the encoder's time and the product's.
LIMIT = 1.5
# A copy's lines differ by its number, and its vectors by so much.
_MARK, _NOISE = "·", 0.25
_COPIED_LINES = 5


@dataclass
class Copying:
    """The encoder, but for lines of copied entries: those get the vector of what they copy, with noise."""

    encoder: Encoder
    known: dict[str, NDArray[np.float32]]
    seconds: float = 0.0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        originals = [text.partition(_MARK)[0] for text in texts]
        if len(texts) == 1 and originals[0] == texts[0]:
            return self.encoder.encode(texts)
        began = time.perf_counter()
        new = sorted({text for text in originals if text not in self.known})
        self.known.update(zip(new, self.encoder.encode(new), strict=True) if new else ())
        self.seconds += time.perf_counter() - began
        rows = np.stack([self.known[text] for text in originals])
        noise = np.random.default_rng(0).standard_normal(rows.shape, dtype=np.float32)
        rows += noise * np.float32(_NOISE / np.sqrt(rows.shape[1])) * np.array([[_MARK in text] for text in texts])
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows.astype(np.float32)


def grown(base: KnowledgeBase, count: int) -> KnowledgeBase:
    """The base with numbered copies of its entries, until there are so many."""
    copies = (_copy(entry, number) for number, entry in enumerate(cycle(base.entries)))
    return replace(base, entries=(*base.entries, *islice(copies, max(count - len(base.entries), 0))))


def _copy(entry: Entry, number: int) -> Entry:
    lines = [f"{line}{_MARK}{number}号" for line in entry.lines[:_COPIED_LINES]]
    return replace(entry, id=f"{entry.id}-{number}", question=lines[0], variants=tuple(lines[1:]))


def measure(search: KnowledgeSearch, encoder: Encoder, questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of one run over the questions; the three take turns, so that each meets the same machine."""
    matrix = np.ascontiguousarray(search.index.middles)
    vectors = encoder.encode(questions)
    took: dict[str, list[float]] = {"encoder": [], "product": [], "search": []}
    for question, vector in zip(questions, vectors, strict=True):
        took["encoder"].append(_milliseconds(partial(encoder.encode, [question])))
        took["product"].append(_milliseconds(partial(np.matmul, matrix, vector)))
        took["search"].append(_milliseconds(partial(search.search, question)))
    figures = {
        f"{what}_p{share}": float(np.percentile(times, share)) for what, times in took.items() for share in (50, 95)
    }
    return {**figures, "ratio_p95": figures["search_p95"] / (figures["encoder_p95"] + figures["product_p95"])}


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def sizes(base: KnowledgeBase, encoder: Encoder, largest: int, runs: int) -> Iterator[dict[str, Any]]:
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    copying = Copying(encoder, {})
    for count in (len(base.entries), largest):
        copying.seconds = 0.0
        began = time.perf_counter()
        search = KnowledgeSearch.of(grown(base, count), copying, simplify)
        took = time.perf_counter() - began
        search = replace(search, encoder=encoder)
        measure(search, encoder, questions[:20])
        figures = [measure(search, encoder, questions) for _ in range(runs)]
        yield {
            "entries": len(search.index.entries),
            "lines": len(search.index.vectors),
            "load_s": round(took, 2),
            "load_beyond_encoder_s": round(took - copying.seconds, 2),
            **{name: round(median(run[name] for run in figures), 3) for name in figures[0]},
            "runs": [{name: round(value, 3) for name, value in run.items()} for run in figures],
        }


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--entries", type=int, default=10_000)
    given.add_argument("--runs", type=int, default=5)
    given.add_argument("--out", type=Path, default=OUT)
    wanted = given.parse_args()
    settings = load()
    base = read_knowledge(ROOT / "data" / "knowledge", ROOT / "data" / "shop" / "products.yml")
    found = list(sizes(base, open_encoder(settings), wanted.entries, wanted.runs))
    report = {"machine": platform.platform(), "encoder": settings.encoder_model, "limit": LIMIT, "sizes": found}
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    wanted.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for one in found:
        shown = " ".join(f"{name}={value}" for name, value in one.items() if name != "runs")
        verdict = "ok" if one["ratio_p95"] <= LIMIT else f"over {LIMIT}"
        sys.stdout.write(f"{shown} {verdict}\n")


if __name__ == "__main__":
    main()
