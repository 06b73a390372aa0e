"""Processes that run the service and start at once: forked from one that has already imported everything.

Starting Python and importing the product takes seconds; a test that kills the service over and over cannot
wait for that. What runs is `tmr-followup run` all the same, in a process of its own, and it can be killed.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from app import cli, run
from clock import SystemClock
from questionnaires.library import Library
from tests.end_to_end.places import staffed_now

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload([__name__])
_BORN_WITH = (run, Library.bundled(), staffed_now(SystemClock().now()))
"""What takes long to import or to read, and is kept once it was."""


class Child:
    """A service that was started; it ends when it is killed or told to stop."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._process = ForkServerProcess(target=_live, args=(dict(environment), str(log)), daemon=True)
        self._process.start()

    @property
    def lives(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        """kill -9, if it still lives."""
        self._process.kill()
        self._process.join()

    def stop(self) -> int | None:
        """SIGTERM, as a supervisor sends it; the exit code, none if it does not end."""
        self._process.terminate()
        self._process.join(30)
        return self._process.exitcode


def _live(environment: Mapping[str, str], log: str) -> None:
    """What the child does: it becomes the command."""
    os.environ.update(environment)
    told = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(told, 1)
    os.dup2(told, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.argv = ["tmr-followup", "run"]
    cli.main()
