"""What the console needs of the floor above, as one value that the app hands in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain import Act, Patient, PatientStatus
from questionnaires.library import Library
from scheduler.published import Protocols
from storage.database import Tx
from storage.words import TransferReason


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What publishing a protocol would do now. `refusal`: why it must not be; `plan`: what it is accepted
    by; `changes`: by operation, one sentence each; `counts`: of all hospitals."""

    plan: str
    refusal: str | None
    changes: tuple[tuple[str, str], ...] = ()
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Care:
    """What is done about one patient, by the functions of the commands: where it may not be, a Fault says why
    and nothing is changed. `day`: a date as people write it, or what is wrong with it as a sentence."""

    day: Callable[[str], date | str]
    pause: Callable[[Tx, Act, str, date | None], str]
    leave: Callable[[Tx, Act, str, PatientStatus], None]
    come_back: Callable[[Tx, Act, str, str], str]
    transfer: Callable[[Tx, Act, Patient, str | None, TransferReason], str]


@dataclass(frozen=True, slots=True)
class Reach:
    """`library`: the instruments that are known, the site's own too. `protocols`: those in use. `foresee`:
    what publishing this text would do; `publish`: do just that, or say why not."""

    library: Callable[[Tx], Library]
    protocols: Protocols
    foresee: Callable[[Tx, Act, str], Foreseen]
    publish: Callable[[Tx, Act, str, str], str | None]
    care: Care
