"""From one person to another (R10): why, with consent, to somebody who is there, and told to the customer."""

from dataclasses import dataclass
from datetime import timedelta

from handoff.domain.agent import User, can_act, can_see
from handoff.domain.conversation import Episode, EpisodeStatus, HandoffReason
from handoff.domain.errors import BadInput, Forbidden, IllegalMove, Incomplete, NotFound, RegisterBlocked
from handoff.domain.message import Draft, LineKind
from handoff.domain.summary import Summary
from handoff.services.assignment import Assignment, tell_load
from handoff.services.ports import Clock, OpenWork, UnitOfWork
from handoff.services.speaking import Speaker

_REASON_LENGTH = 100
# For these the stated reason counts as consent (R10).
_WITHOUT_ASKING = frozenset({HandoffReason.COMPLAINT, HandoffReason.THREAT, HandoffReason.ABUSE})


@dataclass(frozen=True)
class Transfer:
    open_work: OpenWork
    speaker: Speaker
    assignment: Assignment
    now: Clock

    async def transfer(self, episode_id: str, user: User, to_id: str, reason: str, *, consented: bool) -> Summary:
        """Raises AgentFull or AgentNotOnline, naming the colleague, and Incomplete without reason or consent."""
        why = reason.strip().rstrip("。，,.；;")
        self._sayable(why)
        async with self.open_work() as work:
            conversation = await work.conversations.lock_of(episode_id)
            episode = await work.episodes.get(episode_id)
            self._allowed(episode, user)
            if not consented and not _needs_no_consent(episode):
                raise Incomplete("请先征得客户同意，再转接给其他客服。")
            colleague = await self._colleague(work, episode, to_id)
            await work.episodes.reserve(colleague.id)
            before = episode.assignee_id
            moved = episode.assign(colleague.id, self.now())
            await work.episodes.save(moved)
            line = self.speaker.lines.say(
                "transferred",
                reason=why,
                agent=colleague.display_name,
                number=colleague.number,
                minutes=max(1, round(self.speaker.enterprise.policy.reply_within / timedelta(minutes=1))),
            )
            said = await self.speaker.say(work, conversation, moved, [Draft(LineKind.NOTICE, line)])
            tell_load(work, before)
            await work.activities.append(
                user.name, "episode.transfer_reason", self.now(), episode.id, reason=why, to=colleague.name
            )
            return await self.assignment.serve(work, said, colleague, "transferred", by=user.name)

    def _sayable(self, why: str) -> None:
        if not why:
            raise Incomplete("请填写转接原因，客户会看到这一原因。")
        if len(why) > _REASON_LENGTH:
            raise BadInput(f"转接原因请控制在{_REASON_LENGTH}字以内。")
        checked = self.speaker.register.check(why)
        if checked.verdict == "block":
            raise RegisterBlocked("转接原因不符合用语规范，请修改后再转接。", list(checked.findings), checked.rewritten)

    def _allowed(self, episode: Episode, user: User) -> None:
        if not can_see(user, episode):
            raise NotFound("未找到该会话，请刷新列表。")
        if not (can_act(user, episode) or user.sees_all):
            raise Forbidden("该会话不由您接待，无法转接。")
        if episode.status is not EpisodeStatus.ASSIGNED:
            raise IllegalMove(f"本次服务当前为“{episode.status.in_chinese}”，无法转接。")

    async def _colleague(self, work: UnitOfWork, episode: Episode, to_id: str) -> User:
        colleague = await work.users.get(to_id)
        if not colleague.works_at_desk:
            raise NotFound("未找到该客服，请刷新列表。")
        if colleague.id == episode.assignee_id:
            raise IllegalMove(f"该会话已由{colleague.display_name}接待。")
        return colleague


def _needs_no_consent(episode: Episode) -> bool:
    return episode.reason in _WITHOUT_ASKING or episode.complaint_step is not None
