"""What most laws ask of a run, be it an ordeal or a crowd: clock, outages, whether there is mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from clock import MovingClock


class Planned(Protocol):
    @property
    def mail(self) -> bool: ...


class Living(Protocol):
    @property
    def clock(self) -> MovingClock: ...

    @property
    def outages(self) -> Sequence[tuple[datetime, datetime]]: ...

    @property
    def plan(self) -> Planned: ...
