"""The real knowledge base, searched with the real encoder; by numpy, which gives the same vectors in a second."""

from pathlib import Path

import pytest

from handoff.adapters.encoder_usem3 import Usem3
from handoff.adapters.knowledge_files import read_knowledge
from handoff.adapters.simplified import simplify
from handoff.services.knowledge import KnowledgeBase, KnowledgeSearch
from handoff.settings import ROOT


@pytest.fixture(scope="session")
def knowledge_folder() -> Path:
    return ROOT / "data" / "knowledge"


@pytest.fixture(scope="session")
def products_file() -> Path:
    return ROOT / "data" / "shop" / "products.yml"


@pytest.fixture(scope="session")
def base(knowledge_folder: Path, products_file: Path) -> KnowledgeBase:
    return read_knowledge(knowledge_folder, products_file)


@pytest.fixture(scope="session")
def usem3() -> Usem3:
    return Usem3()


@pytest.fixture(scope="session")
def search(base: KnowledgeBase, usem3: Usem3) -> KnowledgeSearch:
    return KnowledgeSearch.of(base, usem3, simplify)
