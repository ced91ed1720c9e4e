"""Signatures and encryption of callbacks, from the platforms' side."""

import base64
import hashlib
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

# PKCS#7, but to blocks twice as long as those of AES.
_BLOCK = 32
_RANDOM = 16
_LENGTH = 4


class CannotOpen(Exception):
    """What came back is not sealed with this key, for this receiver."""


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


@dataclass(frozen=True)
class Seal:
    """`aes_key` is the EncodingAESKey of 43 letters; `receiver` the appid, or the corpid."""

    token: str
    aes_key: str = field(repr=False)
    receiver: str = ""

    def close(self, text: str) -> str:
        content = text.encode()
        plain = os.urandom(_RANDOM) + len(content).to_bytes(_LENGTH, "big") + content + self.receiver.encode()
        padding = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()

    def open(self, sealed: str) -> str:
        try:
            decryptor = self._cipher.decryptor()
            padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        except ValueError as error:
            raise CannotOpen("not base64 of whole blocks") from error
        padding = padded[-1] if padded else 0
        if not 1 <= padding <= _BLOCK or padded[-padding:] != bytes([padding]) * padding or len(padded) % _BLOCK:
            raise CannotOpen("the padding is wrong")
        body = padded[_RANDOM:-padding]
        length = int.from_bytes(body[:_LENGTH], "big")
        content, receiver = body[_LENGTH : _LENGTH + length], body[_LENGTH + length :]
        if len(content) != length or receiver != self.receiver.encode():
            raise CannotOpen("the length or the receiver is wrong")
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise CannotOpen("not UTF-8") from error

    def sign(self, timestamp: str, nonce: str, sealed: str) -> str:
        return signature(self.token, timestamp, nonce, sealed)

    @property
    def _cipher(self) -> Cipher[modes.CBC]:
        # The last letter has spare bits, which a lenient decoder drops.
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
