"""What `heyan serve` says once everything runs."""

import io
from pathlib import Path

from handoff.commands import serve
from handoff.running.output import Output
from handoff.settings import Settings


def test_every_page_that_people_open_is_told(tmp_path: Path) -> None:
    settings, said = Settings(var_dir=tmp_path, port=8123), io.StringIO()

    serve._announce(settings, Output(said, tmp_path / "log", coloured=False))

    for page in ("shop.html", "desk.html", "studio.html"):
        assert f"http://127.0.0.1:8123/{page}\n" in said.getvalue()
    assert str(tmp_path / "passwords.txt") in said.getvalue()
