"""A colleague who serves customers in the WeCom client, past our desk."""

from typing import TYPE_CHECKING

from tests.support.wechat_platform.kf_codes import Kind
from tests.support.wechat_platform.kf_customer import ENDED, QUEUEING, SERVED, KfCustomer
from tests.support.wechat_platform.lines import By, Line

if TYPE_CHECKING:
    from tests.support.wechat_platform.kf_account import KfAccount

_TAKEN, _TRANSFERRED, _ENDED, _REOPENED = 1, 2, 3, 4


class KfServicer:
    def __init__(self, account: "KfAccount", userid: str) -> None:
        self.account = account
        self.userid = userid
        self.is_receiving = True

    async def takes(self, customer: KfCustomer) -> str:
        """From the pool."""
        assert customer.state == QUEUEING, f"nothing to take: state {customer.state}"
        customer.move(SERVED, self.userid)
        code = self.account.corp.codes.issue(Kind.TAKEN, customer)
        return await self._changed(customer, _TAKEN, new_servicer_userid=self.userid, msg_code=code)

    async def transfers(self, customer: KfCustomer, to: "KfServicer") -> str:
        self._has(customer)
        customer.move(SERVED, to.userid)
        return await self._changed(
            customer, _TRANSFERRED, old_servicer_userid=self.userid, new_servicer_userid=to.userid
        )

    async def ends(self, customer: KfCustomer) -> str:
        self._has(customer)
        customer.move(ENDED)
        code = self.account.corp.codes.issue(Kind.ENDED, customer)
        return await self._changed(customer, _ENDED, old_servicer_userid=self.userid, msg_code=code)

    async def writes(self, customer: KfCustomer, text: str) -> str:
        """Writing in an ended session opens it again."""
        if customer.state == ENDED:
            customer.move(SERVED, self.userid)
            await self._changed(customer, _REOPENED, old_servicer_userid=self.userid, new_servicer_userid=self.userid)
        self._has(customer)
        now = self.account.world.now()
        customer.thread.add(Line(By.SERVICER, "text", now, text))
        return await self.account.tells(
            {
                "open_kfid": self.account.open_kfid,
                "external_userid": customer.external_userid,
                "origin": 5,
                "servicer_userid": self.userid,
                "msgtype": "text",
                "text": {"content": text},
            }
        )

    async def recalls(self, customer: KfCustomer, msgid: str) -> str:
        fields = {"external_userid": customer.external_userid, "recall_msgid": msgid, "servicer_userid": self.userid}
        return await self.account.event("servicer_recall_msg", fields)

    async def receives(self, is_receiving: bool = True) -> str:
        """Begin to receive customers, or stop."""
        self.is_receiving = is_receiving
        status = {"status": 1} if is_receiving else {"status": 2, "stop_type": 0}
        return await self.account.event("servicer_status_change", {"servicer_userid": self.userid, **status})

    def _has(self, customer: KfCustomer) -> None:
        assert (customer.state, customer.servicer) == (SERVED, self.userid), f"{self.userid} does not serve them"

    async def _changed(self, customer: KfCustomer, change: int, **fields: object) -> str:
        ids = {"external_userid": customer.external_userid, "change_type": change}
        return await self.account.event("session_status_change", {**ids, **fields})
