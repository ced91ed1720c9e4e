"""The doctor on an enterprise's shop: reachable, lets us in, speaks as agreed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from handoff.checkup import data
from handoff.checkup.finding import Finding, State
from handoff.settings import Settings
from shop.database import open_engine
from shop.seed import seed
from shop.sql import SqlShop
from tests.shop.conftest import TODAY
from tests.shop.stand_in import TOKEN, Misdeed, StandIn
from tests.support.ports import free_ports


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[StandIn]:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    seed(url, TODAY)
    engine = open_engine(url)
    with StandIn(SqlShop(engine)) as stand_in:
        yield stand_in
    engine.dispose()


def found(tmp_path: Path, url: str, token: str = TOKEN) -> Finding:
    settings = Settings(var_dir=tmp_path / "var", shop_api_url=url, shop_api_token=SecretStr(token))
    findings = {finding.name: finding for finding in data.look(settings)}
    # Nobody needs a demo shop who has one of their own.
    assert "demo shop" not in findings
    return findings["shop API"]


def test_a_shop_that_answers_is_fine_and_only_its_catalogue_is_asked_for(stand_in: StandIn, tmp_path: Path) -> None:
    looked = found(tmp_path, stand_in.url)

    assert (looked.state, looked.text) == (State.FINE, f"answers, {len(stand_in.shop.products())} products")
    assert [seen.operation for seen in stand_in.seen] == ["products"]


def test_a_wrong_token_is_told_as_such_and_not_shown(stand_in: StandIn, tmp_path: Path) -> None:
    looked = found(tmp_path, stand_in.url, "not-the-token")

    assert (looked.state, looked.advice) == (State.BROKEN, "check SHOP_API_TOKEN")
    assert "not-the-token" not in looked.text


def test_a_shop_that_does_not_answer_is_broken(tmp_path: Path) -> None:
    (nobody,) = free_ports(1)

    looked = found(tmp_path, f"http://127.0.0.1:{nobody}")

    assert looked.state is State.BROKEN
    assert "SHOP_API_URL" in looked.advice


@pytest.mark.parametrize("garbage", [b"<html>It works!</html>", b'[{"id": "p01"}]', b"[]"])
def test_a_shop_that_speaks_otherwise_is_broken(stand_in: StandIn, tmp_path: Path, garbage: bytes) -> None:
    stand_in.misbehaves(Misdeed(garbage=garbage))

    assert found(tmp_path, stand_in.url).state is State.BROKEN


def test_a_token_that_would_travel_unencrypted_is_remarked_on(
    stand_in: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "LOOPBACK", frozenset())

    looked = found(tmp_path, stand_in.url)

    assert looked.state is State.NOTE
    assert "https" in looked.advice
