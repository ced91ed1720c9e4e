"""docs/API.md says of every route what the app says."""

import re

from handoff.settings import ROOT, load
from tests.web.routes import all_routes

_ROW = re.compile(r"^\| `(\w+ /\S*)` \| (\w+) \|", re.MULTILINE)


def test_the_table_of_routes_is_the_apps_own() -> None:
    written = dict(_ROW.findall((ROOT / "docs" / "API.md").read_text("utf-8")))

    assert written == {route.name: route.access for route in all_routes(load(secret_key="only-the-table"))}


def test_every_code_of_ours_is_explained() -> None:
    text = (ROOT / "docs" / "API.md").read_text("utf-8")
    source = (ROOT / "handoff" / "domain" / "errors.py").read_text("utf-8")
    # These never reach a caller of the web: they end in the worker, or are raised as one of their kinds.
    inside = {"refused", "owner_changed", "lease_lost", "bot_fault", "channel_unavailable"}

    codes = set(re.findall(r'code = "(\w+)"', source)) - inside

    assert {code for code in codes if f"`{code}`" not in text} == set()
