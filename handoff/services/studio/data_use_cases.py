"""What goes out of the studio into the training data and other programs, and what comes in, joined once."""

from dataclasses import dataclass

from handoff.services.studio.exchanging import Exchange
from handoff.services.studio.exporting import Exporting


@dataclass(frozen=True)
class StudioData:
    exporting: Exporting
    exchange: Exchange
