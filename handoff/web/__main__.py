"""Starts the web process."""

from handoff import logs
from handoff.settings import load
from handoff.web.app import create_app

if __name__ == "__main__":
    settings = load()
    logs.set_up(settings.log_level)
    create_app(settings).run(settings.host, settings.port, single_process=True, access_log=False, motd=False)
