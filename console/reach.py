"""What the console needs of the floor above, as one value that the app hands in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from alerts.backtest import Comparison
from domain import Act, Episode, Licence, Patient, PatientStatus, Site
from questionnaires.library import Library
from questionnaires.steps import Pending
from scheduler.published import Protocols
from scheduler.timepoints import Protocol
from storage.answer_drafts import AnswerDraft, Given
from storage.contacts import Details
from storage.database import Database, Tx
from storage.register_words import NerveTransfer
from storage.site_instruments import Held
from storage.words import TransferReason

COHORT, COHORT_MONTHS = 100, 24
"""How many made-up patients a schedule is tried on, and for how long: some 2 s of work on one core."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a made-up cohort would get under a schedule. `a_patient`: messages to one, on average.
    `to_patients`, `to_staff`: messages in the usual (median) week and in the busiest. `unanswered`: by time
    point how many windows, of how many that ended; none for a time point of which no window ended."""

    a_patient: float
    to_patients: tuple[int, int]
    to_staff: tuple[int, int]
    unanswered: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What publishing a protocol would do now. `refusal`: why it must not be; `plan`: what it is accepted
    by; `changes`: by operation, one sentence each; `counts`: of all hospitals."""

    plan: str
    refusal: str | None
    changes: tuple[tuple[str, str], ...] = ()
    counts: tuple[str, ...] = ()


class Colour(StrEnum):
    """How a part stands. Amber: nobody need be woken for it. Unknown: it cannot be seen from here."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Sign:
    """How a part of the system stands. `at`: when it last did its work. `next_step`: what to do about it."""

    part: str
    colour: Colour
    said: str
    next_step: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """What is changed about a hospital, as the command line changes it; each raises a Fault with a sentence
    where it cannot be. `add_turn`: site, staff, from and until in local time, as 2025-03-10 17:00.
    `set_site`: by the names of its values, people by code. `set_digest`: staff, the day of the week
    (empty: every day; none: no digest any more), the hour, what is done with nothing to say.
    `count_theatre`: site, a quarter as 2025-Q1, and its operations."""

    add_turn: Callable[[Tx, Act, str, str, str, str], str]
    remove_turn: Callable[[Tx, Act, str, int], str]
    set_site: Callable[[Tx, Act, str, Mapping[str, str]], object]
    set_digest: Callable[[Tx, Act, str, str | None, str, str], str]
    count_theatre: Callable[[Tx, Act, str, str, int], str]


@dataclass(frozen=True, slots=True)
class Numbering:
    """`faults`: all for which a site cannot sign a text of numbers, by path. `past_year`: what it would have
    found at a site. `sign`: put the site of this officer under it for a reason, or say why not."""

    faults: Callable[[Tx, int, str], tuple[tuple[str, str], ...]]
    past_year: Callable[[Database, str, int, datetime], Comparison]
    sign: Callable[[Tx, Act, str, str, str], str | None]


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
class Invitation:
    """A link that works once until then, and the PIN that is given apart from it. Known only now."""

    token: str = field(repr=False)
    pin: str = field(repr=False)
    until: datetime

    def address(self, bot: str | None) -> str | None:
        """What the patient opens, if the bot's name is known."""
        return f"https://t.me/{bot}?start={self.token}" if bot else None


@dataclass(frozen=True, slots=True)
class Staffing:
    """What an administrator does about people, by code; each raises a Fault with a sentence where it cannot
    be. `add`: to a hospital, with a role. `describe`: these details stand from now on. `posts`: what somebody
    answers for. `set_up`: a set-up code for their account, made where there is none; `remove`: end it."""

    add: Callable[[Tx, Act, Site, str, str, Details], None]
    describe: Callable[[Tx, Act, str, Details], None]
    change_role: Callable[[Tx, Act, str, str], None]
    link: Callable[[Tx, Act, str], Invitation]
    leave: Callable[[Tx, Act, str], None]
    posts: Callable[[Tx, str], tuple[str, ...]]
    set_up: Callable[[Tx, Act, str, str | None, Site], str]
    remove: Callable[[Tx, Act, str], None]


