"""What Tencent's documents, its samples and other libraries have published as encrypted and signed."""

import json
from pathlib import Path
from typing import Any

import pytest

from handoff.adapters.wechat.bodies import fields_of, open_callback, render_xml, verify_url
from handoff.adapters.wechat.crypt import Crypt, is_signed, signature
from handoff.domain.inbox import ChannelKind, CryptMode, Secrets
from handoff.services.channel_port import CallbackRefused

_VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
_SIGNED = ("msg_signature", "timestamp", "nonce")


def vectors(*kinds: str, having: str = "id") -> pytest.MarkDecorator:
    chosen = [each for each in _VECTORS if each["kind"] in kinds and having in each]
    return pytest.mark.parametrize("vector", chosen, ids=[each["id"] for each in chosen])


def crypt_of(vector: dict[str, Any]) -> Crypt:
    return Crypt.of(secrets_of(vector), vector["receive_id"])


def secrets_of(vector: dict[str, Any]) -> Secrets:
    return Secrets(token=vector["token"], aes_key=vector.get("encoding_aes_key", ""))


def args_of(vector: dict[str, Any]) -> dict[str, str]:
    return {name: vector[name] for name in (*_SIGNED, "signature") if name in vector}


def opened(vector: dict[str, Any]) -> bytes:
    return crypt_of(vector).open(vector["encrypt"], *(vector[name] for name in _SIGNED))


def test_every_published_vector_is_of_a_kind_that_is_tested() -> None:
    tested = {"verify_url", "decrypt", "encrypt", "signature", "signature4", "reject_signature", "reject_receive_id"}

    assert {each["kind"] for each in _VECTORS} == tested
    assert len(_VECTORS) == 18


@vectors("decrypt", "verify_url")
def test_what_was_encrypted_elsewhere_is_read(vector: dict[str, Any]) -> None:
    text = opened(vector).decode()

    assert text
    assert text == vector.get("plaintext", text)
    assert all(piece in text for piece in vector.get("plaintext_contains", []))


@vectors("decrypt", having="body")
def test_a_published_callback_is_read_whole(vector: dict[str, Any]) -> None:
    fields = open_callback(
        args_of(vector),
        vector["body"].encode(),
        secrets=secrets_of(vector),
        mode=CryptMode.COMPAT,
        receive_id=vector["receive_id"],
        kind=ChannelKind.WECHAT_OA,
    )

    assert fields == fields_of(opened(vector))
    assert fields["MsgType"]


@vectors("verify_url")
def test_a_published_check_of_the_address_is_answered(vector: dict[str, Any]) -> None:
    answer = verify_url(
        {**args_of(vector), "echostr": vector["encrypt"]},
        secrets=secrets_of(vector),
        mode=CryptMode.SAFE,
        receive_id=vector["receive_id"],
        kind=ChannelKind.WECHAT_KF,
    )

    assert answer == vector.get("plaintext", answer)
    assert answer.isdigit()


@vectors("encrypt", "decrypt", having="random")
def test_the_same_is_encrypted_as_elsewhere_to_the_letter(vector: dict[str, Any]) -> None:
    sealed = crypt_of(vector).seal(
        vector["plaintext"].encode(),
        timestamp=int(vector.get("timestamp", 0)),
        nonce=vector.get("nonce", ""),
        random=vector["random"].encode(),
    )

    assert sealed.encrypted == vector["encrypt"]
    assert sealed.signature == vector.get("msg_signature", sealed.signature)


@vectors("encrypt", having="body")
def test_an_envelope_reads_as_a_published_one(vector: dict[str, Any]) -> None:
    sealed = crypt_of(vector).seal(
        vector["plaintext"].encode(),
        timestamp=int(vector["timestamp"]),
        nonce=vector["nonce"],
        random=vector["random"].encode(),
    )

    assert fields_of(render_xml(sealed.fields)) == fields_of(vector["body"].encode())


@vectors("signature", "decrypt", having="signature")
def test_a_published_plain_signature_is_ours(vector: dict[str, Any]) -> None:
    assert is_signed(vector["signature"], vector["token"], vector["timestamp"], vector["nonce"])


@vectors("signature", having="body")
def test_a_published_plain_callback_is_read(vector: dict[str, Any]) -> None:
    fields = open_callback(
        args_of(vector),
        vector["body"].encode(),
        secrets=secrets_of(vector),
        mode=CryptMode.PLAIN,
        receive_id="",
        kind=ChannelKind.WECHAT_OA,
    )

    assert fields == json.loads(vector["body"])


@vectors("signature4")
def test_a_published_signature_over_four_parts_is_ours(vector: dict[str, Any]) -> None:
    parts = (vector[name] for name in ("token", "timestamp", "nonce", "encrypt"))

    assert signature(*parts) == vector["msg_signature"]


@vectors("reject_signature", "reject_receive_id")
def test_what_is_refused_elsewhere_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(CallbackRefused):
        opened(vector)
