"""What can be refused, each with a stable code; the sentence is in Chinese because people read it at the desk."""


class DomainError(Exception):
    """A refusal that is ours; `code` is stable, the message says what to do."""

    code = "refused"


class NotFound(DomainError):
    """The thing asked for is not there, or not theirs to see (promise 6: both look the same)."""

    code = "not_found"


class Conflict(DomainError):
    """Somebody else's change came first."""

    code = "conflict"


class IllegalMove(Conflict):
    """The episode cannot go there from where it is."""

    code = "illegal_move"


class AlreadyAssigned(Conflict):
    """Another agent won; the message names the winner."""

    code = "already_assigned"


class AgentFull(Conflict):
    """The agent has no open slot."""

    code = "agent_full"


class AgentNotOnline(Conflict):
    """Only an agent who is online takes new episodes."""

    code = "agent_not_online"


class OwnerChanged(Conflict):
    """The episode moved on while a reply was being prepared; the reply is dropped."""

    code = "owner_changed"


class LeaseLost(Conflict):
    """Another worker holds the mailbox now; what this one prepared must not be committed."""

    code = "lease_lost"


class ItemGone(Conflict):
    """Others have all places at this example; the lease on it ran out."""

    code = "item_gone"


class StaleRevision(Conflict):
    """The annotation has changed since; `present` is how it stands, for the page to go on from."""

    code = "stale_revision"

    def __init__(self, message: str, present: dict[str, object]) -> None:
        super().__init__(message)
        self.present = present


class Forbidden(DomainError):
    """Known, but not allowed."""

    code = "forbidden"


class NotSignedIn(DomainError):
    """No valid login, or no valid visitor token."""

    code = "not_signed_in"


class BadInput(DomainError):
    """The request is not of the form we take."""

    code = "bad_input"


class AlreadyRated(Conflict):
    """An episode is rated once."""

    code = "already_rated"


class Incomplete(DomainError):
    """Something has to be there first: a result, a reason, the customer's consent."""

    code = "incomplete"


class TooLarge(DomainError):
    """What was sent is beyond what we take."""

    code = "too_large"


class UnsupportedMedia(DomainError):
    """The file is of no kind that we take."""

    code = "unsupported_media"


class TooManyRequests(DomainError):
    """The caller is over the rate limit."""

    code = "too_many_requests"


class RegisterBlocked(DomainError):
    """The register gate refuses the line (promise 4)."""

    code = "register_blocked"

    def __init__(self, message: str, findings: list[dict[str, object]], rewritten: str | None) -> None:
        super().__init__(message)
        self.findings = findings
        self.rewritten = rewritten


class BotFault(DomainError):
    """Rasa is silent, dead or failed (C05)."""

    code = "bot_fault"


class ChannelUnavailable(DomainError):
    """The channel did not take the line this time; the outbox tries again."""

    code = "channel_unavailable"
