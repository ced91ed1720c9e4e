"""The studio on the desk's database."""

import pytest

from tests.support.service_desk import ServiceDesk
from tests.support.studio_desk import StudioDesk


@pytest.fixture
def studio(desk: ServiceDesk) -> StudioDesk:
    return StudioDesk(desk)
