"""The stand-in itself: two servers, the accounts, the clock, and what goes wrong on demand."""

import traceback
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from tests.support.wechat_platform.api import PREFIX, Call
from tests.support.wechat_platform.faults import Fault, Hold
from tests.support.wechat_platform.kf_account import Corp, KfAccount
from tests.support.wechat_platform.kf_api import KfApi
from tests.support.wechat_platform.oa_account import A_KEY, OaAccount
from tests.support.wechat_platform.oa_api import OaApi
from tests.support.wechat_platform.play import Play
from tests.support.wechat_platform.wire import Answer, Asked, HttpServer, LineCut
from tests.support.wechat_platform.world import World, utc_now

_CUT_OFF_AFTER = 5.0


class WechatPlatform:
    """`clock` gives the time that windows and tokens go by; `patience`: seconds until a callback is cut off."""

    def __init__(
        self,
        *,
        port: int = 0,
        kf_port: int = 0,
        clock: Callable[[], datetime] = utc_now,
        patience: float = _CUT_OFF_AFTER,
    ) -> None:
        self.world = World(clock, patience)
        self._ports = port, kf_port
        self._oa, self._kf = OaApi(self.world), KfApi(self.world)
        self._play = Play(self.world, self._oa.accounts, self._kf.accounts)
        self._servers = HttpServer(self._answer_oa), HttpServer(self._answer_kf)

    async def __aenter__(self) -> Self:
        oa, kf = self._servers
        await oa.start(self._ports[0])
        await kf.start(self._ports[1])
        self.world.oa_url, self.world.kf_url = oa.url, kf.url
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.world.close()
        for server in self._servers:
            await server.stop()
        assert not self.world.broken, "the stand-in itself broke:\n" + "\n".join(self.world.broken)

    @property
    def oa_url(self) -> str:
        """Instead of https://api.weixin.qq.com; `/` is the page for playing a customer by hand."""
        return self.world.oa_url

    @property
    def kf_url(self) -> str:
        """Instead of https://qyapi.weixin.qq.com."""
        return self.world.kf_url

    def oa(self, **settings: Any) -> OaAccount:
        """A new Official Account or mini-program; `settings` are the fields of OaAccount."""
        account = OaAccount(self.world, **settings)
        assert account.app_id not in self._oa.accounts, f"{account.app_id} is there already"
        self._oa.accounts[account.app_id] = account
        return account

    def kf(
        self,
        *,
        corp_id: str = "ww1f2e3d4c5b6a7980",
        secret: str = "secret-of-the-app",
        token: str = "TokenOfTheApp",
        aes_key: str = A_KEY,
        callback_url: str = "",
        **settings: Any,
    ) -> KfAccount:
        """A new 微信客服 account; `settings` are the fields of KfAccount. The same corp_id means the same app."""
        corp = self._kf.corps.setdefault(corp_id, Corp(self.world, corp_id, secret, token, aes_key, callback_url))
        account = KfAccount(corp, **settings)
        assert account.open_kfid not in self._kf.accounts, f"{account.open_kfid} is there already"
        self._kf.accounts[account.open_kfid] = account
        return account

    @property
    def now(self) -> datetime:
        return self.world.now()

    def advance(self, **time: float) -> None:
        """Move the platform's clock: `advance(hours=48)`. Ours stays, so this is a skew as well."""
        self.world.skew += timedelta(**time)

    def sets_clock(self, clock: Callable[[], datetime]) -> None:
        """Go by this one from now on."""
        self.world.clock, self.world.skew = clock, timedelta()

    def refuses(self, endpoint: str, errcode: int, times: int = 1, errmsg: str = "") -> None:
        """The next calls of the endpoint, such as `message/custom/send`, are answered with this and not done."""
        self.world.faults.plan(endpoint, Fault(errcode, errmsg), times)

    def breaks(self, endpoint: str, status: int = 500, body: bytes = b"", times: int = 1) -> None:
        """HTTP itself fails; with status 200 and a body of your own the answer is only nonsense."""
        self.world.faults.plan(endpoint, Fault(status=status, body=body or None), times)

    def hangs(self, endpoint: str, times: int = 1, *, after_doing: bool = False) -> None:
        """No answer comes as long as the caller waits."""
        self.world.faults.plan(endpoint, Fault(hangs=True, after_doing=after_doing), times)

    def drops(self, endpoint: str, times: int = 1, *, after_doing: bool = True) -> None:
        """The connection ends without an answer, and what was asked for has been done all the same."""
        self.world.faults.plan(endpoint, Fault(drops=True, after_doing=after_doing), times)

    def holds(self, endpoint: str) -> Hold:
        """The next call waits until it is released, and is then done as usual."""
        hold = Hold()
        self.world.faults.plan(endpoint, Fault(hold=hold))
        return hold

    def behaves(self) -> None:
        """Forget all that should still go wrong."""
        self.world.faults.clear()

    @property
    def calls(self) -> Sequence[Call]:
        """All calls of both APIs, in the order of their answers."""
        return sorted([*self._oa.calls, *self._kf.calls], key=lambda call: call.number)

    def count(self, endpoint: str) -> int:
        return sum(call.endpoint == endpoint for call in self.calls)

    async def settled(self) -> None:
        """Once everything the platform does on its own, such as ringing, is done."""
        await self.world.settled()

    async def _answer_oa(self, asked: Asked) -> Answer:
        return await self._watched(self._oa.answer(asked) if asked.path.startswith(PREFIX) else self._page(asked))

    async def _answer_kf(self, asked: Asked) -> Answer:
        return await self._watched(self._kf.answer(asked))

    async def _page(self, asked: Asked) -> Answer:
        found = self._oa.file(asked) or self._play.answer(asked)
        return found or Answer(b"not here", "text/plain", status=404)

    async def _watched(self, work: Awaitable[Answer]) -> Answer:
        try:
            return await work
        except LineCut:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the test must see it at its end
            self.world.broken.append(traceback.format_exc())
            return Answer(b"the stand-in broke", "text/plain", status=500)
