"""One product, one browser and a few signed-in people for the whole folder; every test opens windows of its own."""

import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.dialogues.orders import OrderPool
from tests.e2e import browser as chromium
from tests.e2e.lines import Lines
from tests.e2e.people import Person
from tests.e2e.truth import Truth
from tests.support.product import ROOT, Product

_PICTURES = ROOT / "build" / "e2e"
_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium.find()
    if program is None:
        say = pytest.fail if chromium.MUST_RUN else pytest.skip
        say(chromium.HOW_TO_GET_IT)
    with chromium.open_browser(program) as opened:
        yield opened


@pytest.fixture(scope="session")
def product(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with Product(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture(scope="session")
def truth(product: Product) -> Truth:
    return Truth(product.var_dir)


@pytest.fixture(scope="session")
def orders(product: Product) -> OrderPool:
    """Orders in any state, each made for one test, and the shop's rows of them."""
    return OrderPool.of(product.shop_url)


@pytest.fixture(scope="session")
def _signed_in(product: Product) -> Iterator[dict[str, Person]]:
    people = {name: Person(product, name) for name in ("lead", "agent1", "agent2")}
    yield people
    for person in people.values():
        person.close()


@pytest.fixture
def people(_signed_in: dict[str, Person]) -> Iterator[dict[str, Person]]:
    """Everybody offline and without work, before and after."""
    yield _signed_in
    for person in _signed_in.values():
        # Seen just now: whoever was silent for long would lose to the queue what they take over.
        person.offline()
    _signed_in["lead"].take_over_everything()
    for person in _signed_in.values():
        person.finish_everything()


@pytest.fixture
def lead(people: dict[str, Person]) -> Person:
    return people["lead"]


@pytest.fixture
def lin(people: dict[str, Person]) -> Person:
    """林静, who answers."""
    return people["agent1"]


@pytest.fixture
def chen(people: dict[str, Person]) -> Person:
    """陈涛, who answers too."""
    return people["agent2"]


@pytest.fixture(scope="session")
def lines(product: Product) -> Lines:
    """Lines to label in the studio."""
    return Lines(product)


@pytest.fixture(scope="session")
def _in_studio(product: Product) -> Iterator[dict[str, Person]]:
    product.add_user("trainer2", "trainer", "马丽")
    people = {name: Person(product, name) for name in ("trainer", "trainer2", "reviewer")}
    yield people
    for person in people.values():
        person.close()


@pytest.fixture
def trainer(_in_studio: dict[str, Person]) -> Person:
    """苏晴, who labels."""
    return _in_studio["trainer"]


@pytest.fixture
def colleague(_in_studio: dict[str, Person]) -> Person:
    """马丽, who labels too."""
    return _in_studio["trainer2"]


@pytest.fixture
def reviewer(_in_studio: dict[str, Person]) -> Person:
    """何洁, who reviews."""
    return _in_studio["reviewer"]


@pytest.fixture
def windows(browser: Browser, product: Product, request: pytest.FixtureRequest) -> Iterator[chromium.Windows]:
    opened = chromium.Windows(browser, product.url)
    yield opened
    if request.node.stash.get(_failed, False):
        _picture(opened, request.node.name)
    complaints = opened.complaints
    opened.close()
    assert not complaints, f"scripts threw: {complaints}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[_failed] = report.failed
    return report


def _picture(windows: chromium.Windows, test: str) -> None:
    _PICTURES.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", test)
    for number, page in enumerate(windows.pages, 1):
        page.screenshot(path=Path(_PICTURES / f"{name}-{number}.png"))
