"""Starts the worker process."""

from handoff import logs
from handoff.settings import load
from handoff.wiring_knowledge import open_encoder, open_knowledge, open_wording
from handoff.worker.app import create_app

if __name__ == "__main__":
    settings = load()
    logs.set_up(settings.log_level)
    encoder = open_encoder(settings)
    # Only an endpoint can be away.
    wording = open_wording if settings.encoder_url else None
    create_app(settings, lambda: open_knowledge(settings, encoder), encoder, wording).run(
        "127.0.0.1", settings.worker_port, single_process=True, access_log=False, motd=False
    )
