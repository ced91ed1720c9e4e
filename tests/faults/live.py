"""Redis beside the running product."""

import socket

from handoff.running.redis_server import socket_path
from tests.support.product import Product


def flush_redis(product: Product) -> None:
    """Forget everything live; a Redis that is just away has nothing to forget."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(socket_path(product.var_dir / "run")))
            client.sendall(b"FLUSHALL\r\n")
            client.recv(64)
        except OSError:
            return
