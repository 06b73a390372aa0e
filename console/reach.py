"""What the console needs of the floor above, as one value that the app hands in."""

from collections.abc import Callable
from dataclasses import dataclass

from questionnaires.library import Library
from scheduler.published import Protocols
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Reach:
    """`library`: the instruments that are known, the site's own too. `protocols`: those in use."""

    library: Callable[[Tx], Library]
    protocols: Protocols
