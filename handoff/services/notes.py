"""Notes among colleagues: for everybody who sees the episode, never for the customer, and no clock runs on them."""

from dataclasses import dataclass

from handoff.domain.agent import User, can_see
from handoff.domain.errors import BadInput, Conflict, NotFound
from handoff.domain.note import Note
from handoff.services.ports import Clock, NewId, OpenWork
from handoff.services.views import note_view

_LENGTH = 2000


@dataclass(frozen=True)
class Notes:
    open_work: OpenWork
    now: Clock
    new_id: NewId

    async def add(self, episode_id: str, user: User, client_id: str, text: str) -> Note:
        """Written once: a repeated `client_id` returns the first."""
        if not text.strip() or len(text) > _LENGTH:
            raise BadInput(f"请输入1至{_LENGTH}字的备注。")
        async with self.open_work() as work:
            conversation = await work.conversations.lock_of(episode_id)
            episode = await work.episodes.get(episode_id)
            if not can_see(user, episode):
                raise NotFound("未找到该会话，请刷新列表。")
            known = await work.notes.by_client(user.id, client_id)
            if known and known.episode_id != episode_id:
                raise Conflict("该备注编号已用于其他会话，备注未保存，请重新提交。")
            if known:
                return known
            note = Note(self.new_id(), conversation.id, episode_id, user.id, text, client_id, self.now())
            await work.notes.add(note)
            work.feed.append(
                "note.created",
                "desk",
                {"episode_id": episode_id, "note": note_view(note, user)},
                episode_id=episode_id,
            )
            work.ring("queue")
            return note
