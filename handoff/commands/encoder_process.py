"""The encoder as a process of its own, for commands that need it while no worker runs: says where it is, then serves.

`python -m handoff.commands.encoder_process`: its address is the one line it writes; it ends when its input does.
"""

import os
import socket
import sys
import threading
from typing import Any

from sanic import Sanic

from handoff import logs
from handoff.domain.errors import DomainError
from handoff.settings import load
from handoff.wiring_knowledge import open_encoder
from handoff.worker.embeddings import embeddings


def main() -> int:
    # Libraries that write to stdout would be taken for the address.
    told, sys.stdout = sys.stdout, sys.stderr
    settings = load()
    logs.set_up(settings.log_level)
    try:
        encoder = open_encoder(settings)
        # Loaded now: who asks next waits a tenth of a second, not ten.
        encoder.encode(["你好"])
    except DomainError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app: Sanic[Any, Any] = Sanic("heyan-encoder", configure_logging=False)
    app.blueprint(
        embeddings(encoder, settings.encoder_model, settings.encoder_token.get_secret_value(), is_ready=lambda: True)
    )
    listening = socket.create_server(("127.0.0.1", 0))
    told.write(f"http://127.0.0.1:{listening.getsockname()[1]}/v1\n")
    told.flush()
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    app.run(sock=listening, single_process=True, access_log=False, motd=False)
    return 0


def _end_with_the_parent() -> None:
    """However the parent ends, the pipe from it ends with it."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
