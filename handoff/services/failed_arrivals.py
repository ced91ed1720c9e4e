"""What failed as often as it is tried: the operator sees it, and has it worked once more when the cause is mended."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from handoff.services.arrival_port import FailedArrival
from handoff.services.ports import Clock, OpenWork


@dataclass(frozen=True)
class FailedArrivals:
    open_work: OpenWork
    now: Clock

    async def all(self) -> Sequence[FailedArrival]:
        """Oldest first."""
        async with self.open_work() as work:
            return await work.arrivals.given_up()

    async def counts(self) -> Mapping[str, int]:
        """By inbox; those without any are not in it."""
        async with self.open_work() as work:
            return await work.arrivals.given_up_in()

    async def again(
        self, actor: str, *, ids: Collection[int] | None = None, inbox_id: str | None = None
    ) -> Sequence[int]:
        """Which are worked once more, of all that failed, of these, or of one inbox; what has not failed stays."""
        async with self.open_work() as work:
            taken = await work.arrivals.take_up(self.now(), ids, inbox_id)
            if taken:
                told = {"inbox": inbox_id} if inbox_id else {}
                await work.activities.append(actor, "arrivals.again", self.now(), None, ids=taken, **told)
                work.ring("arrivals")
        return taken
