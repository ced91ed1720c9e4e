"""Are our ports free, and if not, who has them."""

import errno
import socket
from dataclasses import dataclass

import psutil

from handoff.running.errors import CannotStart


@dataclass(frozen=True)
class Listener:
    """A port we are about to listen on, and the setting that chooses another."""

    purpose: str
    setting: str
    host: str
    port: int


def must_be_free(listeners: list[Listener]) -> None:
    """Raise CannotStart for the first port that cannot be listened on."""
    for listener in listeners:
        trouble = trouble_with(listener)
        if trouble:
            raise CannotStart(trouble)
    ports = [listener.port for listener in listeners]
    for listener in listeners:
        if ports.count(listener.port) > 1:
            raise CannotStart(
                f"Port {listener.port} is given to more than one process; choose another: {_another(listener)}"
            )


def trouble_with(listener: Listener) -> str | None:
    """One line why the port cannot be used and what to do; None when it can."""
    try:
        infos = socket.getaddrinfo(listener.host, listener.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        return f"HOST={listener.host} is no address of this machine; leave it out, or use 127.0.0.1 or 0.0.0.0."
    family, kind, proto, _name, address = infos[0]
    with socket.socket(family, kind, proto) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            return _explain(listener, error)
    return None


def _explain(listener: Listener, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {listener.port} ({listener.purpose}) is taken by {holder_of(listener.port)}. "
            f"Stop that program or choose another port: {_another(listener)}"
        )
    if error.errno == errno.EACCES:
        return f"Port {listener.port} ({listener.purpose}) needs root; choose one above 1023: {_another(listener)}"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HOST={listener.host} is no address of this machine; leave it out, or use 127.0.0.1 or 0.0.0.0."
    choose = f"Choose another: {_another(listener)}"
    return f"Port {listener.port} ({listener.purpose}) cannot be used: {error.strerror}. {choose}"


def _another(listener: Listener) -> str:
    suggestion = listener.port + 10 if listener.port >= 1024 else 8010
    return f"{listener.setting}={suggestion} make run"


def holder_of(port: int) -> str:
    """The program that listens on the port, as far as this user may know."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return "another program"
    for connection in connections:
        if (
            connection.status == psutil.CONN_LISTEN
            and connection.laddr
            and connection.laddr.port == port
            and connection.pid
        ):
            try:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
            except psutil.NoSuchProcess:
                break
    return "another program"
