"""What goes wrong with an encoder that is somewhere else; the port itself stands with the search that needs it."""

from handoff.domain.errors import DomainError


class EncoderUnavailable(DomainError):
    """The endpoint gave no vectors this time: silent, dead, or its answer was none. Asking again later may help."""

    code = "encoder_unavailable"
