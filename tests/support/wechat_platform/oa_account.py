"""An Official Account (公众号) or a mini-program (小程序), as set up in its console."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tests.support.wechat_platform.crypt import Seal
from tests.support.wechat_platform.errors import Refused
from tests.support.wechat_platform.oa_customer import OaCustomer
from tests.support.wechat_platform.oa_letters import Fields, LetterBox
from tests.support.wechat_platform.pushing import Letter, Pushed
from tests.support.wechat_platform.tokens import OaTokens
from tests.support.wechat_platform.world import World

A_KEY = "k3yForTheStandIn0fWeChat0123456789abcdefghA"
_MODES = frozenset({"plain", "compat", "safe"})
_FLAVOURS = frozenset({"oa", "mini"})
_WIRES = frozenset({"xml", "json"})


@dataclass
class OaAccount:
    """`mode`: plain, compat or safe; `flavour`: oa or mini; `wire`: what its callbacks are written in, xml or json."""

    world: World
    app_id: str = "wx5a0c1d2e3f405162"
    secret: str = field(default="secret-of-the-account", repr=False)
    token: str = field(default="TokenOfTheAccount", repr=False)
    aes_key: str = field(default=A_KEY, repr=False)
    mode: str = "safe"
    flavour: str = "oa"
    wire: str = "xml"
    original_id: str = "gh_5f0e1d2c3b4a"
    callback_url: str = ""
    # None lets everybody call.
    allowed_ips: Collection[str] | None = None
    # An account that is not verified may not call the customer-service API at all.
    may_send: bool = True
    # A subscription account has no menus of messages.
    has_menus: bool = True
    kf_accounts: list[str] = field(default_factory=list)
    customers: dict[str, OaCustomer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.mode in _MODES, self.mode
        assert self.flavour in _FLAVOURS, self.flavour
        assert self.wire in _WIRES, self.wire
        self.tokens = OaTokens(self.world.now)

    @property
    def api_base(self) -> str:
        return self.world.oa_url

    @property
    def forced_refreshes(self) -> int:
        """How often stable_token was called with force_refresh, which no product should do on its own."""
        return len(self.tokens.forced_at)

    def customer(self, name: str = "customer") -> OaCustomer:
        """The follower of this name; new ones follow the account already and have not written yet."""
        known = next((each for each in self.customers.values() if each.name == name), None)
        if known is not None:
            return known
        customer = OaCustomer(self, name)
        self.customers[customer.openid] = customer
        return customer

    async def verifies(self, echo: str = "") -> bool:
        """Save the callback address in the console: does it answer the echo, and nothing else?"""
        said = echo or str(secrets.randbelow(10**19))
        answer = await self.world.pusher.get(
            self.callback_url, self.letters.console_query(said, self.world.now()), self.world.pusher.patience
        )
        return answer.status == 200 and answer.body == said.encode()

    async def push(self, fields: Fields, openid: str, copies: int = 1) -> Pushed:
        def letter() -> Letter:
            return self.letters.letter(fields, openid, self.world.now())

        return await self.world.pusher.push(self.callback_url, letter, copies)

    @property
    def letters(self) -> LetterBox:
        # Read anew each time: a test may change the console's settings.
        return LetterBox(Seal(self.token, self.aes_key, self.app_id), self.mode, self.wire, self.original_id)

    def check_ip(self, ip: str) -> None:
        """A mini-program has no such list."""
        if self.flavour == "oa" and self.allowed_ips is not None and ip not in self.allowed_ips:
            raise Refused(40164, f"invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist")

    def of(self, openid: object) -> OaCustomer:
        found = self.customers.get(str(openid))
        if found is None:
            raise Refused(40003)
        return found

    def check_kf_account(self, body: Mapping[str, object]) -> None:
        wanted = body.get("customservice")
        if isinstance(wanted, dict) and wanted.get("kf_account") not in self.kf_accounts:
            raise Refused(65401)
