"""Reading a customer's question as characters: its bare text, its grams and the products it names."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from handoff.domain.knowledge import Entry, Product

_NOT_TEXT = re.compile(r"[\W_]")
# Words around a question that say nothing about the matter; they only dilute it.
_AROUND = re.compile("请问(?:一?下)?|你好|您好|我?想?问一?下|想问|麻烦|[你您我]们?家|[你您我]们|家里|的话")
_PARTICLES = re.compile("[吗呢啊呀吧哦嘛么的了呐哈啦那这个]")


def bare(text: str) -> str:
    """Full-width folded, lower case, without punctuation, spaces and signs."""
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text).lower())


def grams(text: str) -> frozenset[str]:
    """The characters and pairs of characters that carry the matter; empty when there is nothing to read."""
    whole = bare(text)
    core = _PARTICLES.sub("", _AROUND.sub("", whole)) or whole
    return frozenset((*core, *(core[start : start + 2] for start in range(len(core) - 1))))


@dataclass(frozen=True)
class ProductNames:
    """Which products a text speaks of: a category names all of its products, longer names win over shorter ones."""

    products_by_name: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, products: Iterable[Product]) -> "ProductNames":
        named: dict[str, frozenset[str]] = {}
        for product in products:
            for name in product.names:
                key = bare(name)
                named[key] = named.get(key, frozenset()) | {product.id}
        return cls(dict(sorted(named.items(), key=lambda pair: -len(pair[0]))))

    def in_text(self, text: str) -> frozenset[str]:
        left, found = bare(text), frozenset[str]()
        for name, products in self.products_by_name.items():
            if name in left:
                found |= products
                # Taken out, so that 洗烘一体机 does not also name whatever a part of it names.
                left = left.replace(name, "\0")
        return found


def speaks_of_another(named: frozenset[str], entry: Entry) -> bool:
    """Whether the customer names products of which the entry says nothing."""
    return bool(named and entry.products and not named & entry.products)
