"""Parse lines without any service: `python -m bot.parse MODEL < lines > parses`, one JSON object per line.

It takes the two understanding components out of the trained archive and does not import Rasa, which alone costs
seconds; a test holds that both ways give the same answer.
"""

import io
import json
import os
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bot.encoder import AS_SET, MARK_FILE, UNMARKED, Mark, TrainedVectors, encoder_as_set
from bot.finding import CATALOGUE_FILE, find_entities
from bot.network.network import Network
from bot.opinion import Adviser
from bot.parsed import parse_as_json, reading_as_json
from bot.products import Catalogue
from bot.understanding import MODEL_FILE, Understanding
from bot.vectors import SentenceVectors

_BATCH = 64


class NotUtf8(Exception):
    """The input is not UTF-8; the message names the line."""


@dataclass(frozen=True)
class Parser:
    """The understanding part of a trained model."""

    understanding: Understanding
    catalogue: Catalogue
    vectors: SentenceVectors
    adviser: Adviser

    @classmethod
    def load(cls, model: Path, vectors: SentenceVectors | None = None) -> "Parser":
        """Read the archive that `bot.train` wrote. Raises FileNotFoundError, or KeyError for a foreign archive."""
        with tarfile.open(model) as archive, tempfile.TemporaryDirectory() as folder:
            files = {Path(name).name: name for name in archive.getnames()}
            content = archive.extractfile(files[MODEL_FILE])
            names = archive.extractfile(files[CATALOGUE_FILE])
            if content is None or names is None:
                raise KeyError(MODEL_FILE)
            path = Path(folder) / MODEL_FILE
            path.write_bytes(content.read())
            encoder = archive.extractfile(files[MARK_FILE]) if MARK_FILE in files else None
            mark = Mark.from_json(encoder.read().decode()) if encoder else UNMARKED
            own = vectors or TrainedVectors(encoder_as_set(AS_SET, "script"), mark)
            return cls(Understanding.load(path), Catalogue.from_json(json.load(names)), own, Network())

    def parse(self, texts: list[str]) -> list[dict[str, Any]]:
        """One parse for each text, blank and odd ones too."""
        readings = self.understanding.read(texts, self.vectors, self.adviser)
        return [
            parse_as_json(text, reading_as_json(reading), find_entities(text, self.catalogue))
            for text, reading in zip(texts, readings, strict=True)
        ]


def lines_of(stream: BinaryIO) -> Iterator[str]:
    """The lines of a UTF-8 stream without their ends; only a line feed ends a line. Raises NotUtf8."""
    for number, raw in enumerate(stream, start=1):
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotUtf8(f"line {number} of the input is not UTF-8") from error
        yield line.removesuffix("\n").removesuffix("\r")


def main(arguments: list[str] | None = None) -> int:
    model = Path((arguments or sys.argv[1:] or ["models/heyan.tar.gz"])[0])
    output = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=False)
    try:
        parser = Parser.load(model)
    except FileNotFoundError:
        sys.stderr.write(f"No trained model at {model}: run `heyan train` first.\n")
        return 1
    except (KeyError, tarfile.TarError):
        sys.stderr.write(f"{model} is no model of this bot: run `heyan train --force`.\n")
        return 1
    try:
        for batch in _batches(lines_of(sys.stdin.buffer)):
            for parse in parser.parse(batch):
                output.write(json.dumps(parse, ensure_ascii=False) + "\n")
            output.flush()
    except NotUtf8 as error:
        output.flush()
        sys.stderr.write(f"{error}\n")
        return 2
    except BrokenPipeError:
        # The reader has seen enough; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


if __name__ == "__main__":
    sys.exit(main())
