"""The runner: starts the processes in waves, starts again what dies, and stops them all in reverse order."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

from handoff.running.backoff import Backoff
from handoff.running.child import Child, ChildSpec
from handoff.running.errors import CannotStart
from handoff.running.last_will import LastWill
from handoff.running.output import Output
from handoff.running.readiness import wait_until

_TRIES_AT_START = 3
_SHOWN_ON_FAILURE = 15


class Runner:
    """Runs until `stop()` is called; the process ids stand in `run_dir/NAME.pid` meanwhile."""

    def __init__(
        self,
        specs: Sequence[ChildSpec],
        output: Output,
        run_dir: Path,
        *,
        backoff: Backoff | None = None,
        stop_within: float = 10.0,
    ) -> None:
        self._specs = sorted(specs, key=lambda spec: spec.wave)
        self._output = output
        self._run_dir = run_dir
        self._backoff = backoff or Backoff()
        self._stop_within = stop_within
        self._stopping = asyncio.Event()
        self._all_ready = False
        self._ready = {spec.name: asyncio.Event() for spec in specs}
        self._children: dict[str, Child] = {}
        self._kept: dict[str, asyncio.Task[None]] = {}
        self._trouble: asyncio.Future[None] | None = None

    def stop(self) -> None:
        """Stop everything; asked a second time, at once."""
        if self._stopping.is_set():
            for child in self._children.values():
                child.kill()
        self._stopping.set()

    async def run(self, announce: Callable[[], None]) -> None:
        """Start all, call `announce` when all are ready, come back when all are stopped; CannotStart if one cannot."""
        self._run_dir.mkdir(parents=True, exist_ok=True)
        self._trouble = asyncio.get_running_loop().create_future()
        last_will = await LastWill.written()
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            for _wave, specs in groupby(self._specs, key=lambda spec: spec.wave):
                await self._start_wave(list(specs), last_will, stopping)
            if not stopping.done():
                self._all_ready = True
                announce()
            await self._until(stopping)
        finally:
            self._stopping.set()
            await self._stop_all()
            await last_will.done()
            stopping.cancel()

    async def _start_wave(self, specs: Sequence[ChildSpec], last_will: LastWill, stopping: asyncio.Task[bool]) -> None:
        if stopping.done():
            return
        self._output.say(f"starting {', '.join(spec.name for spec in specs)} …")
        for spec in specs:
            self._kept[spec.name] = asyncio.create_task(self._keep(spec, last_will))
        everyone = asyncio.gather(*(self._ready[spec.name].wait() for spec in specs))
        await self._until(everyone, stopping)
        everyone.cancel()

    async def _until(self, *any_of: asyncio.Future[Any]) -> None:
        """Wait for the first of them, or raise what keeps a process from starting."""
        assert self._trouble is not None  # noqa: S101 - run() has set it; for the type checker
        await asyncio.wait([*any_of, self._trouble], return_when=asyncio.FIRST_COMPLETED)
        if self._trouble.done():
            self._trouble.result()

    async def _keep(self, spec: ChildSpec, last_will: LastWill) -> None:
        """Run the process, again and again, until everything stops."""
        wait: float | None = None
        deaths = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                child = await Child.start(spec, self._output.line)
            except OSError as error:
                self._give_up(spec, f"cannot be started: {error}")
                return
            self._children[spec.name] = child
            if self._stopping.is_set():  # stop() came while it was being born and could not see it
                child.kill()
            last_will.add(child.pid)
            pid_file = self._run_dir / f"{spec.name}.pid"
            pid_file.write_text(str(child.pid), encoding="ascii")
            watching = asyncio.create_task(self._watch_ready(spec, began))
            code = await child.wait()
            watching.cancel()
            last_will.strike(child.pid)
            pid_file.unlink(missing_ok=True)
            if self._stopping.is_set():
                return
            deaths += 1
            if not self._all_ready and deaths >= _TRIES_AT_START:
                self._give_up(spec, f"ended {deaths} times while starting (exit code {code})")
                return
            wait = self._backoff.wait(wait, time.monotonic() - began)
            self._output.say(f"{spec.name} ended (exit code {code}); starting it again in {wait:g} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait)

    async def _watch_ready(self, spec: ChildSpec, began: float) -> None:
        if await wait_until(spec.is_ready, spec.ready_within):
            self._output.say(f"{spec.name} is ready ({time.monotonic() - began:.1f} s)")
            self._ready[spec.name].set()
        elif not self._all_ready:
            self._give_up(spec, f"did not answer within {spec.ready_within:g} s")
        else:
            self._output.say(f"{spec.name} runs but does not answer: see {self._output.path_of(spec.name)}")

    def _give_up(self, spec: ChildSpec, why: str) -> None:
        if self._trouble is None or self._trouble.done():
            return
        for line in self._output.last_lines(spec.name, _SHOWN_ON_FAILURE):
            self._output.print(f"    {line}")
        path = self._output.path_of(spec.name)
        self._trouble.set_exception(CannotStart(f"{spec.name} {why}; its whole output: {path}. Try `heyan doctor`."))

    async def _stop_all(self) -> None:
        for spec in reversed(self._specs):
            kept = self._kept.get(spec.name)
            child = self._children.get(spec.name)
            if kept is None:
                continue
            if child is not None and not kept.done() and not await child.stop(self._stop_within):
                self._output.say(f"{spec.name} did not stop within {self._stop_within:g} s and was ended")
            await kept
            self._output.say(f"{spec.name} stopped")
