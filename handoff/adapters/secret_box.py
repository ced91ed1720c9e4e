"""Seals what must not lie readable in the database: AES-256-GCM under a key derived from SECRET_KEY."""

import base64
import binascii
import hmac
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from handoff.services.inbox_port import SecretsUnreadable

# Fixed for ever: another label is another key.
_LABEL = b"heyan inbox secrets 1"
_DIGEST_LABEL = b"heyan digests 1"
_NONCE_BYTES = 12


class SecretBox:
    """What is sealed for one inbox opens for that inbox only: a row copied over another is of no use."""

    def __init__(self, secret_key: str) -> None:
        if not secret_key:
            raise ValueError("without a secret key nothing is sealed")
        self._cipher = AESGCM(_derived(secret_key, _LABEL))
        self._digest_key = _derived(secret_key, _DIGEST_LABEL)

    def digest(self, *parts: str) -> bytes:
        """Of these parts in this order, the same for ever; without the key nobody can compute or check it."""
        return hmac.digest(self._digest_key, json.dumps(parts).encode(), "sha256")

    def seal(self, values: Mapping[str, str], inbox_id: str) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        text = json.dumps(dict(values), ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text, inbox_id.encode())).decode("ascii")

    def open(self, sealed: str, inbox_id: str) -> dict[str, str]:
        """Raises SecretsUnreadable under another key, for another inbox, or when it was tampered with."""
        try:
            raw = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
            text = self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], inbox_id.encode())
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise SecretsUnreadable from error
        values: dict[str, str] = json.loads(text)
        return values


def _derived(secret_key: str, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(secret_key.encode())
