"""What we seal opens again, and nothing opens that was touched, forged or meant for others."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.wechat.crypt import Crypt, Sealed, is_signed, key_of, signature
from handoff.domain.inbox import Secrets
from handoff.services.channel_port import CallbackRefused
from tests.adapters.wechat.payloads import APP_ID, SECRETS

CRYPT = Crypt.of(SECRETS, APP_ID)
AT = 1_800_000_000
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=40)


def open_sealed(sealed: Sealed, crypt: Crypt = CRYPT) -> bytes:
    return crypt.open(sealed.encrypted, sealed.signature, str(sealed.timestamp), sealed.nonce)


def signed(raw: bytes) -> Sealed:
    """Encrypted and signed with the right key and token, whatever stands inside."""
    encryptor = Cipher(algorithms.AES(CRYPT.key), modes.CBC(CRYPT.key[:16])).encryptor()
    encrypted = base64.b64encode(encryptor.update(raw) + encryptor.finalize()).decode()
    return Sealed(encrypted, signature(CRYPT.token, str(AT), "nonce", encrypted), AT, "nonce")


def refusal(sealed: Sealed, crypt: Crypt = CRYPT) -> str:
    with pytest.raises(CallbackRefused) as refused:
        open_sealed(sealed, crypt)
    return str(refused.value)


FORGED = refusal(Sealed("AAAA", "0" * 40, AT, "nonce"))


@given(message=st.binary(max_size=200), receive_id=NAMES, random=st.binary(min_size=16, max_size=16))
def test_what_is_sealed_opens_again(message: bytes, receive_id: str, random: bytes) -> None:
    crypt = Crypt.of(SECRETS, receive_id)

    assert open_sealed(crypt.seal(message, timestamp=AT, random=random), crypt) == message


def test_the_same_message_is_never_sealed_alike() -> None:
    first, second = CRYPT.seal(b"ok", timestamp=AT), CRYPT.seal(b"ok", timestamp=AT)

    assert first.encrypted != second.encrypted
    assert first.nonce != second.nonce


@given(at=st.integers(0), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused(at: int, bit: int) -> None:
    sealed = CRYPT.seal("您好".encode(), timestamp=AT)
    raw = bytearray(base64.b64decode(sealed.encrypted))
    raw[at % len(raw)] ^= 1 << bit
    touched = base64.b64encode(raw).decode()

    assert refusal(Sealed(touched, sealed.signature, AT, sealed.nonce)) == FORGED


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"timestamp": AT + 1}, id="another time"),
        pytest.param({"nonce": "another"}, id="another nonce"),
        pytest.param({"signature": ""}, id="no signature"),
        pytest.param({"signature": "签名" * 20}, id="letters beyond ASCII"),
        pytest.param({"signature": "\ud83d"}, id="half an emoji"),
    ],
)
def test_a_signature_holds_for_nothing_else(changed: dict[str, str | int]) -> None:
    sealed = CRYPT.seal(b"ok", timestamp=AT, nonce="nonce")
    kept = {"encrypted": sealed.encrypted, "signature": sealed.signature, "timestamp": AT, "nonce": "nonce"}

    assert refusal(Sealed(**(kept | changed))) == FORGED  # type: ignore[arg-type]  # the same fields by name


_BODY = bytes(16) + (2).to_bytes(4, "big") + b"ok" + APP_ID.encode()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(_BODY.ljust(64, b"\x00"), id="padding of nought"),
        pytest.param(_BODY.ljust(80, b"\x28"), id="padding beyond a block"),
        pytest.param(_BODY.ljust(63, b"\x01") + b"\x18", id="padding that differs"),
        pytest.param(bytes(8) + b"\x08" * 8, id="too short for a length"),
        pytest.param((bytes(16) + b"\xff" * 4 + b"ok" + APP_ID.encode()).ljust(64, b"\x18"), id="a length beyond all"),
        pytest.param((bytes(20) + b"ok" + APP_ID.encode()).ljust(64, b"\x18"), id="a length too small"),
    ],
)
def test_what_is_signed_but_broken_inside_is_refused_in_the_same_words_as_a_forgery(raw: bytes) -> None:
    assert refusal(signed(raw)) == FORGED


def test_the_ways_to_break_it_are_the_only_thing_that_is_wrong() -> None:
    count = 64 - len(_BODY)

    assert open_sealed(signed(_BODY.ljust(64, bytes([count])))) == b"ok"


@pytest.mark.parametrize("encrypted", ["", "AAAA", "no base64!", "密文", "\ud83d"])
def test_what_is_no_whole_blocks_is_refused_in_the_same_words_even_when_signed(encrypted: str) -> None:
    mark = signature(CRYPT.token, str(AT), "nonce", encrypted)

    assert refusal(Sealed(encrypted, mark, AT, "nonce")) == FORGED


@pytest.mark.parametrize("stray", ["!", " ", "\n", "="])
def test_a_stray_letter_is_refused_even_when_signed(stray: str) -> None:
    encrypted = CRYPT.seal(b"ok", timestamp=AT).encrypted
    touched = encrypted[:4] + stray + encrypted[4:]

    assert refusal(Sealed(touched, signature(CRYPT.token, str(AT), "nonce", touched), AT, "nonce")) == FORGED


@pytest.mark.parametrize("raw", [bytes(8) + b"\x08" * 8, (bytes(16) + b"\xff" * 4 + b"ok").ljust(32, b"\x0a")])
def test_what_is_cut_short_is_refused_even_where_no_receiver_has_to_follow(raw: bytes) -> None:
    assert refusal(signed(raw), Crypt.of(SECRETS, "")) == FORGED


def test_a_message_for_another_account_is_refused_in_the_same_words() -> None:
    for_another = Crypt.of(SECRETS, APP_ID[:-1] + "0").seal(b"ok", timestamp=AT)

    assert refusal(for_another) == FORGED


@pytest.mark.parametrize(("length", "count"), [(12, 32), (11, 1), (13, 31)])
def test_padding_fills_blocks_of_32_bytes(length: int, count: int) -> None:
    crypt = Crypt.of(SECRETS, "")
    sealed = crypt.seal(b"a" * (length + 32), timestamp=AT)
    decryptor = Cipher(algorithms.AES(CRYPT.key), modes.CBC(CRYPT.key[:16])).decryptor()
    padded = decryptor.update(base64.b64decode(sealed.encrypted)) + decryptor.finalize()

    assert len(padded) % 32 == 0
    assert padded.endswith(b"a" + bytes([count]) * count)
    assert open_sealed(sealed, crypt) == b"a" * (length + 32)


def test_without_a_token_nothing_is_signed() -> None:
    assert not is_signed(signature("", "1", "2"), "", "1", "2")
    assert is_signed(signature("token", "1", "2"), "token", "1", "2")


def test_the_spare_bits_of_the_last_letter_change_no_key() -> None:
    assert len(key_of(SECRETS.aes_key)) == 32
    assert {key_of("A" * 42 + last) for last in "ABCD"} == {bytes(32)}
    assert key_of("A" * 42 + "E") != bytes(32)


@pytest.mark.parametrize(
    "aes_key", ["", "A" * 42, "A" * 44, "A" * 42 + "=", "A" * 42 + " ", "A" * 42 + "\n", "密" * 43]
)
def test_a_key_that_is_none_is_refused_with_what_is_wrong(aes_key: str) -> None:
    with pytest.raises(CallbackRefused, match="43 letters"):
        Crypt.of(Secrets(token="token", aes_key=aes_key), APP_ID)


def test_no_secret_shows() -> None:
    assert SECRETS.token not in repr(CRYPT)
    assert repr(CRYPT.key) not in repr(CRYPT)
