"""One house for the whole folder; tests that break Redis or shorten the clocks build their own."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.web.house import House
from tests.web.office import Office, open_office


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest_asyncio.fixture
async def office(house: House) -> AsyncIterator[Office]:
    async with open_office(house) as office:
        yield office
