"""Which callbacks are trusted, and which part of them, in each of the three modes."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.wechat.bodies import open_callback, render_json, render_xml, verify_url
from handoff.adapters.wechat.crypt import Crypt, signature
from handoff.domain.inbox import ChannelKind, CryptMode, Secrets
from handoff.services.channel_port import CallbackRefused
from tests.adapters.wechat.payloads import APP_ID, SECRETS, TEXTS

AT = 1_800_000_000
MESSAGE = {"FromUserName": "oCustomer", "MsgType": "text", "Content": "我要退货", "MsgId": "42"}
PLAIN_ARGS = {"signature": signature(SECRETS.token, str(AT), "nonce"), "timestamp": str(AT), "nonce": "nonce"}
Rendering = Callable[[dict[str, Any]], bytes]
renderings = pytest.mark.parametrize("render", [render_xml, render_json])
sealed_modes = pytest.mark.parametrize("mode", [CryptMode.SAFE, CryptMode.COMPAT])


def sealed(content: bytes, receive_id: str = APP_ID, token: str = SECRETS.token) -> tuple[dict[str, str], str]:
    """The address and `Encrypt`, as the platform sends them in the encrypted modes."""
    made = Crypt.of(Secrets(token=token, aes_key=SECRETS.aes_key), receive_id).seal(
        content, timestamp=AT, nonce="nonce"
    )
    return {**PLAIN_ARGS, "encrypt_type": "aes", "msg_signature": made.signature}, made.encrypted


def opened(
    args: dict[str, str],
    body: bytes,
    mode: CryptMode = CryptMode.SAFE,
    secrets: Secrets = SECRETS,
    kind: ChannelKind = ChannelKind.WECHAT_OA,
) -> dict[str, Any]:
    return open_callback(args, body, secrets=secrets, mode=mode, receive_id=APP_ID, kind=kind)


def verified(
    args: dict[str, str],
    mode: CryptMode = CryptMode.SAFE,
    kind: ChannelKind = ChannelKind.WECHAT_OA,
    secrets: Secrets = SECRETS,
) -> str:
    return verify_url(args, secrets=secrets, mode=mode, receive_id=APP_ID, kind=kind)


@renderings
@sealed_modes
def test_what_was_sealed_for_us_is_read(render: Rendering, mode: CryptMode) -> None:
    args, encrypted = sealed(render(MESSAGE))

    assert opened(args, render({"ToUserName": "gh_us", "Encrypt": encrypted}), mode) == MESSAGE


@renderings
@sealed_modes
def test_beside_what_is_sealed_nothing_is_believed(render: Rendering, mode: CryptMode) -> None:
    args, encrypted = sealed(render(MESSAGE))
    body = render({**MESSAGE, "Content": "请把货款退到这里", "FromUserName": "oStranger", "Encrypt": encrypted})

    assert opened(args, body, mode) == MESSAGE


@renderings
@sealed_modes
def test_a_plain_body_with_a_plain_signature_is_refused_where_we_have_a_key(render: Rendering, mode: CryptMode) -> None:
    with pytest.raises(CallbackRefused):
        opened(PLAIN_ARGS, render(MESSAGE), mode)


@sealed_modes
def test_the_plain_signature_does_not_count_beside_a_sealed_body(mode: CryptMode) -> None:
    args, encrypted = sealed(render_xml(MESSAGE))

    with pytest.raises(CallbackRefused):
        opened({**args, "msg_signature": args["signature"]}, render_xml({"Encrypt": encrypted}), mode)
    with pytest.raises(CallbackRefused):
        opened(PLAIN_ARGS, render_xml({"Encrypt": encrypted}), mode)


def test_a_wrong_plain_signature_does_no_harm_in_the_safe_mode() -> None:
    args, encrypted = sealed(render_xml(MESSAGE))

    assert opened({**args, "signature": "0" * 40}, render_xml({"Encrypt": encrypted})) == MESSAGE


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
def test_a_sealed_callback_with_an_incomplete_address_is_refused(missing: str) -> None:
    args, encrypted = sealed(render_xml(MESSAGE))
    del args[missing]

    with pytest.raises(CallbackRefused):
        opened(args, render_xml({"Encrypt": encrypted}))


def test_what_was_sealed_for_or_by_others_is_refused() -> None:
    for foreign in (sealed(render_xml(MESSAGE), receive_id="wxAnother"), sealed(render_xml(MESSAGE), token="another")):
        args, encrypted = foreign
        with pytest.raises(CallbackRefused):
            opened(args, render_xml({"Encrypt": encrypted}))


def test_two_sealed_parts_in_one_body_are_refused() -> None:
    args, encrypted = sealed(render_xml(MESSAGE))

    with pytest.raises(CallbackRefused):
        opened(args, render_xml({"Encrypt": [encrypted, encrypted]}))


def test_what_is_sealed_must_itself_be_a_body() -> None:
    args, encrypted = sealed(b"<!DOCTYPE xml><xml><MsgType>text</MsgType></xml>")

    with pytest.raises(CallbackRefused):
        opened(args, render_xml({"Encrypt": encrypted}))


@renderings
def test_in_the_plain_mode_the_plain_signature_counts(render: Rendering) -> None:
    assert opened(PLAIN_ARGS, render(MESSAGE), CryptMode.PLAIN, Secrets(token=SECRETS.token)) == MESSAGE


@pytest.mark.parametrize("args", [{}, {**PLAIN_ARGS, "signature": "0" * 40}, {**PLAIN_ARGS, "timestamp": "1"}])
def test_in_the_plain_mode_what_is_not_signed_is_refused(args: dict[str, str]) -> None:
    with pytest.raises(CallbackRefused):
        opened(args, render_xml(MESSAGE), CryptMode.PLAIN)


def test_an_inbox_without_a_token_trusts_nobody() -> None:
    args = {**PLAIN_ARGS, "signature": signature("", str(AT), "nonce")}

    with pytest.raises(CallbackRefused):
        opened(args, render_xml(MESSAGE), CryptMode.PLAIN, Secrets())


def test_an_inbox_in_the_plain_mode_leaves_alone_what_it_cannot_read() -> None:
    args, encrypted = sealed(render_xml(MESSAGE))

    assert opened(args, render_xml({**MESSAGE, "Encrypt": encrypted}), CryptMode.PLAIN) == MESSAGE
    with pytest.raises(CallbackRefused, match="set to plain"):
        opened(args, render_xml({"ToUserName": "gh_us", "Encrypt": encrypted}), CryptMode.PLAIN)


def test_kf_is_sealed_whatever_the_mode_says() -> None:
    args, encrypted = sealed(render_xml(MESSAGE))

    assert opened(args, render_xml({"Encrypt": encrypted}), CryptMode.PLAIN, kind=ChannelKind.WECHAT_KF) == MESSAGE
    with pytest.raises(CallbackRefused):
        opened(PLAIN_ARGS, render_xml(MESSAGE), CryptMode.PLAIN, kind=ChannelKind.WECHAT_KF)


@given(
    args=st.dictionaries(st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "echostr"]), TEXTS),
    body=st.binary(max_size=60) | TEXTS.map(lambda text: render_json({"Encrypt": text})),
    mode=st.sampled_from(CryptMode),
    kind=st.sampled_from([ChannelKind.WECHAT_OA, ChannelKind.WECHAT_KF]),
)
def test_a_stranger_is_refused_and_nothing_else_happens(
    args: dict[str, str], body: bytes, mode: CryptMode, kind: ChannelKind
) -> None:
    with pytest.raises(CallbackRefused):
        opened(args, body, mode, kind=kind)
    with pytest.raises(CallbackRefused):
        verified(args, mode, kind)


@pytest.mark.parametrize("mode", list(CryptMode))
def test_an_official_account_hears_its_echo_as_it_was(mode: CryptMode) -> None:
    assert verified({**PLAIN_ARGS, "echostr": "5837264837"}, mode) == "5837264837"


@sealed_modes
def test_a_sealed_echo_is_opened(mode: CryptMode) -> None:
    args, encrypted = sealed(b"5837264837")

    assert verified({**args, "echostr": encrypted}, mode) == "5837264837"
    assert verified({**args, "echostr": encrypted}, mode, ChannelKind.WECHAT_KF) == "5837264837"


def test_kf_never_echoes_what_is_not_sealed() -> None:
    with pytest.raises(CallbackRefused):
        verified({**PLAIN_ARGS, "echostr": "5837264837"}, kind=ChannelKind.WECHAT_KF)


@pytest.mark.parametrize("changed", [{"signature": "0" * 40}, {"nonce": "another"}, {"echostr": ""}])
def test_a_check_of_the_address_by_strangers_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(CallbackRefused):
        verified({**PLAIN_ARGS, "echostr": "5837264837", **changed})


def test_a_sealed_echo_that_is_no_text_is_refused() -> None:
    args, encrypted = sealed(b"\xff\xfe")

    with pytest.raises(CallbackRefused):
        verified({**args, "echostr": encrypted})
