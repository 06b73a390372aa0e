"""Where reports and exports are made for those who asked, one after the other in a thread of its own.

Each person has one of a kind at a time, in a folder that only this process reads; it goes when the next one
is asked for, after an hour, or with the process.
"""

import shutil
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from domain import Fault

KEPT = timedelta(hours=1)
BROKEN = "It could not be made. Try again; if that does not help, tell whoever runs this system."

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Piece:
    """What somebody asked for. `room`: where it is being made; `made`: that folder, once it is done."""

    words: str
    asked_at: datetime
    room: Path
    made: "Future[Path]"

    @property
    def kept_until(self) -> datetime:
        return self.asked_at + KEPT

    @property
    def is_waiting(self) -> bool:
        """Whether others' work comes first."""
        return not self.made.running() and not self.made.done()

    @property
    def is_done(self) -> bool:
        return self.made.done()

    @property
    def fault(self) -> str | None:
        """Why it could not be made."""
        error = self.made.exception() if self.is_done else None
        return None if error is None else str(error) if isinstance(error, Fault) else BROKEN

    @property
    def folder(self) -> Path | None:
        return self.made.result() if self.is_done and self.made.exception() is None else None


class Bench:
    """Holds what was made, by what says whose it is: the account that asked, and of what kind it is."""

    def __init__(self) -> None:
        self._room = TemporaryDirectory(prefix="tmr-console-")
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="bench")
        self._pieces: dict[Hashable, Piece] = {}
        self._count = 0

    def begin(self, owner: Hashable, words: str, as_of: datetime, work: Callable[[Path], object]) -> bool:
        """Have it made in place of what they had; False while that is still being made."""
        known = self.of(owner, as_of)
        if known is not None and not known.is_done:
            return False
        self._drop(owner)
        self._count += 1
        folder = Path(self._room.name) / str(self._count)
        self._pieces[owner] = Piece(words, as_of, folder, self._hand.submit(_made, work, folder))
        return True

    def of(self, owner: Hashable, as_of: datetime) -> Piece | None:
        """What they have here; whatever is too old goes first."""
        for each, piece in tuple(self._pieces.items()):
            if piece.is_done and as_of >= piece.kept_until:
                self._drop(each)
        return self._pieces.get(owner)

    def _drop(self, owner: Hashable) -> None:
        piece = self._pieces.pop(owner, None)
        if piece is not None:
            shutil.rmtree(piece.room, ignore_errors=True)

    def close(self) -> None:
        """What is under way is finished, what waits is not begun, and all files go."""
        self._hand.shutdown(cancel_futures=True)
        self._room.cleanup()


def _made(work: Callable[[Path], object], folder: Path) -> Path:
    try:
        work(folder)
    except Fault:
        raise
    except Exception as error:
        log.error("console.bench_broken", kind=type(error).__name__)
        raise
    return folder
