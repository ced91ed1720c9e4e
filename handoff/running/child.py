"""One process under the runner: what it is, and how it is started, watched and stopped."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from handoff.running.readiness import Probe

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class ChildSpec:
    """What to run. Children of one wave start together; a wave starts when the one before it is ready."""

    name: str
    command: tuple[str, ...]
    is_ready: Probe
    ready_within: float
    wave: int = 1
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None


class Child:
    """One life of a process: a group of its own, so that what it starts ends with it."""

    def __init__(self, spec: ChildSpec, process: asyncio.subprocess.Process, reading: asyncio.Task[None]) -> None:
        self.spec = spec
        self._process = process
        self._reading = reading

    @classmethod
    async def start(cls, spec: ChildSpec, say: Say) -> "Child":
        # A pipe of our own: asyncio's would count the process as running for as long as a grandchild holds it open.
        read_end, write_end = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *spec.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=write_end,
                stderr=write_end,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **spec.env},
                cwd=spec.cwd,
                start_new_session=True,
                preexec_fn=_die_with_the_runner,
            )
        except BaseException:
            os.close(read_end)
            raise
        finally:
            os.close(write_end)
        return cls(spec, process, asyncio.create_task(_read(read_end, spec.name, say)))

    @property
    def pid(self) -> int:
        return self._process.pid

    async def wait(self) -> int:
        """Its exit code (negative: the signal that ended it), once it and all it started are gone."""
        code = await self._process.wait()
        self._kill_group()
        await asyncio.wait([self._reading], timeout=2)
        self._reading.cancel()
        return code

    async def stop(self, within: float) -> bool:
        """Ask it to end, and end it by force after `within` seconds; was it so kind as to go by itself?"""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), within)
        except TimeoutError:
            self._kill_group()
            await self._process.wait()
            return False
        return True

    def kill(self) -> None:
        self._kill_group()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _die_with_the_runner() -> None:
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


async def _read(pipe: int, name: str, say: Say) -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    file = os.fdopen(pipe, "rb", buffering=0)
    transport, _protocol = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    rest = b""
    try:
        # Not readline(): it gives up on a line longer than its buffer, and a traceback may hold such a one.
        while chunk := await reader.read(65536):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                say(name, line.decode("utf-8", errors="replace"))
        if rest:
            say(name, rest.decode("utf-8", errors="replace"))
    finally:
        transport.close()
