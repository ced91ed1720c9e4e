"""The API of Official Accounts and mini-programs."""

import re
from collections.abc import Mapping
from typing import Any

from tests.support.wechat_platform.api import Api, body_of, part_of
from tests.support.wechat_platform.errors import Refused
from tests.support.wechat_platform.lines import By, Line, MenuItem, Way
from tests.support.wechat_platform.media import OA_RULES, file_answer
from tests.support.wechat_platform.oa_account import OaAccount
from tests.support.wechat_platform.tokens import Issued
from tests.support.wechat_platform.wire import Answer, Asked
from tests.support.wechat_platform.world import World

MOST_TEXT_BYTES = 2048
_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
_WITH_MEDIA = frozenset({"image", "voice", "video", "mpnews"})
_OA_KINDS = _WITH_MEDIA | {"text", "music", "news", "mpnewsarticle", "msgmenu", "wxcard", "miniprogrampage"}
_MINI_KINDS = frozenset({"text", "image", "link", "miniprogrampage"})
_OK = {"errcode": 0, "errmsg": "ok"}


class OaApi(Api):
    def __init__(self, world: World) -> None:
        super().__init__(world, "application/json; encoding=utf-8")
        self.accounts: dict[str, OaAccount] = {}
        self.routes = {
            "stable_token": self._stable_token,
            "token": self._token,
            "message/custom/send": lambda asked: self._send(asked, "oa"),
            "message/custom/business/send": lambda asked: self._send(asked, "mini"),
            "message/custom/typing": lambda asked: self._typing(asked, "oa"),
            "message/custom/business/typing": lambda asked: self._typing(asked, "mini"),
            "media/upload": self._upload,
            "media/get": self._get,
            "customservice/getkflist": self._kf_list,
        }

    def file(self, asked: Asked) -> Answer | None:
        """A picture or a video by its address, for anybody; None where nothing is."""
        parts = asked.path.split("/")
        media = self.world.media.files.get(parts[2]) if len(parts) > 2 and parts[1] in {"pic", "video"} else None
        return file_answer(media) if media is not None and self.world.now() < media.expires_at else None

    def _stable_token(self, asked: Asked) -> Mapping[str, object]:
        body = body_of(asked)
        if body.get("grant_type") != "client_credential":
            raise Refused(40002, "invalid grant_type")
        account = self._with_secret(asked, body)
        return self._told(account.tokens.stable(force=body.get("force_refresh") is True))

    def _token(self, asked: Asked) -> Mapping[str, object]:
        return self._told(self._with_secret(asked, asked.query).tokens.plain())

    def _told(self, issued: Issued) -> Mapping[str, object]:
        return {"access_token": issued.value, "expires_in": int((issued.until - self.world.now()).total_seconds())}

    def _with_secret(self, asked: Asked, said: Mapping[str, Any]) -> OaAccount:
        account = self.accounts.get(str(said.get("appid")))
        if account is None:
            raise Refused(40013)
        account.check_ip(asked.ip)
        if said.get("secret") != account.secret:
            raise Refused(40125)
        return account

    def _with_token(self, asked: Asked) -> OaAccount:
        token = asked.query.get("access_token", "")
        refused = Refused(41001 if not token else 40014)
        for account in self.accounts.values():
            try:
                account.tokens.check(token)
            except Refused as error:
                # 40014 only says that the token is not this account's.
                refused = error if error.errcode != 40014 else refused
            else:
                account.check_ip(asked.ip)
                return account
        raise refused

    def _send(self, asked: Asked, flavour: str) -> Mapping[str, object]:
        account = self._with_token(asked)
        if not account.may_send or (flavour, account.flavour) == ("mini", "oa"):
            raise Refused(48001)
        if account.flavour != flavour:
            # As people met it who called the Official Accounts' address for a mini-program.
            raise Refused(45047)
        if _ESCAPED.search(asked.body):
            raise Refused(40033)
        body = body_of(asked)
        customer = account.of(body.get("touser"))
        if customer.is_blacklisted:
            raise Refused(43019)
        if customer.refuses_messages:
            raise Refused(48002)
        account.check_kf_account(body)
        customer.allowances.check(self.world.now())
        line = self._line(account, body)
        customer.allowances.spend(self.world.now())
        customer.gets(line)
        return _OK

    def _line(self, account: OaAccount, body: Mapping[str, Any]) -> Line:
        kind = str(body.get("msgtype"))
        if kind not in (_OA_KINDS if account.flavour == "oa" else _MINI_KINDS):
            raise Refused(40008)
        if kind == "msgmenu" and not account.has_menus:
            raise Refused(40200)
        part = part_of(body, kind)
        media = None
        if kind in _WITH_MEDIA:
            media = self.world.media.of(account.app_id, part.get("media_id"), kind)
        text, menu = _words_of(kind, part)
        return Line(By.ACCOUNT, kind, self.world.now(), text, way=Way.API, media=media, menu=menu, raw=body)

    def _typing(self, asked: Asked, flavour: str) -> Mapping[str, object]:
        account = self._with_token(asked)
        if not account.may_send or account.flavour != flavour:
            raise Refused(48001)
        body = body_of(asked)
        account.of(body.get("touser")).shows_typing(body.get("command"))
        return _OK

    def _upload(self, asked: Asked) -> Mapping[str, object]:
        account = self._with_token(asked)
        kind = asked.query.get("type", "")
        media = self.world.media.upload(account.app_id, kind, asked, OA_RULES)
        name = "thumb_media_id" if kind == "thumb" else "media_id"
        return {"type": kind, name: media.id, "created_at": int(media.created_at.timestamp())}

    def _get(self, asked: Asked) -> Mapping[str, object] | Answer:
        account = self._with_token(asked)
        media = self.world.media.of(account.app_id, asked.query.get("media_id"))
        if media.kind == "video":
            return {"video_url": f"{self.world.oa_url}/video/{media.id}"}
        return file_answer(media)

    def _kf_list(self, asked: Asked) -> Mapping[str, object]:
        account = self._with_token(asked)
        if not account.may_send:
            raise Refused(48001)
        return {
            "kf_list": [
                {"kf_account": name, "kf_nick": name.partition("@")[0], "kf_id": 1001 + place, "kf_headimgurl": ""}
                for place, name in enumerate(account.kf_accounts)
            ]
        }


def _words_of(kind: str, part: Mapping[str, Any]) -> tuple[str, tuple[MenuItem, ...]]:
    if kind == "text":
        text = part.get("content")
        if not isinstance(text, str) or not text:
            raise Refused(44004)
        if len(text.encode()) > MOST_TEXT_BYTES:
            raise Refused(45002)
        return text, ()
    if kind == "msgmenu":
        found = part.get("list")
        items = found if isinstance(found, list) else []
        if not items or not all(isinstance(each, dict) and each.get("id") and each.get("content") for each in items):
            raise Refused(40035)
        words = [str(part[name]) for name in ("head_content", "tail_content") if part.get(name)]
        return "\n".join(words), tuple(MenuItem(str(each["id"]), str(each["content"])) for each in items)
    return str(part.get("title", "")), ()
