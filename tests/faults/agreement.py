"""Promise 1 as one check: customer, agent, store and Rasa agree about what was said, each line once and in order."""

from itertools import groupby
from typing import Any

from tests.faults.at_desk import AtDesk
from tests.faults.customer import Customer
from tests.faults.store import Store
from tests.support.processes import wait_for


def all_agree(store: Store, customer: Customer, lead: AtDesk, within: float = 60.0) -> list[dict[str, Any]]:
    """Wait until nothing is under way, then compare; returns the conversation as stored."""
    wait_for(lambda: store.is_settled(customer.conversation_id), within, "everything is worked and delivered")
    stored = store.messages(customer.conversation_id)
    ids = [line["id"] for line in stored]

    assert [line["seq"] for line in stored] == list(range(1, len(stored) + 1)), "a gap or a repeat in the store"
    own = [line for line in stored if line["sender"] == "contact"]
    assert [line["client_id"] for line in own] == customer.said, "acknowledged messages, each once and in order"
    assert [line["id"] for line in customer.lines()] == ids, "the widget shows what is stored"
    _window_agrees(customer, stored)
    shown = lead.thread(stored[-1]["episode_id"])
    assert [line["id"] for line in shown] == ids[-len(shown) :], "the desk shows what is stored"
    assert len(shown) == min(len(ids), 100)
    _each_answered_in_one_piece(stored)
    for line in own:
        trackers = store.turns(line["id"])
        assert len(trackers) == len(set(trackers)), f"Rasa ran “{line['text']}” twice"
    return stored


def _window_agrees(customer: Customer, stored: list[dict[str, Any]]) -> None:
    """The open window was pushed every line once; what we say is in order (one's own lines may overtake it)."""
    wait_for(lambda: len(customer.pushed) >= len(stored), 15, "every line pushed to the open window")
    pushed = customer.pushed
    assert sorted(line["id"] for line in pushed) == sorted(line["id"] for line in stored), "each pushed once"
    for theirs in (True, False):
        seqs = [line["seq"] for line in pushed if (line["sender"] == "contact") is theirs]
        assert seqs == sorted(seqs), "pushed in order"


def _each_answered_in_one_piece(stored: list[dict[str, Any]]) -> None:
    """All lines of an answer are of one commit, so an answer given twice would stand in two places."""
    answers = [line["answers_seq"] for line in stored if line["sender"] in {"bot", "system"} and line["answers_seq"]]
    pieces = [seq for seq, _lines in groupby(answers)]
    assert len(pieces) == len(set(pieces)), f"answered twice: {pieces}"
    for seq in pieces:
        texts = [line["text"] for line in stored if line["answers_seq"] == seq]
        assert len(texts) == len(set(texts)), f"one line said twice: {texts}"
