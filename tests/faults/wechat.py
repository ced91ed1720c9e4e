"""The running product with WeChat's stand-in around it: two inboxes, their customers, what both sides hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.faults.store import Store
from tests.support.processes import wait_for
from tests.support.product import Product
from tests.support.wechat_platform import By, KfAccount, KfCustomer, OaAccount, Pushed, WechatPlatform, in_thread
from tests.support.wechat_platform.faults import Hold
from tests.support.wechat_platform.in_thread import InThread
from tests.support.wechat_platform.oa_customer import OaCustomer

Customer = OaCustomer | KfCustomer
# Longer than the lease of whatever a dead worker held.
AFTER_A_LEASE = 150.0
_MENDED = 90.0


@dataclass(frozen=True)
class Wechat:
    """`oa_inbox`, `kf_inbox`: ids of ours; `platform`: whatever is changed or read there goes through `there.do`."""

    there: InThread
    store: Store
    oa: OaAccount
    kf: KfAccount
    oa_inbox: str
    kf_inbox: str

    @property
    def platform(self) -> WechatPlatform:
        return self.there.platform

    def holds(self, endpoint: str) -> Hold:
        return self.there.do(lambda: self.platform.holds(endpoint))

    def hangs(self, endpoint: str) -> None:
        self.there.do(lambda: self.platform.hangs(endpoint))

    def waits_at(self, hold: Hold) -> None:
        """Until a call is held there."""
        self.there.run(hold.arrived.wait())

    def releases(self, *holds: Hold) -> None:
        for hold in holds:
            self.there.do(hold.release)

    def follower(self, name: str) -> OaCustomer:
        return self.there.do(lambda: self.oa.customer(name))

    def caller(self, name: str) -> KfCustomer:
        return self.there.do(lambda: self.kf.customer(name))

    def writes(self, customer: Customer, text: str) -> Pushed | None:
        """How the push went; 微信客服 pushes nothing but its bell."""
        if isinstance(customer, OaCustomer):
            return self.there.run(customer.writes(text))
        self.there.run(customer.writes(text))
        return None

    def pushes_again(self, customer: OaCustomer) -> Pushed:
        """The customer's last line once more, as the platform does that has not heard our answer."""
        said = next(line for line in reversed(customer.thread.lines) if line.by is By.CUSTOMER)
        fields: dict[str, str | int | float] = {
            "ToUserName": self.oa.original_id,
            "FromUserName": customer.openid,
            "CreateTime": int(said.at.timestamp()),
            "MsgType": "text",
            "Content": said.text,
            "MsgId": int(said.ref),
        }
        return self.there.run(self.oa.push(fields, customer.openid))

    def waits_for(self, customer: Customer, lines: int, within: float = _MENDED) -> None:
        """Until so many lines of ours are on the customer's screen."""
        wait_for(lambda: len(self.heard(customer)) >= lines, within, f"{lines} lines for {customer.name}")

    def heard(self, customer: Customer) -> list[str]:
        """The words of what we sent, in order; without the platform's own notices."""
        return self.there.do(lambda: [line.text for line in customer.received if line.by is not By.PLATFORM])

    def messages(self, customer: Customer) -> list[dict[str, Any]]:
        """The thread as we hold it."""
        conversation_id = self._conversation_of(customer)
        return self.store.messages(conversation_id) if conversation_id else []

    def states(self, customer: Customer) -> set[str]:
        """How our lines to this customer stand."""
        return {line["state"] for line in self.messages(customer) if line["state"]}

    def waits_for_state(self, customer: Customer, *states: str, within: float = _MENDED) -> None:
        """Until there are lines of ours, all of them in one of these states."""

        def reached() -> bool:
            found = self.states(customer)
            return bool(found) and found <= set(states)

        wait_for(reached, within, f"{customer.name}'s lines {' or '.join(states)}")

    def all_agree(self, customer: Customer, said: list[str], within: float = _MENDED) -> list[dict[str, Any]]:
        """Each line of the customer is held once and in order, each of ours has arrived, none twice; returns ours.

        A line whose sending was cut off may have arrived: it is held as unknown and never sent again.
        """
        wait_for(lambda: self._is_settled(customer), within, f"everything of {customer.name} worked and delivered")
        stored = self.messages(customer)
        heard = "\n".join(self.heard(customer))
        assert [line["seq"] for line in stored] == list(range(1, len(stored) + 1)), "a gap or a repeat"
        assert [line["text"] for line in stored if line["sender"] == "contact"] == said
        ours = [line for line in stored if line["sender"] != "contact"]
        assert {line["state"] for line in ours} <= {"sent", "unknown"}
        for text in {line["text"] for line in ours}:
            states = [line["state"] for line in ours if line["text"] == text]
            assert states.count("sent") <= heard.count(text) <= len(states), f"{text}: {states}, heard {heard}"
        return ours

    def _is_settled(self, customer: Customer) -> bool:
        ref = _ref_of(customer)
        waiting = self.store.value(
            "SELECT count(*) FROM arrivals WHERE sender_ref = ? AND inbox_id = ? AND state = 'pending'",
            ref,
            self._inbox_of(customer),
        )
        conversation_id = self._conversation_of(customer)
        if waiting or not conversation_id:
            return False
        last = self.store.value(
            "SELECT max(seq) FROM messages WHERE conversation_id = ? AND sender = 'contact'", conversation_id
        )
        [mailbox] = self.store.rows("SELECT * FROM mailboxes WHERE conversation_id = ?", conversation_id)
        left = self.store.value(
            "SELECT count(*) FROM outbox WHERE conversation_id = ? AND state IN ('pending', 'sending')", conversation_id
        )
        return not mailbox["pending"] and mailbox["done_seq"] >= last and left == 0

    def _conversation_of(self, customer: Customer) -> str | None:
        found: str | None = self.store.value(
            "SELECT conversations.id FROM conversations JOIN contact_identities USING (inbox_id, contact_id)"
            " WHERE inbox_id = ? AND external_ref = ?",
            self._inbox_of(customer),
            _ref_of(customer),
        )
        return found

    def _inbox_of(self, customer: Customer) -> str:
        return self.oa_inbox if isinstance(customer, OaCustomer) else self.kf_inbox


