"""Commands find the encoder running, and nothing of it stays behind."""

import os
import signal
import subprocess
import sys
from contextlib import closing

import httpx
import numpy as np
import psutil
import pytest
from pydantic import SecretStr

from handoff.adapters.encoder_endpoint import EndpointEncoder
from handoff.adapters.encoder_usem3 import Usem3
from handoff.commands.encoder import EncoderFailed, encoder_for_bot, running_encoder
from handoff.settings import ROOT, Settings
from tests.support.processes import is_alive, wait_for

# A parent that is killed while its encoder runs.
_PARENT = """
import time
from handoff.commands.encoder import running_encoder
with running_encoder("usem3") as encoder:
    print(encoder.pid, flush=True)
    time.sleep(60)
"""


def test_it_serves_the_model_to_those_who_know_the_token_and_ends_with_its_use() -> None:
    with running_encoder("usem3") as encoder:
        with closing(EndpointEncoder(encoder.url, encoder.token, "usem3")) as asked:
            rows = asked.encode(["退款", "物流"])
        stranger = httpx.post(f"{encoder.url}/embeddings", json={"input": "退款"}, trust_env=False)
        listening = [one.laddr.ip for one in psutil.Process(encoder.pid).net_connections() if one.status == "LISTEN"]
        assert encoder.memory_mb > 50

    assert np.allclose(rows, Usem3().encode(["退款", "物流"]), atol=1e-4)
    assert stranger.status_code == 401
    assert listening == ["127.0.0.1"]
    assert not is_alive(encoder.pid)


def test_a_model_that_cannot_be_loaded_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EncoderFailed, match="no/such/model cannot be started"), running_encoder("/no/such/model"):
        pass

    assert "ENCODER_MODEL=/no/such/model" in capfd.readouterr().err


def test_when_the_command_is_killed_the_encoder_ends_too() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())

        os.kill(parent.pid, signal.SIGKILL)

        wait_for(lambda: not is_alive(pid), 10, "the encoder's end")


def test_usem3_needs_no_process() -> None:
    with encoder_for_bot(Settings()) as environment:
        assert environment == {"ENCODER_MODEL": "usem3", "ENCODER_URL": ""}


def test_an_endpoint_elsewhere_is_passed_on() -> None:
    settings = Settings(encoder_model="bge", encoder_url="http://gpu:8080/v1", encoder_token=SecretStr("t"))

    with encoder_for_bot(settings) as environment:
        assert environment == {"ENCODER_MODEL": "bge", "ENCODER_URL": "http://gpu:8080/v1", "ENCODER_TOKEN": "t"}
