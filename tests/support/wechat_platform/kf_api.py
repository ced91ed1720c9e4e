"""The API of WeCom as far as 微信客服 uses it."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.support.wechat_platform.api import Api, body_of, part_of
from tests.support.wechat_platform.errors import Refused
from tests.support.wechat_platform.kf_account import Corp, KfAccount
from tests.support.wechat_platform.kf_codes import Kind
from tests.support.wechat_platform.kf_content import KINDS, WITH_MEDIA, words_of
from tests.support.wechat_platform.kf_customer import BOT, ENDED, NEW, QUEUEING, SERVED, KfCustomer
from tests.support.wechat_platform.lines import By, Line, Way
from tests.support.wechat_platform.media import KF_RULES, file_answer
from tests.support.wechat_platform.wire import Answer, Asked
from tests.support.wechat_platform.world import World

_MOST_CUSTOMERS = 100
_MSGID = re.compile(r"[0-9a-zA-Z_-]{1,32}")
_OK: Mapping[str, object] = {"errcode": 0, "errmsg": "ok"}
# What trans may do; nothing leads from a person back to the bot.
MOVES: Mapping[int, frozenset[int]] = {
    NEW: frozenset({BOT, QUEUEING, SERVED}),
    BOT: frozenset({QUEUEING, SERVED}),
    QUEUEING: frozenset({SERVED}),
    SERVED: frozenset({SERVED, ENDED}),
    ENDED: frozenset(),
}


class KfApi(Api):
    def __init__(self, world: World) -> None:
        super().__init__(world, "application/json; charset=UTF-8")
        self.corps: dict[str, Corp] = {}
        self.accounts: dict[str, KfAccount] = {}
        self.routes = {
            "gettoken": self._token,
            "kf/sync_msg": self._sync,
            "kf/send_msg": self._send,
            "kf/send_msg_on_event": self._send_on_event,
            "kf/service_state/get": self._state,
            "kf/service_state/trans": self._move,
            "kf/customer/batchget": self._customers,
            "kf/account/list": self._accounts,
            "kf/servicer/list": self._servicers,
            "media/upload": self._upload,
            "media/get": self._get,
        }

    def _token(self, asked: Asked) -> Mapping[str, object]:
        corp = self.corps.get(asked.query.get("corpid", ""))
        if corp is None:
            raise Refused(40013, "invalid corpid")
        if asked.query.get("corpsecret") != corp.secret:
            raise Refused(40001, "invalid credential")
        corp.check_ip(asked.ip)
        issued = corp.access_token()
        left = int((issued.until - self.world.now()).total_seconds())
        return {**_OK, "access_token": issued.value, "expires_in": left}

    def _corp(self, asked: Asked) -> Corp:
        token = asked.query.get("access_token", "")
        refused = Refused(41001 if not token else 40014)
        for corp in self.corps.values():
            try:
                corp.tokens.check(token)
            except Refused as error:
                # Here 40001 means a wrong secret and nothing else.
                refused = Refused(42001) if error.errcode == 42001 else refused
            else:
                corp.check_ip(asked.ip)
                return corp
        raise refused

    def _account(self, corp: Corp, open_kfid: object) -> KfAccount:
        if not isinstance(open_kfid, str) or not open_kfid.startswith("wk"):
            raise Refused(95000)
        account = self.accounts.get(open_kfid)
        if account is None or account.corp is not corp:
            raise Refused(95004)
        if not account.is_open_to_api:
            raise Refused(95017)
        return account

    def _sync(self, asked: Asked) -> Mapping[str, object]:
        corp, body = self._corp(asked), body_of(asked)
        account = self._account(corp, body.get("open_kfid"))
        limit = body.get("limit", 1000)
        if not isinstance(limit, int) or body.get("voice_format", 0) not in {0, 1}:
            raise Refused(40058)
        return account.log.page(str(body.get("cursor") or ""), str(body.get("token") or ""), limit)

    def _send(self, asked: Asked) -> Mapping[str, object]:
        corp, body = self._corp(asked), body_of(asked)
        account = self._account(corp, body.get("open_kfid"))
        customer = account.of(body.get("touser"))
        msgid = self._msgid(account, body)
        kind = str(body.get("msgtype"))
        if kind not in KINDS:
            raise Refused(40008)
        line = self._line(corp, body, kind, msgid, Way.API)
        customer.check_may_get().spent += 1
        account.used_msgids.add(msgid)
        customer.gets(line)
        return {**_OK, "msgid": msgid}

    def _send_on_event(self, asked: Asked) -> Mapping[str, object]:
        corp, body = self._corp(asked), body_of(asked)
        kind = str(body.get("msgtype"))
        code = corp.codes.find(body.get("code"), kind)
        account = code.customer.account
        msgid = self._msgid(account, body)
        line = self._line(corp, body, kind, msgid, Way.EVENT)
        corp.codes.use(code)
        account.used_msgids.add(msgid)
        if code.kind is Kind.WELCOME:
            code.customer.welcomed_at = self.world.now()
        code.customer.gets(line)
        return {**_OK, "msgid": msgid}

    def _state(self, asked: Asked) -> Mapping[str, object]:
        customer = self._customer(asked)[1]
        served = {"servicer_userid": customer.servicer} if customer.state == SERVED else {}
        return {**_OK, "service_state": customer.state, **served}

    def _move(self, asked: Asked) -> Mapping[str, object]:
        account, customer, body = self._customer(asked)
        state = body.get("service_state")
        if customer.state == ENDED:
            raise Refused(95013)
        if not isinstance(state, int) or state not in MOVES[customer.state]:
            raise Refused(95016)
        servicer = ""
        if state == SERVED:
            servicer = str(body.get("servicer_userid", ""))
            found = account.servicers.get(servicer)
            if found is None or not found.is_receiving:
                raise Refused(95014)
        before = customer.state
        customer.move(state, servicer)
        kind = {QUEUEING: Kind.POOLED, SERVED: Kind.TAKEN, ENDED: Kind.ENDED}.get(state)
        if kind is None or before == state:
            return _OK
        return {**_OK, "msg_code": account.corp.codes.issue(kind, customer)}

    def _customer(self, asked: Asked) -> tuple[KfAccount, KfCustomer, Mapping[str, Any]]:
        corp, body = self._corp(asked), body_of(asked)
        account = self._account(corp, body.get("open_kfid"))
        return account, account.of(body.get("external_userid")), body

    def _customers(self, asked: Asked) -> Mapping[str, object]:
        corp, wanted = self._corp(asked), body_of(asked).get("external_userid_list")
        if not isinstance(wanted, list) or not 1 <= len(wanted) <= _MOST_CUSTOMERS:
            raise Refused(40058)
        known = {
            ref: customer
            for account in self.accounts.values()
            if account.corp is corp
            for ref, customer in account.customers.items()
        }
        return {
            **_OK,
            "customer_list": [
                {"external_userid": ref, "nickname": known[ref].name, "avatar": "", "gender": 0}
                for ref in wanted
                if ref in known
            ],
            "invalid_external_userid": [ref for ref in wanted if ref not in known],
        }

    def _accounts(self, asked: Asked) -> Mapping[str, object]:
        corp, body = self._corp(asked), body_of(asked)
        offset, limit = int(body.get("offset", 0)), int(body.get("limit", 100))
        every = [
            {"open_kfid": ref, "name": account.name, "avatar": "", "manage_privilege": account.is_open_to_api}
            for ref, account in self.accounts.items()
            if account.corp is corp
        ]
        return {**_OK, "account_list": every[offset : offset + limit]}

    def _servicers(self, asked: Asked) -> Mapping[str, object]:
        account = self._account(self._corp(asked), asked.query.get("open_kfid"))
        every = [{"userid": ref, "status": int(not each.is_receiving)} for ref, each in account.servicers.items()]
        return {**_OK, "servicer_list": every}

    def _upload(self, asked: Asked) -> Mapping[str, object]:
        corp, kind = self._corp(asked), asked.query.get("type", "")
        media = self.world.media.upload(corp.corp_id, kind, asked, KF_RULES)
        return {**_OK, "type": kind, "media_id": media.id, "created_at": str(int(media.created_at.timestamp()))}

    def _get(self, asked: Asked) -> Answer:
        corp = self._corp(asked)
        return file_answer(self.world.media.of(corp.corp_id, asked.query.get("media_id")))

    def _msgid(self, account: KfAccount, body: Mapping[str, Any]) -> str:
        msgid = str(body.get("msgid") or uuid4().hex)
        if not _MSGID.fullmatch(msgid):
            raise Refused(40058, "invalid msgid")
        if msgid in account.used_msgids:
            raise Refused(account.repeat_errcode, "msgid is repeated")
        return msgid

    def _line(self, corp: Corp, body: Mapping[str, Any], kind: str, msgid: str, way: Way) -> Line:
        part = part_of(body, kind)
        media = self.world.media.of(corp.corp_id, part.get("media_id"), kind) if kind in WITH_MEDIA else None
        text, menu = words_of(kind, part)
        return Line(By.ACCOUNT, kind, self.world.now(), text, msgid, way, media, menu, body)
