"""Setting up inboxes: what the operator adds, changes, switches off and tries out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from handoff.domain.agent import User
from handoff.domain.errors import BadInput, Conflict, RegisterBlocked
from handoff.domain.inbox import ChannelKind, Inbox, KfAccount, OfficialAccount, Secrets, Trouble
from handoff.domain.inbox_rules import account_key, check_set_up
from handoff.services.channel_port import CheckedPoint, Platform
from handoff.services.inbox_port import InboxStore, SecretsUnreadable, SetUp
from handoff.services.ports import Clock, NewId, OpenWork, Register
from handoff.services.resuming import resume

_KIND_OF = {ChannelKind.WECHAT_OA: OfficialAccount, ChannelKind.WECHAT_KF: KfAccount}


@dataclass(frozen=True)
class InboxChange:
    """What is to be different; None leaves it, and so does a secret that is empty. `account` is given whole."""

    version: int
    name: str | None = None
    enabled: bool | None = None
    account: OfficialAccount | KfAccount | None = None
    secrets: Secrets = field(default_factory=Secrets)


@dataclass(frozen=True)
class InboxSetUp:
    store: InboxStore
    platforms: Mapping[ChannelKind, Platform]
    open_work: OpenWork
    register: Register
    now: Clock
    new_id: NewId

    async def all(self) -> Sequence[Inbox]:
        return await self.store.all()

    async def get(self, inbox_id: str) -> Inbox:
        return await self.store.get(inbox_id)

    async def add(
        self, user: User, channel: ChannelKind, name: str, account: OfficialAccount | KfAccount, secrets: Secrets
    ) -> Inbox:
        """Raises BadInput naming the field, Conflict for an account that has an inbox, RegisterBlocked."""
        _refuse_other_kind(channel, account)
        at = self.now()
        made = Inbox(self.new_id(), channel, name, account=account, secrets=secrets, created_at=at, account_since=at)
        check_set_up(made)
        await self._check_words(None, made)
        await self.store.add(made, SetUp(user.name, "inbox.added", at, _different(None, made)))
        return await self.store.get(made.id)

    async def change(self, user: User, inbox_id: str, change: InboxChange) -> Inbox:
        """Raises like `add`, and Conflict on an old version."""
        before = await self.store.get(inbox_id)
        if change.version != before.version:
            raise Conflict("该渠道刚刚有了新的变化，请刷新后再试。")
        after = _changed(before, change)
        if account_key(after.account) != account_key(before.account):
            after = replace(after, account_since=self.now())
        different = _different(before, after)
        if not different:
            return before
        if any("." in name for name in different) or (after.enabled and not before.enabled):
            check_set_up(after)
            await self._check_words(before, after)
        else:
            # Renamed or switched off: what was once set up and works no more must not stand in the way.
            check_set_up(replace(after, account=None))
        name = "changed" if "enabled" not in different else "switched_on" if after.enabled else "switched_off"
        await self.store.save(after, SetUp(user.name, f"inbox.{name}", self.now(), different))
        await resume(self.open_work, inbox_id, self.now())
        return await self.store.get(inbox_id)

    async def check(self, inbox_id: str) -> Sequence[CheckedPoint]:
        """Ask the platform; what it refuses stands as the inbox's trouble until it refuses it no more."""
        inbox = await self.store.get(inbox_id)
        platform = self.platforms.get(inbox.channel)
        if platform is None:
            raise BadInput("该渠道无需测试连接。")
        if inbox.trouble and inbox.trouble.code == SecretsUnreadable.code:
            return [CheckedPoint("secrets", False, inbox.trouble.text)]
        points = await platform.check(inbox)
        failed = next((point for point in points if not point.passed), None)
        trouble = Trouble(f"check.{failed.name}", failed.text, self.now()) if failed else None
        await self.store.tell_trouble(inbox_id, trouble)
        if trouble is None:
            await resume(self.open_work, inbox_id, self.now())
        return points

    async def _check_words(self, before: Inbox | None, after: Inbox) -> None:
        """What customers will read, and whom it names."""
        if after.account is None:
            return
        old = before.account if before else None
        welcome = after.account.welcome
        if welcome and (old is None or welcome != old.welcome):
            checked = self.register.check(welcome)
            if checked.verdict == "block":
                hint = f"可改为：{checked.rewritten}" if checked.rewritten else "请改用规范的书面用语。"
                raise RegisterBlocked(f"欢迎语不符合用语规范。{hint}", list(checked.findings), checked.rewritten)
        if isinstance(after.account, KfAccount) and after.account.servicers:
            async with self.open_work() as work:
                known = {user.name for user in await work.users.all()}
            for name in after.account.servicers.values():
                if name not in known:
                    raise BadInput(f"“接待人员对应”中的“{name}”不是系统中的用户名，请核对后重新填写。")


def _changed(before: Inbox, change: InboxChange) -> Inbox:
    given = {each.name: getattr(change.secrets, each.name) for each in fields(Secrets)}
    fresh = {name: value for name, value in given.items() if value}
    if before.channel is ChannelKind.WEB and (change.account or fresh or change.enabled is False):
        raise BadInput("网页渠道只能修改名称。")
    if change.account:
        _refuse_other_kind(before.channel, change.account)
    return replace(
        before,
        name=before.name if change.name is None else change.name,
        enabled=before.enabled if change.enabled is None else change.enabled,
        account=change.account or before.account,
        secrets=replace(before.secrets, **fresh),
    )


def _refuse_other_kind(channel: ChannelKind, account: OfficialAccount | KfAccount) -> None:
    kind = _KIND_OF.get(channel)
    if kind is None:
        raise BadInput("网页渠道已内置，无需新建。")
    if not isinstance(account, kind):
        raise BadInput("账号设置与渠道类型不一致，请重新填写。")


def _different(before: Inbox | None, after: Inbox) -> tuple[str, ...]:
    """Names only: the record is read by more people than may know a secret."""
    was, is_ = (_flat(before) if before else {}), _flat(after)
    return tuple(name for name, value in is_.items() if value != was.get(name))


def _flat(inbox: Inbox) -> dict[str, object]:
    account = {f"account.{name}": value for name, value in vars(inbox.account).items()} if inbox.account else {}
    secrets = {f"secrets.{name}": value for name, value in vars(inbox.secrets).items() if value}
    return {"name": inbox.name, "enabled": inbox.enabled, **account, **secrets}