def _ref_of(customer: Customer) -> str:
    return customer.openid if isinstance(customer, OaCustomer) else customer.external_userid


@contextmanager
def wechat_around(product: Product, store: Store) -> Iterator[Wechat]:
    """Set up by the admin as on the page; switched off at the end, for nobody is there any more."""
    with in_thread(WechatPlatform()) as there, _Admin(product) as admin:
        oa, kf = there.do(there.platform.oa), there.do(there.platform.kf)
        oa_inbox = admin.adds(
            "wechat_oa",
            {"app_id": oa.app_id, "api_base": oa.api_base},
            {"token": oa.token, "aes_key": oa.aes_key, "secret": oa.secret},
        )
        kf_inbox = admin.adds(
            "wechat_kf",
            {"corp_id": kf.corp.corp_id, "open_kfid": kf.open_kfid, "api_base": kf.api_base},
            {"token": kf.corp.token, "aes_key": kf.corp.aes_key, "secret": kf.corp.secret},
        )
        oa.callback_url, kf.callback_url = oa_inbox["callback_url"], kf_inbox["callback_url"]
        try:
            yield Wechat(there, store, oa, kf, oa_inbox["id"], kf_inbox["id"])
        finally:
            product.wait_answering("web")
            for inbox in (oa_inbox, kf_inbox):
                admin.switches_off(inbox)


class _Admin:
    def __init__(self, product: Product) -> None:
        self._http = httpx.Client(base_url=product.url, trust_env=False, timeout=30.0)
        login = self._http.post("/api/login", json={"name": "admin", "password": product.password("admin")})
        assert login.is_success, login.text
        self._http.headers["X-CSRF-Token"] = login.json()["csrf"]

    def __enter__(self) -> "_Admin":
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.close()

    def adds(self, channel: str, account: dict[str, str], secrets: dict[str, str]) -> dict[str, Any]:
        body = {"channel": channel, "name": "安禾电器", "account": account, "secrets": secrets}
        answer = self._http.post("/api/admin/inboxes", json=body)
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()["inbox"]
        return made

    def switches_off(self, inbox: dict[str, Any]) -> None:
        body = {"version": inbox["version"], "enabled": False}
        answer = self._http.patch(f"/api/admin/inboxes/{inbox['id']}", json=body)
        assert answer.is_success, answer.text
