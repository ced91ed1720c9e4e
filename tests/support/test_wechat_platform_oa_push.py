"""What the stand-in posts to a product, how often, and how it reads what the product answers."""

import json
from collections.abc import AsyncIterator
from hashlib import sha1

import httpx
import pytest

from tests.support.photos import a_photo
from tests.support.wechat_platform import By, OaCustomer, Way, WechatPlatform
from tests.support.wechat_platform.crypt import CannotOpen, Seal
from tests.support.wechat_platform.oa_customer import UNAVAILABLE
from tests.support.wechat_platform.oa_letters import xml_of
from tests.support.wechat_platform.trial import SmallProduct, unseal
from tests.support.wechat_platform.wire import Answer


@pytest.fixture
async def product() -> AsyncIterator[SmallProduct]:
    async with SmallProduct() as product:
        yield product


@pytest.fixture
async def platform() -> AsyncIterator[WechatPlatform]:
    async with WechatPlatform() as platform:
        yield platform


def somebody(platform: WechatPlatform, product: SmallProduct, **settings: str) -> OaCustomer:
    return platform.oa(callback_url=product.url, **settings).customer("lan")


def signed(*parts: str) -> str:
    return sha1("".join(sorted(parts)).encode()).hexdigest()


def reply_to(customer: OaCustomer, kind: str = "text", **fields: str) -> dict[str, str | int | float]:
    head = {"ToUserName": customer.openid, "FromUserName": customer.account.original_id}
    return {**head, "CreateTime": 1_700_000_000, "MsgType": kind, **fields}


