"""YAML with the line of everything in it, read by the C parser: one that round-trips takes a minute for our lines."""

from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


class Unreadable(Exception):
    """A file that is no YAML, or no UTF-8; `line` counts from 1."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def read_nodes(path: Path) -> Node | None:
    """None for a file that holds nothing. Raises Unreadable."""
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(line, str(error.problem)) from error
    except yaml.YAMLError as error:
        raise Unreadable(1, str(error).splitlines()[0]) from error
    except UnicodeDecodeError as error:
        raise Unreadable(1, f"不是 UTF-8 编码（第{error.start + 1}字节）") from error


def line_of(node: Node) -> int:
    return node.start_mark.line + 1


def pairs(node: Node | None) -> Iterator[tuple[str, ScalarNode, Node]]:
    """Key, key's node and value of each pair; nothing where the node is no mapping."""
    if isinstance(node, MappingNode):
        yield from ((key.value, key, value) for key, value in node.value if isinstance(key, ScalarNode))


def items(node: Node | None) -> Iterator[Node]:
    """The members of a list; nothing where the node is none."""
    if isinstance(node, SequenceNode):
        yield from node.value


def under(node: Node | None, key: str) -> Node | None:
    return next((value for name, _, value in pairs(node) if name == key), None)


def text_of(node: Node | None) -> str:
    """The text as written; empty where the node is none."""
    return str(node.value) if isinstance(node, ScalarNode) and node.tag != "tag:yaml.org,2002:null" else ""


def rows_of(node: Node | None) -> Iterator[tuple[int, str]]:
    """The rows of a text with their lines; those of a block begin on the line after its sign."""
    if isinstance(node, ScalarNode):
        first = line_of(node) + (node.style in {"|", ">"})
        yield from enumerate(text_of(node).splitlines(), start=first)
