"""A Rasa 3 project, as a folder, a zip file or one file: its training lines, and how much else there is."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from handoff.adapters.nlu_files.blocks import Block, BlockKind, Row
from handoff.adapters.nlu_files.document import NluFile
from handoff.adapters.nlu_files.marks import read_marked
from handoff.adapters.nlu_files.responses import ResponseFile
from handoff.adapters.nlu_files.source import Source, Uneditable
from handoff.adapters.studio_formats.records import line_of, span_record
from handoff.adapters.yaml_places import items, under
from handoff.domain.errors import BadInput, TooLarge
from handoff.domain.studio.annotation import EMOTIONS
from handoff.domain.studio.exchange import BotProject, Brought, Place, Problem

# A zip file may unpack to a thousand times its size.
_MOST_BYTES = 60 * 1024 * 1024
_MOST_FILES = 5_000
_YAML = {".yml", ".yaml"}
_NOT_THEIRS = {"__MACOSX", "node_modules", "site-packages"}
_SHOWN = 80

Found = Iterator[Brought | Problem]


def read_folder(folder: Path) -> tuple[list[Brought | Problem], BotProject]:
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return _read({name: (folder / name).read_bytes() for name in names if _is_theirs(name)})


def read_zip(content: bytes) -> tuple[list[Brought | Problem], BotProject]:
    """Raises BadInput or TooLarge; nothing is unpacked to the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir() and _is_theirs(member.filename)]
            if len(members) > _MOST_FILES or sum(member.file_size for member in members) > _MOST_BYTES:
                raise TooLarge("压缩包解压后过大，请只保留 data 文件夹和 domain.yml 后重新上传。")
            return _read({member.filename: archive.read(member) for member in members})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise BadInput("无法打开压缩包，请确认它是未加密的 zip 文件。") from error


def read_one(content: bytes, name: str = "") -> tuple[list[Brought | Problem], BotProject]:
    return _read({name: content})


def _is_theirs(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix in _YAML and not any(part in _NOT_THEIRS or part.startswith(".") for part in path.parts)


def _read(files: dict[str, bytes]) -> tuple[list[Brought | Problem], BotProject]:
    if not files:
        raise BadInput("未找到 YAML 文件，请确认这是一个 Rasa 项目。")
    found: list[Brought | Problem] = []
    stories = rules = 0
    intents: dict[str, None] = {}
    for name, content in files.items():
        try:
            file = NluFile.of(content)
            file.source.refuse_unless_plain()
            root = file.source.nodes()
            found += _lines(file, name)
            stories += len(list(items(under(root, "stories"))))
            rules += len(list(items(under(root, "rules"))))
            intents |= dict.fromkeys(ResponseFile(file.source).intents)
        except Uneditable as error:
            found.append(Problem(Place(1, name), str(error)))
    return found, BotProject(stories, rules, tuple(intents))


def _lines(file: NluFile, name: str) -> Found:
    for block in file.blocks:
        if block.kind is BlockKind.INTENT:
            yield from (_line(file.source, block, row, name) for row in block.rows)


def _line(source: Source, block: Block, row: Row, name: str) -> Brought | Problem:
    place = Place(source.body.count("\n", 0, max(row.start, block.start, 0)) + 1, name)
    text, spans = read_marked(row.line)
    labels = row.labels or {}
    also = labels.get("also")
    try:
        line = line_of(
            {
                "text": text,
                "intent": block.name,
                "also": [str(each) for each in also if str(each) != block.name] if isinstance(also, list) else [],
                "spans": [span_record(span) for span in spans],
                # Other projects may say other things under these names.
                "emotion": labels.get("emotion") if labels.get("emotion") in EMOTIONS else None,
                "complaint": labels.get("complaint") if isinstance(labels.get("complaint"), bool) else None,
            }
        )
        return Brought(line, place)
    except BadInput as error:
        return Problem(place, str(error), text[:_SHOWN])
