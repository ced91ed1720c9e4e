"""Rows to our objects and back; nothing outside the stores sees a row."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from handoff.domain.agent import Availability, Role, User
from handoff.domain.card import card_of
from handoff.domain.clocks import ReplyClock, Waiting
from handoff.domain.conversation import Episode, EpisodeStatus, HandoffReason, Offer, Stretch
from handoff.domain.image import Picture
from handoff.domain.message import Button, LineKind, Message, Parse, Sender, Source
from handoff.domain.ticket import Priority, Ticket, TicketKind, TicketStatus


def episode_of(row: RowMapping) -> Episode:
    offer = row["offer"]
    return Episode(
        id=row["id"],
        conversation_id=row["conversation_id"],
        status=EpisodeStatus(row["status"]),
        opened_at=row["opened_at"],
        first_seq=row["first_seq"],
        version=row["version"],
        clock=clock_of(row),
        assignee_id=row["assignee_id"],
        reason=HandoffReason(row["reason"]) if row["reason"] else None,
        queued_at=row["queued_at"],
        accepted_at=row["accepted_at"],
        resolved_at=row["resolved_at"],
        continues_id=row["continues_id"],
        complaint_step=row["complaint_step"],
        packet=row["packet"],
        offer=Offer(HandoffReason(offer["reason"]), offer["seq"], offer["details"]) if offer else None,
        declined=tuple(row["declined"]),
        result=row["result"],
        lead_called=row["lead_called"],
        ends_with_message_id=row["ends_with_message_id"],
        ticket_id=row["ticket_id"],
    )


def clock_of(row: RowMapping) -> ReplyClock:
    def waiting(name: str) -> Waiting | None:
        return Waiting(row[f"{name}_seq"], row[f"{name}_at"]) if row[f"{name}_seq"] is not None else None

    return ReplyClock(
        waiting("unlined"), waiting("unanswered"), row["promised_until"], row["renewals"], row["person_from"]
    )


def episode_row(episode: Episode) -> dict[str, Any]:
    clock = episode.clock
    kept = {
        name: value
        for name, value in vars(episode).items()
        if name not in {"clock", "offer", "declined", "status", "reason"}
    }
    return {
        **kept,
        "status": episode.status.value,
        "reason": episode.reason.value if episode.reason else None,
        "offer": _offer_row(episode.offer) if episode.offer else None,
        "declined": list(episode.declined),
        "unlined_seq": clock.unlined.seq if clock.unlined else None,
        "unlined_at": clock.unlined.at if clock.unlined else None,
        "unanswered_seq": clock.unanswered.seq if clock.unanswered else None,
        "unanswered_at": clock.unanswered.at if clock.unanswered else None,
        "promised_until": clock.promised_until,
        "renewals": clock.renewals,
        "person_from": clock.person_from,
    }


def _offer_row(offer: Offer) -> dict[str, Any]:
    return {"reason": offer.reason.value, "seq": offer.seq, "details": offer.details}


def message_of(row: RowMapping) -> Message:
    return Message(
        id=row["id"],
        conversation_id=row["conversation_id"],
        episode_id=row["episode_id"],
        seq=row["seq"],
        sender=Sender(row["sender"]),
        kind=LineKind(row["kind"]),
        text=row["text"],
        created_at=row["created_at"],
        client_id=row["client_id"],
        agent_id=row["agent_id"],
        buttons=tuple(Button(**button) for button in row["buttons"]),
        answers_seq=row["answers_seq"],
        verdict=row["verdict"],
        findings=tuple(row["findings"]),
        override_reason=row["override_reason"],
        parse=parse_of(row["parse"]),
        delivery=row.get("state") or "sent",
        attachments=tuple(Picture(**picture) for picture in row["attachments"]),
        card=card_of(row["card"]) if row["card"] else None,
        source=Source(**row["source"]) if row["source"] else None,
        delivery_reason=row.get("reason"),
        recalled=row["recalled"],
    )


def parse_of(value: dict[str, Any] | None) -> Parse | None:
    if not value:
        return None
    # Parses kept by earlier releases have no ranking.
    ranking = tuple((name, confidence) for name, confidence in value.get("ranking", ()))
    return Parse(**{**value, "entities": tuple(value["entities"]), "ranking": ranking})


def parse_row(parse: Parse) -> dict[str, Any]:
    return {**asdict(parse), "entities": list(parse.entities)}


def message_row(message: Message, inbox_id: str, message_ref: str) -> dict[str, Any]:
    kept = {
        name: value for name, value in vars(message).items() if name not in {"delivery", "delivery_reason", "parse"}
    }
    return {
        **kept,
        "inbox_id": inbox_id,
        "message_ref": message_ref,
        "sender": message.sender.value,
        "kind": message.kind.value,
        "buttons": [asdict(button) for button in message.buttons],
        "findings": list(message.findings),
        "parse": parse_row(message.parse) if message.parse else None,
        "attachments": [asdict(picture) for picture in message.attachments],
        "card": message.card.as_json() if message.card else None,
        "source": asdict(message.source) if message.source else None,
    }


def stretch_of(row: RowMapping) -> Stretch:
    return Stretch(**row)


def user_of(row: RowMapping) -> User:
    return User(
        id=row["id"],
        name=row["name"],
        display_name=row["display_name"],
        number=row["number"],
        role=Role(row["role"]),
        availability=Availability(row["availability"]),
        capacity=row["capacity"],
        last_seen_at=row["last_seen_at"],
    )


def ticket_of(row: RowMapping) -> Ticket:
    known = {name: row[name] for name in Ticket.__dataclass_fields__}
    return Ticket(
        **{
            **known,
            "status": TicketStatus(row["status"]),
            "priority": Priority(row["priority"]),
            "kind": TicketKind(row["kind"]),
            "photos": tuple(row["photos"]),
        }
    )


def ticket_row(ticket: Ticket) -> dict[str, Any]:
    return {
        **vars(ticket),
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "kind": ticket.kind.value,
        "photos": list(ticket.photos),
    }
