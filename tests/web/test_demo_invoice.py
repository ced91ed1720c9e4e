"""The demo shop's invoices: shown to whoever has the whole link, with nothing in them taken for markup."""

import json
from pathlib import Path

import pytest

from tests.web.house import House
from tests.web.office import Office

_NAME = "260000000001-00aa.html"


@pytest.fixture
def issued(house: House) -> Path:
    entry = {"number": "260000000001", "kind": "电子普通发票", "title": "<b>安禾</b>贸易有限公司", "tax_number": None}
    path = house.folder / "demo-invoices.json"
    path.write_text(json.dumps({_NAME: {**entry, "amount": "899.00", "issued_at": "2026-11-20"}}), encoding="utf-8")
    return path


@pytest.mark.usefixtures("issued")
async def test_the_whole_link_shows_the_invoice_and_runs_nothing_of_it(office: Office) -> None:
    shown = await (await office.nobody()).get(f"/demo/invoices/{_NAME}")

    assert shown.status_code == 200
    assert "899.00元" in shown.text
    assert "&lt;b&gt;安禾&lt;/b&gt;" in shown.text
    assert "script-src" not in shown.headers["content-security-policy"]
    assert "default-src 'none'" in shown.headers["content-security-policy"]


@pytest.mark.usefixtures("issued")
async def test_the_number_alone_shows_nothing(office: Office) -> None:
    shown = await (await office.nobody()).get("/demo/invoices/260000000001.html")

    assert shown.status_code == 404
    assert "重新获取" in shown.json()["message"]
