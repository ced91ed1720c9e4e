"""The packet and the ticket: nothing required may be missing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handoff.domain.conversation import HandoffReason
from handoff.domain.errors import BadInput
from handoff.domain.message import LineKind, Message, Parse, Sender
from handoff.domain.packet import HandoffPacket, emotions, last_lines
from handoff.domain.ticket import Priority, category_of, priority_of

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def packet(**changes: Any) -> HandoffPacket:
    facts: dict[str, Any] = {
        "contact_name": "访客 7F2C",
        "channel": "web",
        "demand": "洗衣机漏水，要求上门检查",
        "category": "售后",
        "reason": HandoffReason.ASKED,
        "raised_at": NOON,
        "identity_verified": False,
        "last_lines": (),
        "emotions": (),
    }
    return HandoffPacket(**{**facts, **changes})


def line(seq: int, sender: Sender = Sender.CONTACT, parse: Parse | None = None) -> Message:
    return Message(
        id=f"m{seq}",
        conversation_id="c",
        episode_id="e",
        seq=seq,
        sender=sender,
        kind=LineKind.TEXT,
        text=f"第{seq}句",
        created_at=NOON + timedelta(seconds=seq),
        parse=parse,
    )


@pytest.mark.parametrize("field", ["contact_name", "channel", "demand", "category"])
@pytest.mark.parametrize("empty", ["", "  "])
def test_a_packet_without_a_required_field_is_refused(field: str, empty: str) -> None:
    with pytest.raises(BadInput, match=field):
        packet(**{field: empty})


def test_a_packet_says_its_reason_in_words() -> None:
    wire = packet(reason=HandoffReason.COMPLAINT).as_json()

    assert wire["reason"] == "complaint"
    assert wire["reason_text"] == HandoffReason.COMPLAINT.in_chinese
    assert wire["raised_at"] == NOON.isoformat()


def test_the_packet_carries_the_last_twenty_lines_in_order() -> None:
    carried = last_lines([line(seq) for seq in range(1, 31)])

    assert [each["text"] for each in carried] == [f"第{seq}句" for seq in range(11, 31)]


def test_feelings_are_the_customers_and_only_where_they_were_read() -> None:
    angry = Parse("complaint", 0.9, False, emotion="angry", emotion_score=0.8)

    read = emotions([line(1), line(2, parse=angry), line(3, Sender.BOT, angry)])

    assert read == ({"seq": 2, "label": "angry", "score": 0.8},)


@pytest.mark.parametrize(
    ("reason", "vip", "priority"),
    [
        ("threat", False, Priority.URGENT),
        ("abuse", True, Priority.URGENT),
        ("complaint", False, Priority.HIGH),
        ("asked", True, Priority.HIGH),
        ("asked", False, Priority.NORMAL),
    ],
)
def test_threats_come_first_then_complaints_and_priority_customers(reason: str, vip: bool, priority: Priority) -> None:
    assert priority_of(reason, vip) is priority


@pytest.mark.parametrize(
    ("reason", "topic", "category"),
    [
        ("complaint", "refund_status", "投诉"),
        ("asked", "refund_status", "售后"),
        ("asked", "logistics_track", "查询"),
        ("asked", "order_cancel", "售后"),
        ("asked", "suggestion", "建议"),
        ("not_understood", "product_info", "咨询"),
        ("not_understood", "repair_center", "咨询"),
        ("asked", None, "其他"),
    ],
)
def test_a_ticket_is_filed_by_reason_and_topic(reason: str, topic: str | None, category: str) -> None:
    assert category_of(reason, topic) == category
