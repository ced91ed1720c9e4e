"""The bot on an enterprise's own shop: chosen by its address, and said to be out of order where it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from actions import wiring
from actions.perform import DoTask
from actions.task_form import ValidateTaskForm
from shop.http import HttpShop
from shop.http_refusals import facts_of
from shop.models import OrderState
from shop.rules import CODES
from shop.sql import SqlShop
from tests.actions.conftest import NOW, Story, an_order
from tests.shop.stand_in import TOKEN, Misdeed, StandIn
from tests.support.ports import free_ports

DOMAIN = Path(__file__).resolve().parents[2] / "domain.yml"
# What the bot knows of an order before anything is refused.
_KNOWN = {"order_number", "goods", "carrier"}


@pytest.fixture
def stand_in(shop: SqlShop) -> Iterator[StandIn]:
    with StandIn(shop) as stand_in:
        yield stand_in


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """For setting SHOP_API_URL; the shop of the wiring is built anew, before and after."""
    _BUILT.cache_clear()
    monkeypatch.setattr(wiring, "now", lambda: NOW)
    monkeypatch.setattr(wiring, "shop", _BUILT)
    monkeypatch.setenv("SHOP_API_TOKEN", TOKEN)
    monkeypatch.setenv("SHOP_API_CONNECT_SECONDS", "1.5")
    yield monkeypatch
    built = _BUILT() if _BUILT.cache_info().currsize else None
    if isinstance(built, HttpShop):
        built.close()
    _BUILT.cache_clear()


# Other fixtures put something else in its place.
_BUILT = wiring.shop


def test_the_address_chooses_the_shop(address: pytest.MonkeyPatch, tmp_path: Path) -> None:
    address.setenv("SHOP_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    address.delenv("SHOP_API_URL", raising=False)
    demo = wiring.shop()
    _BUILT.cache_clear()
    address.setenv("SHOP_API_URL", "https://shop.example.com/heyan/v1")
    own = wiring.shop()

    assert isinstance(demo, SqlShop)
    assert isinstance(own, HttpShop)
    assert str(own.calls.client.base_url) == "https://shop.example.com/heyan/v1/"
    assert own.calls.client.headers["Authorization"] == f"Bearer {TOKEN}"
    assert (own.calls.patience.connect, own.calls.patience.read) == (1.5, 5.0)
    demo.engine.dispose()


async def test_a_shop_that_is_down_is_a_fault_said_at_once_and_a_person(address: pytest.MonkeyPatch) -> None:
    (nobody,) = free_ports(1)
    address.setenv("SHOP_API_URL", f"http://127.0.0.1:{nobody}")
    story = Story().hears("…", "order_status", entities={"order_number": "260000000001"}).opens("task_form")

    said = await story.run(ValidateTaskForm())
    after = await story.run(DoTask())

    assert said.responses == ("utter_fallback_fault",)
    assert said.directive is not None
    assert said.directive["handoff"]["reason"] == "fault"
    assert said.leaves_form
    assert after.responses == ()


async def test_a_shop_that_talks_nonsense_is_a_fault_as_well(
    shop: SqlShop, stand_in: StandIn, address: pytest.MonkeyPatch
) -> None:
    address.setenv("SHOP_API_URL", stand_in.url)
    number = an_order(shop, OrderState.IN_TRANSIT).number
    story = Story().hears("…", "order_status", entities={"order_number": number}).opens("task_form")
    stand_in.misbehaves(Misdeed(garbage=b"<html>"))

    assert (await story.run(ValidateTaskForm())).responses == ("utter_fallback_fault",)


async def test_an_order_is_told_from_the_enterprises_shop(
    shop: SqlShop, stand_in: StandIn, address: pytest.MonkeyPatch
) -> None:
    address.setenv("SHOP_API_URL", stand_in.url)
    order = an_order(shop, OrderState.IN_TRANSIT)
    given = {"order_number": order.number, "phone_tail": order.address.phone[-4:]}
    story = Story().hears("订单到哪了", "order_status", entities=given).opens("task_form")

    checked = await story.run(ValidateTaskForm())
    told = await story.run(DoTask())

    assert "utter_fallback_fault" not in checked.responses + told.responses
    assert told.fact("order_number") == order.number
    assert stand_in.count("verify") == 1
    assert stand_in.count("order") >= 1
    assert stand_in.misfits == []


def test_every_refusal_over_http_brings_the_facts_of_its_sentence() -> None:
    responses = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["responses"]
    holes = {
        (task, code): needed
        for task, codes in CODES.items()
        for code in codes
        if (needed := _placeholders(responses[f"utter_refuse_{task}_{code}"]) - _KNOWN - set(facts_of(task, code)))
    }

    assert holes == {}


def _placeholders(variants: list[dict[str, str]]) -> set[str]:
    return {name for variant in variants for name in re.findall(r"{(\w+)}", variant["text"])}
