"""What the console needs of the floor above, as one value that the app hands in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from domain import Act
from questionnaires.library import Library
from scheduler.published import Protocols
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What publishing a protocol would do now. `refusal`: why it must not be; `plan`: what it is accepted
    by; `changes`: by operation, one sentence each; `counts`: of all hospitals."""

    plan: str
    refusal: str | None
    changes: tuple[tuple[str, str], ...] = ()
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foretold:
    """What enrolling would come to. `errors`: cannot be true. `missing`: what follow-up waits for."""

    errors: tuple[str, ...]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enrolling:
    """`faults`: what cannot be taken, by field. `foretell`: what comes of it on a day. `enrol`: do it, for a
    hospital; the patient's code. `days`: of amputation and operation, once both are known."""

    faults: Callable[[Mapping[str, object]], Mapping[str, str]]
    days: Callable[[Mapping[str, object]], tuple[date, date] | None]
    foretell: Callable[[Mapping[str, object], date], Foretold]
    enrol: Callable[[Tx, Act, int, Mapping[str, object]], str]


@dataclass(frozen=True, slots=True)
class Reach:
    """`library`: the instruments that are known, the site's own too. `protocols`: those in use. `foresee`:
    what publishing this text would do; `publish`: do just that, or say why not. `enrolling`: of patients."""

    library: Callable[[Tx], Library]
    protocols: Protocols
    foresee: Callable[[Tx, Act, str], Foreseen]
    publish: Callable[[Tx, Act, str, str], str | None]
    enrolling: Enrolling
