"""What the running product shows to the machine it runs on: loopback only, the four ports, no secret in a command."""

import psutil

from tests.support.product import Product

_SECRETS = ("BOT_SECRET", "WORKER_SECRET", "SECRET_KEY")


def test_it_listens_on_loopback_and_on_the_four_ports_only(product: Product) -> None:
    expected = {("127.0.0.1", int(product.env[name])) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT", "WORKER_PORT")}

    open_to_others = [
        connection
        for process in _processes(product)
        for connection in process.net_connections(kind="inet")
        # An unconnected UDP socket has no status and takes in from anyone.
        if connection.status == psutil.CONN_LISTEN or (connection.status == psutil.CONN_NONE and not connection.raddr)
    ]

    assert {(connection.laddr.ip, connection.laddr.port) for connection in open_to_others} == expected


def test_no_secret_is_on_a_command_line_or_in_a_log(product: Product) -> None:
    environment = psutil.Process(product.pid("worker")).environ()
    secrets = {environment[name] for name in _SECRETS}
    secrets |= {product.password(name) for name in ("admin", "lead", "agent1", "agent2")}
    assert len(secrets) == 7
    assert all(len(secret) >= 16 for secret in secrets)

    said = [" ".join(process.cmdline()) for process in _processes(product)]
    said += [path.read_text("utf-8", "replace") for path in (product.var_dir / "log").glob("*.log")]

    assert [secret for secret in secrets if any(secret in text for text in said)] == []


def _processes(product: Product) -> list[psutil.Process]:
    runner = psutil.Process(product.runner_pid)
    return [runner, *runner.children(recursive=True)]