def test_the_published_vector_opens_and_its_signature_holds() -> None:
    seal = Seal("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
    sealed = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="

    assert seal.open(sealed) == "1616140317555161061"
    assert seal.sign("1409659589", "263014780", sealed) == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"


@pytest.mark.parametrize("text", ["", "在吗😄", "x" * 11, "x" * 12, "x" * 4096])
def test_what_is_sealed_opens_with_another_cipher_and_with_its_own(text: str) -> None:
    seal = Seal("t", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx1")

    assert unseal(seal.aes_key, seal.close(text)) == (text, "wx1")
    assert seal.open(seal.close(text)) == text
    with pytest.raises(CannotOpen):
        Seal("t", seal.aes_key, "wx2").open(seal.close(text))


async def test_plain_mode_posts_the_fields_and_signs_without_them(
    platform: WechatPlatform, product: SmallProduct
) -> None:
    customer = somebody(platform, product, mode="plain")
    await customer.writes(" a]]>b\n")

    query, fields = product.asked[0].query, product.fields()
    assert query["signature"] == signed(customer.account.token, query["timestamp"], query["nonce"])
    assert query["inbox"] == "1"
    assert "msg_signature" not in query
    assert (fields["Content"], fields["FromUserName"], fields["MsgType"]) == (" a]]>b\n", customer.openid, "text")
    assert int(fields["MsgId"]) > 2**53


async def test_safe_mode_shows_nothing_but_the_receiver(platform: WechatPlatform, product: SmallProduct) -> None:
    customer = somebody(platform, product, mode="safe")
    await customer.writes("在吗")

    query, fields = product.asked[0].query, product.fields()
    parts = (customer.account.token, query["timestamp"], query["nonce"], fields["Encrypt"])
    assert set(fields) == {"ToUserName", "Encrypt"}
    assert query["encrypt_type"] == "aes"
    assert query["msg_signature"] == signed(*parts)
    assert unseal(customer.account.aes_key, fields["Encrypt"])[1] == customer.account.app_id
    assert product.opened(customer.account.aes_key)["Content"] == "在吗"


async def test_compatible_mode_carries_both(platform: WechatPlatform, product: SmallProduct) -> None:
    customer = somebody(platform, product, mode="compat")
    await customer.writes("在吗")

    assert product.fields()["Content"] == product.opened(customer.account.aes_key)["Content"] == "在吗"


async def test_json_goes_in_json(platform: WechatPlatform, product: SmallProduct) -> None:
    customer = somebody(platform, product, mode="safe", wire="json", flavour="mini")
    await customer.enters("order=1")

    inside = json.loads(unseal(customer.account.aes_key, json.loads(product.asked[0].body)["Encrypt"])[0])
    assert (inside["Event"], inside["SessionFrom"]) == ("user_enter_tempsession", "order=1")
    assert isinstance(inside["CreateTime"], int)


async def test_each_kind_of_message_has_its_fields(platform: WechatPlatform, product: SmallProduct) -> None:
    customer = somebody(platform, product, mode="plain")
    photo = a_photo()
    await customer.sends_image(photo)
    await customer.sends_voice(b"#!AMR\n", "查快递")
    await customer.sends_video(b"\0\0\0 ftypmp42")
    await customer.sends_location(31.2, 120.5, "苏州")
    await customer.sends_link("标题", "说明", "https://example.cn/")
    await customer.subscribes("9")

    image, voice, video, place, link, event = (product.fields(place) for place in range(6))
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(image["PicUrl"])).content == photo
    assert (voice["Format"], voice["Recognition"]) == ("amr", "查快递")
    assert video["MediaId"] != video["ThumbMediaId"]
    assert (place["Location_X"], place["Label"], link["Url"]) == ("31.2", "苏州", "https://example.cn/")
    assert (event["Event"], event["EventKey"], "MsgId" in event) == ("subscribe", "qrscene_9", False)


async def test_no_answer_in_time_is_tried_three_times_and_the_customer_reads_a_notice(
    platform: WechatPlatform, product: SmallProduct
) -> None:
    customer = somebody(platform, product, mode="plain")
    platform.world.pusher.patience = 0.05
    product.answers.extend([None, None, None])
    pushed = await customer.writes("在吗")

    assert [each.status for each in pushed.tries] == [None, None, None]
    assert len({product.fields(place)["MsgId"] for place in range(3)}) == 1
    assert [(line.by, line.text) for line in customer.received] == [(By.PLATFORM, UNAVAILABLE)]


async def test_the_tries_end_with_the_first_that_is_taken(platform: WechatPlatform, product: SmallProduct) -> None:
    customer = somebody(platform, product)
    platform.world.pusher.patience = 1.0
    product.answers.extend([None, Answer(b"", "text/plain", status=502)])
    pushed = await customer.writes("在吗")

    assert [each.status for each in pushed.tries] == [None, 502, 200]
    assert customer.received == []


async def test_copies_arrive_at_once_and_only_one_answer_counts(
    platform: WechatPlatform, product: SmallProduct
) -> None:
    customer = somebody(platform, product, mode="plain")
    answer = Answer(xml_of(reply_to(customer, Content="您好")).encode(), "text/xml")
    product.answers.extend([answer] * 3)
    await customer.writes("在吗", copies=3)

    assert len({asked.body for asked in product.asked}) == 1
    assert len(product.asked) == 3
    assert customer.texts == ["您好"]


async def test_an_encrypted_reply_is_opened_and_shown(platform: WechatPlatform, product: SmallProduct) -> None:
    customer = somebody(platform, product, mode="safe")
    product.answers.append(sealed_reply(customer, customer.account.app_id))
    await customer.writes("在吗")

    assert [(line.way, line.text) for line in customer.received] == [(Way.PASSIVE, "您好]]>😄")]


@pytest.mark.parametrize(
    "why", ["plain in safe mode", "other receiver", "not swapped", "nonsense", "bad signature", "unknown kind"]
)
async def test_a_reply_that_does_not_hold_is_never_shown(
    platform: WechatPlatform, product: SmallProduct, why: str
) -> None:
    customer = somebody(platform, product, mode="safe")
    sealed = sealed_reply(customer, customer.account.app_id)
    product.answers.append(
        {
            "plain in safe mode": Answer(xml_of(reply_to(customer, Content="您好")).encode()),
            "other receiver": sealed_reply(customer, "wx-other"),
            "not swapped": sealed_reply(customer, customer.account.app_id, FromUserName=customer.openid),
            "nonsense": Answer(b'{"ok": true}'),
            "bad signature": Answer(sealed.body.replace(b"<Nonce>", b"<Nonce>1")),
            "unknown kind": sealed_reply(customer, customer.account.app_id, MsgType="sticker"),
        }[why]
    )
    await customer.writes("在吗")

    assert customer.texts == [UNAVAILABLE]


def sealed_reply(customer: OaCustomer, receiver: str, **fields: str) -> Answer:
    account = customer.account
    seal = Seal(account.token, account.aes_key, receiver)
    sealed = seal.close(xml_of({**reply_to(customer, Content="您好]]>😄"), **fields}))
    signature = signed(account.token, "1700000000", "42", sealed)
    return Answer(
        f"<xml><Encrypt>{sealed}</Encrypt><MsgSignature>{signature}</MsgSignature>"
        "<TimeStamp>1700000000</TimeStamp><Nonce>42</Nonce></xml>".encode()
    )


async def test_a_passive_picture_must_be_one_of_ours(platform: WechatPlatform, product: SmallProduct) -> None:
    customer = somebody(platform, product, mode="plain")
    media = platform.world.media.keep(customer.account.app_id, "image", a_photo())
    for media_id in (media.id, "gone"):
        head = xml_of(reply_to(customer, "image")).removesuffix("</xml>")
        product.answers.append(Answer(f"{head}<Image><MediaId>{media_id}</MediaId></Image></xml>".encode()))
    await customer.writes("在吗")
    await customer.writes("在吗")

    assert [line.kind for line in customer.received] == ["image", "failure"]
    assert customer.received[0].media is media


async def test_saving_the_address_wants_the_echo_alone(platform: WechatPlatform, product: SmallProduct) -> None:
    account = platform.oa(callback_url=product.url)
    product.answers.extend([Answer(b"12"), Answer(b'"12"'), Answer(b"12", status=403)])

    assert [await account.verifies("12") for _ in range(3)] == [True, False, False]
    query = product.asked[0].query
    assert query["signature"] == signed(account.token, query["timestamp"], query["nonce"])
