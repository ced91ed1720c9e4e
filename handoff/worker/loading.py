"""The knowledge as the worker comes to have it: by wording at once, by meaning as soon as the encoder answers."""

import asyncio
import logging
from collections.abc import Callable

from handoff.services.encoder_port import EncoderUnavailable
from handoff.services.knowledge import KnowledgeSearch
from handoff.services.knowledge_steady import Searching, SteadySearch

log = logging.getLogger(__name__)

_ASKED_AGAIN_AFTER_S = 5.0
_Open = Callable[[], KnowledgeSearch]


class Loading:
    """`search` is what questions are asked of; None until there is any. `open_wording`: None = no encoder is away."""

    def __init__(self, open_knowledge: _Open, open_wording: _Open | None) -> None:
        self.search: Searching | None = None
        self.has_encoder = False
        self._open_knowledge, self._open_wording = open_knowledge, open_wording

    async def load(self) -> bool:
        """Whether the encoder answered."""
        if self._open_wording and self.search is None:
            self.search = SteadySearch(await asyncio.to_thread(self._open_wording))
        try:
            found = await asyncio.to_thread(self._open_knowledge)
        except EncoderUnavailable as error:
            log.warning("No search by meaning until the encoder answers: %s", error)
            return False
        if isinstance(self.search, SteadySearch):
            self.search.dense = found
        else:
            self.search = found
        self.has_encoder = True
        return True

    async def load_later(self) -> None:
        while not self.has_encoder:
            await asyncio.sleep(_ASKED_AGAIN_AFTER_S)
            await self.load()
        log.info("The encoder answers: the knowledge is searched by meaning.")
