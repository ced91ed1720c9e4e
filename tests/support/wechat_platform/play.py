"""A page on which a person plays a customer: writes, sends images, taps menus, and reads what comes."""

import json
from collections.abc import Coroutine, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from tests.support.wechat_platform.kf_account import KfAccount
from tests.support.wechat_platform.kf_customer import KfCustomer
from tests.support.wechat_platform.lines import By, Line
from tests.support.wechat_platform.media import file_answer, json_answer
from tests.support.wechat_platform.oa_account import OaAccount
from tests.support.wechat_platform.oa_customer import OaCustomer
from tests.support.wechat_platform.wire import Answer, Asked
from tests.support.wechat_platform.world import World

_PAGE = Path(__file__).with_name("play.html")
_HTML = "text/html; charset=utf-8"
_NAMES = ("李想", "王雨")
_NO_ADDRESS = "尚未设置回调地址，消息未能送出"
_SAVING = """
for (const field of document.querySelectorAll('input')) {
  const save = () => fetch(`/callback/${field.dataset.ref}`, {
    method: 'POST', body: JSON.stringify({ url: field.value }),
  })
  field.onchange = save
}
"""


class Play:
    """`/play/ACCOUNT/NAME` is a customer's page; below it lie `lines`, `text`, `image` and `tap`.

    A POST to `/callback/ACCOUNT` sets where the account calls back.
    """

    def __init__(self, world: World, oa: Mapping[str, OaAccount], kf: Mapping[str, KfAccount]) -> None:
        self.world = world
        self._oa, self._kf = oa, kf

    def answer(self, asked: Asked) -> Answer | None:
        """None where no page is."""
        match [unquote(part) for part in asked.path.strip("/").split("/")]:
            case [""]:
                return Answer(self._start().encode(), _HTML)
            case ["media", media_id] if media_id in self.world.media.files:
                return file_answer(self.world.media.files[media_id])
            case ["callback", ref] if (account := self._account(ref)) is not None:
                account.callback_url = str(json.loads(asked.body)["url"])
                return json_answer({})
            case ["play", ref, name, *below] if (account := self._account(ref)) is not None:
                return self._page(account.customer(name), below, asked.body)
            case _:
                return None

    def _account(self, ref: str) -> OaAccount | KfAccount | None:
        return self._oa.get(ref) or self._kf.get(ref)

    def _page(self, customer: OaCustomer | KfCustomer, below: list[str], body: bytes) -> Answer | None:
        match below:
            case []:
                return Answer(_PAGE.read_text(encoding="utf-8").encode(), _HTML)
            case ["lines"]:
                return json_answer({"lines": [_shown(line) for line in customer.thread.lines]})
            case ["text"]:
                return self._begin(customer, customer.writes(str(json.loads(body)["text"])))
            case ["tap"]:
                return self._begin(customer, customer.taps(str(json.loads(body)["id"])))
            case ["image"]:
                return self._begin(customer, customer.sends_image(body))
            case _:
                return None

    def _begin(self, customer: OaCustomer | KfCustomer, act: Coroutine[Any, Any, object]) -> Answer:
        """The platform takes a line at once; how the callback fares shows in the lines."""
        if customer.account.callback_url:
            self.world.spawn(act)
        else:
            act.close()
            customer.thread.add(Line(By.PLATFORM, "failure", self.world.now(), _NO_ADDRESS))
        return json_answer({})

    def _start(self) -> str:
        every: dict[str, OaAccount | KfAccount] = {**self._oa, **self._kf}
        accounts = "".join(
            f"<h2>{escape(ref)}</h2><p>{_links(ref)}"
            f'<p><label>回调地址 <input size="60" value="{escape(account.callback_url)}" data-ref="{escape(ref)}">'
            "</label>"
            for ref, account in every.items()
        )
        head = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>微信替身</title>'
        return f"{head}<h1>请选择要扮演的客户</h1>{accounts}<script>{_SAVING}</script>"


def _links(ref: str) -> str:
    return " · ".join(f'<a href="/play/{quote(ref)}/{quote(name)}">{escape(name)}</a>' for name in _NAMES)


def _shown(line: Line) -> dict[str, object]:
    has_image = line.media is not None and line.media.media_type.startswith("image/")
    return {
        "by": line.by,
        "kind": line.kind,
        "way": line.way,
        "text": line.text,
        "at": line.at.isoformat(),
        "image": f"/media/{line.media.id}" if line.media and has_image else "",
        "menu": [{"id": item.id, "title": item.title, "url": item.url} for item in line.menu],
    }
