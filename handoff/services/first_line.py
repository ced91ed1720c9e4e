"""The line prefilled for an agent who has just come in: thanks, who serves, and the matter restated (R07, R10)."""

from collections.abc import Sequence

from handoff.domain.agent import User
from handoff.domain.conversation import Episode, EpisodeStatus
from handoff.domain.enterprise import Enterprise
from handoff.domain.lines import Lines
from handoff.domain.message import Message, Sender
from handoff.domain.summary import Summary
from handoff.domain.ticket import Ticket
from handoff.services.ports import Register


def first_line(
    lines: Lines,
    enterprise: Enterprise,
    user: User,
    episode: Episode,
    summary: Summary | None,
    ticket: Ticket | None,
    own: Sequence[Message],
    register: Register,
) -> str | None:
    """None for everybody but the agent who has just accepted and has not written yet.

    Harsh words of the customer (R05) are not said back to them, not even in quotation marks.
    """
    if episode.assignee_id != user.id or episode.status is not EpisodeStatus.ASSIGNED:
        return None
    accepted = episode.accepted_at
    if any(_is_of(line, user) and accepted and line.created_at >= accepted for line in own):
        return None
    matter = _matter(episode, ticket)
    if matter is None:
        return None
    demand, address = matter
    facts = {
        "address": address,
        "enterprise": enterprise.name,
        "number": user.number,
        "demand": demand.rstrip("。！!？?～~，,"),
    }
    if facts["demand"] == lines.say("demand_unknown"):
        return lines.say("first_line_open", **facts)
    upset = summary is not None and (summary.complaint_step or summary.emotion == "angry")
    quoting = lines.say("first_line_complaint" if upset else "first_line", **facts)
    if register.check(quoting).verdict == "pass" and not _is_harsh(register, facts["demand"]):
        return quoting
    return lines.say("first_line_complaint_unquoted" if upset else "first_line_unquoted", **facts)


def _matter(episode: Episode, ticket: Ticket | None) -> tuple[str, str] | None:
    """The demand and how the customer is called: of the packet, or of the ticket somebody wrote from."""
    if episode.packet is not None:
        named = episode.packet.get("title")
        return str(episode.packet["demand"]), str(episode.packet["contact_name"]) if named else ""
    return (ticket.demand, ticket.contact_name if ticket.title else "") if ticket else None


def _is_harsh(register: Register, words: str) -> bool:
    return any(finding["rule"] == "R05" for finding in register.check(words).findings)


def _is_of(line: Message, user: User) -> bool:
    return line.sender is Sender.AGENT and line.agent_id == user.id
