"""The service as a hospital runs it: `tmr-followup run` in a process of its own."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import aiohttp

COMMAND = Path(sys.executable).with_name("tmr-followup")
_START = 60.0


def free_port() -> int:
    """A port of the loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A started service. `log` is what it has written to stderr."""

    def __init__(self, process: asyncio.subprocess.Process, health_url: str, log: Path) -> None:
        self._process, self._health_url, self._log = process, health_url, log

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    async def health(self) -> tuple[int, dict[str, object]]:
        """The health page: its status and what it says."""
        async with aiohttp.ClientSession() as session, session.get(self._health_url) as answer:
            return answer.status, await answer.json()

    async def answers(self) -> None:
        """Wait until the health page can be asked."""
        await self._until(lambda status: status is not None)

    async def is_green(self) -> None:
        """Wait until the health page is green."""
        await self._until(lambda status: status == HTTPStatus.OK)

    async def _until(self, wanted: Callable[[int | None], bool]) -> None:
        async with asyncio.timeout(_START):
            while not wanted(await self._status()):
                assert self._process.returncode is None, f"The service has ended: {self.log}"
                await asyncio.sleep(0.05)

    async def _status(self) -> int | None:
        """What the health page answers; None if nobody does."""
        try:
            return (await self.health())[0]
        except aiohttp.ClientError:
            return None

    async def ends(self) -> int:
        """Wait until it has ended; its exit code."""
        async with asyncio.timeout(_START):
            return await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM, as a supervisor sends it; the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return await self.ends()

    async def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def running(environment: Mapping[str, str], folder: Path) -> AsyncIterator[Running]:
    """A service with these variables, killed at the end if it still lives. Nothing is waited for."""
    port = environment.get("TMR_HEALTH_PORT") or str(free_port())
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TMR_")}
    log = folder / "run.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            COMMAND,
            "run",
            env={**inherited, "TMR_CONSOLE": "off", "TMR_HEALTH_PORT": port, **environment},
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    service = Running(process, f"http://127.0.0.1:{port}/health", log)
    try:
        yield service
    finally:
        await service.kill()
