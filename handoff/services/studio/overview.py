"""What the studio shows before anything is labelled: queues, labels, one's own day, history and settings."""

from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from handoff.domain.agent import User
from handoff.domain.studio import titles
from handoff.domain.studio.example import OVERLAP_SHARE
from handoff.domain.studio.queues import LABELLING, RETURNED, REVIEWING, may_review
from handoff.services.ports import Clock, OpenWork
from handoff.services.snapshot import OpenSnapshot
from handoff.services.studio.port import Catalogue, PersonalSettings
from handoff.services.studio.views import answered_view


@dataclass(frozen=True)
class Overview:
    open_work: OpenWork
    look: OpenSnapshot
    catalogue: Catalogue
    zone: ZoneInfo
    now: Clock

    async def state(self, user: User) -> dict[str, Any]:
        async with self.look() as snapshot:
            counts = await snapshot.queue_counts(user.id)
            used = await snapshot.intent_counts()
            settings = await snapshot.personal_settings(user.id)
            submitted = await snapshot.submitted_since(user.id, self._midnight())
        names = {**{queue.name: queue.in_chinese for queue in (*LABELLING.values(), RETURNED)}}
        names |= REVIEWING if may_review(user) else {}
        return {
            "queues": [{"name": name, "title": title, "count": counts[name]} for name, title in names.items()],
            "intents": [{**asdict(label), "count": used.get(label.name, 0)} for label in self.catalogue.intents()],
            "entities": [asdict(label) for label in self.catalogue.entities()],
            "emotions": [{"name": name, "title": title} for name, title in titles.EMOTIONS.items()],
            "settings": {**settings_view(settings), "overlap_share": OVERLAP_SHARE},
            "today": {"submitted": submitted},
        }

    async def history(self, user: User, limit: int) -> dict[str, Any]:
        async with self.look() as snapshot:
            blind = (await snapshot.personal_settings(user.id)).blind
            latest = await snapshot.latest(user.id, limit)
        return {"items": [answered_view(each, blind=blind) for each in latest]}

    async def change_settings(self, user: User, settings: PersonalSettings) -> dict[str, Any]:
        async with self.open_work() as work:
            await work.studio.settings.keep(user.id, settings)
        return settings_view(settings)

    def _midnight(self) -> datetime:
        today = self.now().astimezone(self.zone).date()
        return datetime.combine(today, time(0), self.zone)


def settings_view(settings: PersonalSettings) -> dict[str, Any]:
    return {"blind": settings.blind, "keys": dict(settings.keys)}
