"""The labels come from the bot's domain as it is now, each with a Chinese name."""

import os
from pathlib import Path

from handoff.adapters.studio_catalogue import DomainFile
from handoff.domain.studio import titles
from handoff.services.studio.port import Label
from handoff.settings import ROOT


def test_every_label_of_the_domain_has_a_chinese_name_and_no_name_is_left_over() -> None:
    domain = DomainFile(ROOT / "domain.yml")

    assert {label.name for label in domain.intents()} == titles.INTENTS.keys()
    assert {label.name for label in domain.entities()} == titles.ENTITIES.keys()
    assert len({label.title for label in domain.intents()}) == len(titles.INTENTS)


def test_a_new_intent_is_there_without_a_restart_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "domain.yml"
    path.write_text("intents: [urge, {greet: {use_entities: []}}, nlu_fallback]\nentities: [date, photo]\n", "utf-8")
    domain = DomainFile(path)
    assert domain.intents() == (Label("urge", "催促"), Label("greet", "问候"))
    assert domain.entities() == (Label("date", "日期"),)

    path.write_text("intents: [urge, trade_in]\nentities: []\n", "utf-8")
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))

    assert domain.intents() == (Label("urge", "催促"), Label("trade_in", "trade_in"))
    assert domain.entities() == ()
