"""Reading a customer's question as characters: its bare text, its grams and the products it names."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handoff.domain.errors import BadInput
from handoff.domain.knowledge import Entry, Product

_NOT_TEXT = re.compile(r"[\W_]")
# Words around a question that say nothing about the matter; they only dilute it.
_AROUND = re.compile("请问(?:一?下)?|你好|您好|我?想?问一?下|想问|麻烦|[你您我]们?家|[你您我]们|家里|的话")
_PARTICLES = re.compile("[吗呢啊呀吧哦嘛么的了呐哈啦那这个]")
_GAP = "\0"


def bare(text: str) -> str:
    """Full-width folded, lower case, without punctuation, spaces and signs."""
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text).lower())


def grams(text: str) -> frozenset[str]:
    """The characters and pairs of characters that carry the matter; empty when there is nothing to read."""
    return _grams_of(bare(text))


def _grams_of(whole: str) -> frozenset[str]:
    core = _PARTICLES.sub("", _AROUND.sub("", whole)) or whole
    pairs = (core[start : start + 2] for start in range(len(core) - 1))
    return frozenset(gram for gram in (*core, *pairs) if _GAP not in gram)


@dataclass(frozen=True)
class Reading:
    """A text as it is compared: `matter` are the grams that are left once the products' names are taken out."""

    bare: str
    grams: frozenset[str]
    matter: frozenset[str]
    products: frozenset[str]


@dataclass(frozen=True)
class ProductNames:
    """Which products a text speaks of: a category names all of its products, longer names win over shorter ones.

    `plain`: what a product is commonly called, by its model, of which no sentence tells anything.
    """

    products_by_name: Mapping[str, frozenset[str]]
    plain: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, products: Iterable[Product], also: Mapping[str, tuple[str, ...]] | None = None) -> "ProductNames":
        """`also`: what else customers call them, each with names of the catalogue. Raises BadInput for unknown ones."""
        named: dict[str, frozenset[str]] = {}
        plain: dict[str, str] = {}
        for product in products:
            plain[bare(product.model)] = product.category
            for name in product.names:
                key = bare(name)
                named[key] = named.get(key, frozenset()) | {product.id}
        calls: dict[str, frozenset[str]] = {}
        for call, meant in (also or {}).items():
            if unknown := [name for name in meant if bare(name) not in named]:
                raise BadInput(f"{call}: {unknown[0]} is no name of the catalogue")
            calls[bare(call)] = frozenset().union(*(named[bare(name)] for name in meant))
        return cls(dict(sorted({**calls, **named}.items(), key=lambda pair: -len(pair[0]))), plain)

    @property
    def known(self) -> frozenset[str]:
        return frozenset[str]().union(*self.products_by_name.values())

    def in_text(self, text: str) -> frozenset[str]:
        return self._split(bare(text))[0]

    def read(self, text: str) -> Reading:
        whole = bare(text)
        products, rest = self._split(whole)
        return Reading(whole, _grams_of(whole), _grams_of(rest), products)

    def _split(self, whole: str) -> tuple[frozenset[str], str]:
        left, found = whole, frozenset[str]()
        for name, products in self.products_by_name.items():
            if name in left:
                found |= products
                # Taken out, so that 洗烘一体机 does not also name whatever a part of it names.
                left = left.replace(name, _GAP)
        return found, left


def speaks_of_another(named: frozenset[str], entry: Entry) -> bool:
    """Whether the customer names products of which the entry says nothing."""
    return bool(named and entry.products and not named & entry.products)
