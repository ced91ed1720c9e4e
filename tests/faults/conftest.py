"""One running product for all fault tests; each test leaves it as it found it: everything up, nobody online."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shop.seed import seed
from tests.faults.address import AddressChange
from tests.faults.at_desk import AtDesk
from tests.faults.customer import Customer
from tests.faults.gate import Gate
from tests.faults.store import Store
from tests.support.product import ROOT, Product

PROCESSES = ("redis", "rasa", "actions", "worker", "web")


@pytest.fixture(scope="session")
def rasa_gate() -> Iterator[Gate]:
    """Between the worker and Rasa."""
    gate = Gate()
    yield gate
    gate.close()


@pytest.fixture(scope="session")
def actions_gate() -> Iterator[Gate]:
    """Between Rasa and the action server."""
    gate = Gate()
    yield gate
    gate.close()


@pytest.fixture(scope="session")
def enterprise_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The running product's own copy, so that a test may give it other clocks."""
    path = tmp_path_factory.mktemp("enterprise") / "enterprise.yml"
    path.write_text((ROOT / "enterprise.yml").read_text("utf-8"), "utf-8")
    return path


@pytest.fixture(scope="session")
def running(
    tmp_path_factory: pytest.TempPathFactory, enterprise_file: Path, rasa_gate: Gate, actions_gate: Gate
) -> Iterator[Product]:
    settings = {
        "ENTERPRISE_FILE": str(enterprise_file),
        "GATE_BEFORE_RASA": str(rasa_gate.port),
        "GATE_BEFORE_ACTIONS": str(actions_gate.port),
    }
    product = Product(tmp_path_factory.mktemp("product"), settings, serve=(sys.executable, "-m", "tests.faults.serve"))
    rasa_gate.target, actions_gate.target = int(product.env["RASA_PORT"]), int(product.env["ACTIONS_PORT"])
    seed(product.shop_url, datetime.now(ZoneInfo("Asia/Shanghai")).date())
    with product:
        yield product


@pytest.fixture
def product(running: Product) -> Product:
    """Everything is up, whatever the test before has killed."""
    for name in PROCESSES[1:]:
        running.wait_answering(name)
    return running


@pytest.fixture(scope="session")
def store(running: Product) -> Store:
    return Store(running.var_dir)


@pytest.fixture
def customer(product: Product) -> Iterator[Customer]:
    with Customer(product.url) as customer:
        yield customer


@pytest.fixture(scope="session")
def lead(running: Product) -> Iterator[AtDesk]:
    """The lead looks on and is not counted as on duty."""
    with AtDesk(running, "lead") as lead:
        yield lead


@pytest.fixture
def agent(product: Product) -> Iterator[AtDesk]:
    with AtDesk(product, "agent1") as agent:
        agent.come_online()
        yield agent


@pytest.fixture
def address_change(store: Store) -> AddressChange:
    return AddressChange.of_a_fresh_order(store)
