"""All that one can do in the studio, joined once."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from handoff.services.ports import Clock, NewId, OpenWork
from handoff.services.snapshot import OpenSnapshot
from handoff.services.studio.bulk import Bulk
from handoff.services.studio.labelling import Labelling
from handoff.services.studio.overview import Overview
from handoff.services.studio.port import Catalogue
from handoff.services.studio.reviewing import Reviewing


@dataclass(frozen=True)
class StudioWork:
    overview: Overview
    labelling: Labelling
    reviewing: Reviewing
    bulk: Bulk

    @classmethod
    def of(
        cls, open_work: OpenWork, look: OpenSnapshot, catalogue: Catalogue, zone: ZoneInfo, now: Clock, new_id: NewId
    ) -> "StudioWork":
        """`zone`: whose midnight begins a day."""
        return cls(
            Overview(open_work, look, catalogue, zone, now),
            Labelling(open_work, look, catalogue, now),
            Reviewing(open_work, look, now, new_id),
            Bulk(open_work, look, catalogue, now, new_id),
        )
