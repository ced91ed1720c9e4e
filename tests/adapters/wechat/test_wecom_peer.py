"""Both directions against Tencent's own library: it opens what we seal, and we open what it seals."""

import json
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from handoff.adapters.wechat.bodies import fields_of, render_json, render_xml
from handoff.adapters.wechat.crypt import Crypt
from handoff.domain.inbox import Secrets
from handoff.services.channel_port import CallbackRefused
from tests.adapters.wechat.payloads import APP_ID, CORP_ID, SECRETS

_FRONTEND = Path(__file__).resolve().parents[3] / "frontend"
_LETTERS = "a1 \n好您😀]]><&\"'"
_AT = 1_800_000_000
# Every length of padding, and whatever letters.
_MESSAGES = ["好" * length for length in range(40)] + [
    "".join(Random(seed).choices(_LETTERS, k=seed * 3)) for seed in range(40)
]


def ask(calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is missing: install Node.js 20.19 or newer.")
    if not (_FRONTEND / "node_modules" / "@wecom" / "crypto").is_dir():
        pytest.skip("The npm package @wecom/crypto is missing: run `npm ci` in frontend/.")
    peer = [node, str(Path(__file__).with_name("peer.mjs"))]
    done = subprocess.run(peer, cwd=_FRONTEND, input=json.dumps(calls).encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(answers) == len(calls)
    return answers


def crypts() -> list[tuple[Crypt, dict[str, Any]]]:
    """Several keys, accounts and addresses, each as we and as the peer are told them."""
    told = []
    for seed in range(len(_MESSAGES)):
        draw = Random(seed)
        aes_key = "".join(draw.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=43))
        crypt = Crypt.of(Secrets(token=f"{SECRETS.token}{seed}", aes_key=aes_key), draw.choice([APP_ID, CORP_ID, ""]))
        address = {"timestamp": str(_AT + seed), "nonce": str(draw.randrange(10**9))}
        told.append((crypt, {"key": aes_key, "token": crypt.token, **address}))
    return told


def test_we_open_what_the_platforms_library_seals() -> None:
    told = crypts()
    calls = [
        {"does": "seal", "message": message, "id": crypt.receive_id, **call}
        for message, (crypt, call) in zip(_MESSAGES, told, strict=True)
    ]

    answers = ask(calls)

    opened = [
        crypt.open(answer["encrypted"], answer["signature"], call["timestamp"], call["nonce"]).decode()
        for (crypt, call), answer in zip(told, answers, strict=True)
    ]
    assert opened == _MESSAGES
    for (crypt, call), answer in zip(told, answers, strict=True):
        with pytest.raises(CallbackRefused):
            crypt.open(answer["encrypted"], answer["signature"], call["timestamp"], call["nonce"] + "0")


@pytest.mark.parametrize("render", [render_xml, render_json])
def test_the_platforms_library_opens_what_we_seal(render: Any) -> None:
    told = crypts()
    envelopes = [
        fields_of(
            render(
                crypt.seal(message.encode(), timestamp=int(call["timestamp"]), nonce=call["nonce"]).fields,
            )
        )
        for message, (crypt, call) in zip(_MESSAGES, told, strict=True)
    ]

    answers = ask(
        [
            {
                "does": "open",
                "key": call["key"],
                "token": call["token"],
                "encrypted": envelope["Encrypt"],
                "timestamp": str(envelope["TimeStamp"]),
                "nonce": envelope["Nonce"],
            }
            for envelope, (_crypt, call) in zip(envelopes, told, strict=True)
        ]
    )

    assert [(answer["message"], answer["id"], answer["signature"]) for answer in answers] == [
        (message, crypt.receive_id, envelope["MsgSignature"])
        for message, envelope, (crypt, _call) in zip(_MESSAGES, envelopes, told, strict=True)
    ]
