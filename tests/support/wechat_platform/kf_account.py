"""A corporation in WeCom with its app, and the 微信客服 accounts that the app may use."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tests.support.wechat_platform.crypt import Seal
from tests.support.wechat_platform.errors import Refused
from tests.support.wechat_platform.kf_codes import Codes
from tests.support.wechat_platform.kf_customer import KfCustomer
from tests.support.wechat_platform.kf_log import KfLog
from tests.support.wechat_platform.kf_servicer import KfServicer
from tests.support.wechat_platform.oa_letters import Fields, xml_of
from tests.support.wechat_platform.pushing import Letter, Pushed
from tests.support.wechat_platform.tokens import Issued, Tokens
from tests.support.wechat_platform.world import World

# The platform waits one second for an answer when an address is saved.
_SAVED_WITHIN = 1.0


@dataclass
class Corp:
    """One app: its secret, its token, its one callback address."""

    world: World
    corp_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    callback_url: str = ""
    # None lets everybody call.
    allowed_ips: Collection[str] | None = None

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.world.now)
        self.codes = Codes(self.world.now)
        self._current: Issued | None = None

    def access_token(self) -> Issued:
        """The same one as long as it is valid."""
        if self._current is None or not self.tokens.is_valid(self._current):
            self._current = self.tokens.issue()
        return self._current

    @property
    def seal(self) -> Seal:
        return Seal(self.token, self.aes_key, self.corp_id)

    def query(self, sealed: str) -> dict[str, str]:
        timestamp, nonce = str(int(self.world.now().timestamp())), str(secrets.randbelow(10**10))
        return {"msg_signature": self.seal.sign(timestamp, nonce, sealed), "timestamp": timestamp, "nonce": nonce}

    def letter(self, xml: str) -> Letter:
        sealed = self.seal.close(xml)
        body = xml_of({"ToUserName": self.corp_id, "Encrypt": sealed, "AgentID": ""})
        return Letter(self.query(sealed), body.encode())

    async def verifies(self) -> bool:
        """Save the callback address: is the echo deciphered within a second, and nothing added to it?"""
        echo = str(secrets.randbelow(10**19))
        sealed = self.seal.close(echo)
        answer = await self.world.pusher.get(
            self.callback_url, {**self.query(sealed), "echostr": sealed}, _SAVED_WITHIN
        )
        return answer.status == 200 and answer.body == echo.encode()

    def check_ip(self, ip: str) -> None:
        if self.allowed_ips is not None and ip not in self.allowed_ips:
            raise Refused(60020, f"not allow to access from your ip, from ip: {ip}")


@dataclass
class KfAccount:
    """`new_state`: in which state a session begins, 0, or 1 where the console lets a bot receive customers."""

    corp: Corp
    open_kfid: str = "wkAJ2GCAAAStandInOfTheAccount0001"
    name: str = "customer service"
    new_state: int = 0
    # 可调用接口的应用 and 通过API管理 in the console.
    is_open_to_api: bool = True
    # What a repeated msgid is refused with; nobody has told the real one's.
    repeat_errcode: int = 40058
    customers: dict[str, KfCustomer] = field(default_factory=dict)
    servicers: dict[str, KfServicer] = field(default_factory=dict)
    bells: list[Pushed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.log = KfLog(self.world.now)
        self.used_msgids: set[str] = set()
        # Fail types of the next messages, which the API takes and the customer never gets.
        self.undelivered: list[int] = []

    @property
    def world(self) -> World:
        return self.corp.world

    @property
    def api_base(self) -> str:
        return self.world.kf_url

    @property
    def callback_url(self) -> str:
        return self.corp.callback_url

    @callback_url.setter
    def callback_url(self, url: str) -> None:
        self.corp.callback_url = url

    def customer(self, name: str = "customer") -> KfCustomer:
        known = next((each for each in self.customers.values() if each.name == name), None)
        if known is not None:
            return known
        customer = KfCustomer(self, name)
        self.customers[customer.external_userid] = customer
        return customer

    def servicer(self, userid: str = "zhangsan") -> KfServicer:
        """A colleague who receives customers in the WeCom client."""
        return self.servicers.setdefault(userid, KfServicer(self, userid))

    def fails_delivery(self, fail_type: int, times: int = 1) -> None:
        """The next messages are taken with errcode 0, reach nobody, and are told as failed by an event."""
        self.undelivered += [fail_type] * times

    async def verifies(self) -> bool:
        return await self.corp.verifies()

    async def rings(self, copies: int = 1) -> Pushed:
        """The bell alone: something is there to be pulled."""
        said: Fields = {
            "ToUserName": self.corp.corp_id,
            "CreateTime": int(self.world.now().timestamp()),
            "MsgType": "event",
            "Event": "kf_msg_or_event",
            "Token": self.log.new_token(),
            "OpenKfId": self.open_kfid,
        }
        bell = await self.world.pusher.push(self.callback_url, lambda: self.corp.letter(xml_of(said)), copies)
        self.bells.append(bell)
        return bell

    async def tells(self, fields: Mapping[str, object], rings: bool = True, times: int = 1) -> str:
        """Put it into the log and ring; `times`: the same happening told so often, under different msgids."""
        for _ in range(times):
            msgid = self.new_msgid()
            self.log.add({"msgid": msgid, "send_time": int(self.world.now().timestamp()), **fields})
        if rings:
            await self.rings()
        return msgid

    async def event(self, name: str, fields: Mapping[str, object], rings: bool = True, times: int = 1) -> str:
        """Ids of account and customer are inside the event, and nowhere else."""
        event = {"event_type": name, "open_kfid": self.open_kfid, **fields}
        return await self.tells({"origin": 4, "msgtype": "event", "event": event}, rings, times)

    def new_msgid(self) -> str:
        return f"4StandIn{self.world.number():06d}{secrets.token_hex(12)}"

    def of(self, external_userid: object) -> KfCustomer:
        found = self.customers.get(str(external_userid))
        if found is None:
            raise Refused(40096)
        return found