@dataclass(frozen=True, slots=True)
class Care:
    """What is done about one patient, by the functions of the commands: where it may not be, a Fault says why
    and nothing is changed. `day`: a date as people write it, or what is wrong with it as a sentence.
    `foresee_date`: what another operation date would move; `correct_date`: do just the plan that was seen.
    `foresee_wishes`, `wish`: the same of zone, time of day, language and buttons, by their names.
    `add_event`: write down a safety event; `confirm_event`, `correct_event`: have just this be known of it;
    `refute_event`: with the reason; `report_event`: it was reported to the Yellow Card scheme; `grades`:
    Clavien and Dindo's, from the least.
    `invite`: a new link to Telegram; an earlier one stops working.
    `arrange`: these arrangements stand now, and follow-up begins if nothing is missing; what still is.
    `record`: have just this be known of what was done at an operation; `record_faults`: what cannot be.
    `own_data`: all that is held, as a page for the patient."""

    day: Callable[[str], date | str]
    pause: Callable[[Tx, Act, str, date | None], str]
    leave: Callable[[Tx, Act, str, PatientStatus], None]
    come_back: Callable[[Tx, Act, str, str], str]
    transfer: Callable[[Tx, Act, Patient, str | None, TransferReason], str]
    foresee_date: Callable[[Tx, Act, Episode, date], Foreseen]
    correct_date: Callable[[Tx, Act, Episode, date, str], None]
    foresee_wishes: Callable[[Tx, Act, Patient, Mapping[str, object]], Foreseen]
    wish: Callable[[Tx, Act, Patient, Mapping[str, object], str], None]
    add_event: Callable[[Tx, Act, str, str, Mapping[str, object], bool], str]
    confirm_event: Callable[[Tx, Act, int, str, Mapping[str, object]], None]
    correct_event: Callable[[Tx, Act, int, str, Mapping[str, object]], None]
    refute_event: Callable[[Tx, Act, int, str, str], None]
    report_event: Callable[[Tx, Act, int, str, date | None, str | None], None]
    grades: tuple[str, ...]
    invite: Callable[[Tx, Act, str], Invitation]
    arrange: Callable[[Tx, Act, Episode, Mapping[str, object]], tuple[str, ...]]
    own_data: Callable[[Tx, Act, Patient, str], str]
    record_faults: Callable[[Mapping[str, object]], Mapping[str, str]]
    record: Callable[[Tx, Act, Episode, Mapping[str, object], tuple[NerveTransfer, ...]], None]


@dataclass(frozen=True, slots=True)
class Answerable:
    """A time point for which answers may be entered, and the last day of its window."""

    time_point: str
    closes_on: date
    is_open: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """The questionnaires that wait at a time point, and what whoever enters answers there should know."""

    parts: tuple[Pending, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers that staff enter, as `answer` does; each raises a Fault where none may be entered. `places`:
    for answers given on a day. `waiting`: what is asked there now. `store`: keep what was taken down; the
    number of the assessment."""

    places: Callable[[Tx, Episode, date], tuple[Answerable, ...]]
    waiting: Callable[[Tx, Act, Episode, str, Given], Waiting]
    store: Callable[[Tx, Act, AnswerDraft], int]


@dataclass(frozen=True, slots=True)
class Adding:
    """`objection`: why a form that can be asked is not to be added. `add`: keep it under a licence, or say
    why not. `renew`: have another licence hold for a version from now on, or say why not."""

    objection: Callable[[Tx, bytes], str | None]
    add: Callable[[Tx, Act, bytes, Licence], str | None]
    renew: Callable[[Tx, Act, Held, Licence], str | None]


@dataclass(frozen=True, slots=True)
class Said:
    """A message in the chat of a test drive as it stands. `rows`: of buttons, each with its words and what a
    tap sends."""

    number: int
    by_bot: bool
    text: str
    at: datetime
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Driven:
    """How a test drive stands. `said`: the chat of the made-up patient. `told`: when, whom of the staff, and
    what would have been told. `cases`: when, and the rule of each case it would have opened. `windows`: time
    point, first and last day, and how it stands. `has_alerts`: the hospital raises any. `is_over`: nothing
    more comes by itself."""

    name: str
    language: str
    now: datetime
    tmr_on: date
    has_alerts: bool
    pin: str
    said: tuple[Said, ...]
    told: tuple[tuple[datetime, str, str], ...]
    cases: tuple[tuple[datetime, str], ...]
    windows: tuple[tuple[str, date, date, str], ...]
    is_over: bool


@dataclass(frozen=True, slots=True)
class Driving:
    """Test drives, one of each account, none of them in the register. `setting`: what is read there for one:
    the hospital; this schedule in this language. `begin`: one in that setting, or a Fault says why not.
    `look`: how it stands, if there is one. `step`: a tap (`tap NUMBER DATA`), words (`say TEXT`), or time
    (`next`, `day`, `week`). `end`: it goes."""

    setting: Callable[[Tx, int, str, str, datetime], Any]
    begin: Callable[[int, Any, datetime], Awaitable[None]]
    look: Callable[[int, datetime], Awaitable[Driven | None]]
    step: Callable[[int, str, datetime], Awaitable[None]]
    end: Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reach:
    """`library`: the instruments that are known, the site's own too. `protocols`: those in use. `foresee`:
    what publishing this text would do; `publish`: do just that, or say why not. `simulate`: what a made-up
    cohort would get from a day on, or a Fault. `signs`: how the system
    stands, part by part; `ails`: whether any is red. `numbers`: of the rules.
    `forms`: questionnaires of the site's own. `enrolling`: of patients. `running`: of a hospital,
    `staffing`: of its people. `answering`: for patients. `driving`: of a whole plan. `bot_name`: the bot's
    public name, if it can be had now."""

    library: Callable[[Tx], Library]
    protocols: Protocols
    foresee: Callable[[Tx, Act, str], Foreseen]
    publish: Callable[[Tx, Act, str, str], str | None]
    simulate: Callable[[Protocol, date], Tried]
    signs: Callable[[Tx, datetime], tuple[Sign, ...]]
    ails: Callable[[Tx, datetime], bool]
    numbers: Numbering
    care: Care
    forms: Adding
    enrolling: Enrolling
    running: Running
    staffing: Staffing
    answering: Answering
    driving: Driving
    bot_name: Callable[[], Awaitable[str | None]]
