"""A small child for the runner's tests: answers 200 on a port. Flags make it one of the awkward kind.

`--family`: the port is served by a child of ours, as Sanic's manager does it. `--stubborn`: SIGTERM is ignored.
"""

import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class _Fine(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Keep quiet."""


def main() -> None:
    port, flags = sys.argv[1], sys.argv[2:]
    if "--stubborn" in flags:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "--family" in flags:
        subprocess.run([sys.executable, __file__, port], check=False)
    else:
        sys.stdout.write(f"serving on {port}\n")
        sys.stdout.flush()
        HTTPServer(("127.0.0.1", int(port)), _Fine).serve_forever()


if __name__ == "__main__":
    main()
