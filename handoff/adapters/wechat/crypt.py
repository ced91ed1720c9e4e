"""WeChat's callback crypto: who signed a callback, and what is sealed in it for whom.

The same for Official Accounts, mini-programs and 微信客服; developers.weixin.qq.com and developer.work.weixin.qq.com
(path/101033) say how.
"""

import base64
import hashlib
import hmac
import re
import secrets as randomness
from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from handoff.domain.inbox import Secrets
from handoff.services.channel_port import CallbackRefused

_KEY_LETTERS = re.compile("[A-Za-z0-9+/]{43}")
_AES_BLOCK = 16
# PKCS#7 to twice the block of AES: an unpadder for 16 bytes refuses half of what the platform sends.
_PAD_BLOCK = 32
_RANDOM = 16
_HEAD = _RANDOM + 4


def signature(*parts: str) -> str:
    """Of token, timestamp and nonce, and in the encrypted modes of `Encrypt` too."""
    joined = "".join(sorted(parts)).encode("utf-8", "surrogatepass")
    return hashlib.sha1(joined).hexdigest()  # noqa: S324 (the platform's own choice)


def is_signed(given: str, token: str, *parts: str) -> bool:
    """Never without a token: a signature over what everybody sees proves nothing."""
    # Bytes, because letters beyond ASCII would make the comparison raise.
    same = hmac.compare_digest(given.encode("utf-8", "surrogatepass"), signature(token, *parts).encode())
    return bool(token) and same


def key_of(aes_key: str) -> bytes:
    """The 32 bytes that an EncodingAESKey of 43 letters stands for."""
    if not _KEY_LETTERS.fullmatch(aes_key):
        raise CallbackRefused("The EncodingAESKey is not 43 letters of base64.")
    # The last letter has two bits to spare, and published keys use them; the decoder lets them fall.
    return base64.b64decode(aes_key + "=")


@dataclass(frozen=True)
class Sealed:
    """A message encrypted and signed."""

    encrypted: str
    signature: str
    timestamp: int
    nonce: str

    @property
    def fields(self) -> dict[str, str | int]:
        """The envelope of an encrypted reply, to be rendered as XML or as JSON."""
        return {
            "Encrypt": self.encrypted,
            "MsgSignature": self.signature,
            "TimeStamp": self.timestamp,
            "Nonce": self.nonce,
        }


@dataclass(frozen=True)
class Crypt:
    """`receive_id`: whom messages are for, the appid or the corpid."""

    token: str = field(repr=False)
    key: bytes = field(repr=False)
    receive_id: str

    @classmethod
    def of(cls, secrets: Secrets, receive_id: str) -> Self:
        return cls(secrets.token, key_of(secrets.aes_key), receive_id)

    def open(self, encrypted: str, msg_signature: str, timestamp: str, nonce: str) -> bytes:
        """Raises CallbackRefused, in the same words whatever is wrong."""
        # Nothing is decrypted that was not signed: what decryption does with forgeries would tell about the key.
        is_theirs = is_signed(msg_signature, self.token, timestamp, nonce, encrypted)
        message = self._decrypt(encrypted) if is_theirs else None
        if message is None:
            raise CallbackRefused("The callback is not signed and sealed for this account.")
        return message

    def seal(self, message: bytes, *, timestamp: int, nonce: str = "", random: bytes = b"") -> Sealed:
        """`random`: 16 bytes; it and the nonce are drawn where none is given."""
        nonce = nonce or randomness.token_hex(8)
        length = len(message).to_bytes(4, "big")
        whole = (random or randomness.token_bytes(_RANDOM)) + length + message + self.receive_id.encode()
        encryptor = self._cipher().encryptor()
        encrypted = base64.b64encode(encryptor.update(_padded(whole)) + encryptor.finalize()).decode("ascii")
        return Sealed(encrypted, signature(self.token, str(timestamp), nonce, encrypted), timestamp, nonce)

    def _decrypt(self, encrypted: str) -> bytes | None:
        try:
            sealed = base64.b64decode(encrypted, validate=True)
        except ValueError:
            return None
        if not sealed or len(sealed) % _AES_BLOCK:
            return None
        decryptor = self._cipher().decryptor()
        whole = _unpadded(decryptor.update(sealed) + decryptor.finalize())
        if whole is None:
            return None
        end = _HEAD + int.from_bytes(whole[_RANDOM:_HEAD], "big")
        is_ours = end <= len(whole) and hmac.compare_digest(whole[end:], self.receive_id.encode())
        return whole[_HEAD:end] if is_ours else None

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self.key), modes.CBC(self.key[:_AES_BLOCK]))


def _padded(whole: bytes) -> bytes:
    count = _PAD_BLOCK - len(whole) % _PAD_BLOCK
    return whole + bytes([count]) * count


def _unpadded(padded: bytes) -> bytes | None:
    count = padded[-1]
    is_sound = 1 <= count <= _PAD_BLOCK and padded.endswith(bytes([count]) * count)
    return padded[:-count] if is_sound else None
