"""What a button can mean: a move, a look, or a wish, as frozen values. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from bot.case_presses import CasePress
from bot.looks import Looked
from bot.wishes import Charted, Hurting, Worded
from questionnaires.moves import Back, Change, Choose, Decline, Done, Move, Number, Pick, Send, Skip, Tick
from storage.words import Layout


@dataclass(frozen=True, slots=True)
class Tapped:
    """A move on the screen of a response that was drawn, so laid out, when its log held `seq` entries."""

    response_id: int
    seq: int
    move: Move
    layout: Layout = Layout.STANDARD


@dataclass(frozen=True, slots=True)
class Listed:
    """Show the questions that can be changed, eight a page; pages count from 0."""

    response_id: int
    seq: int
    page: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Show the present screen again: from the list back to the review."""

    response_id: int
    seq: int


@dataclass(frozen=True, slots=True)
class Why:
    """Say why the question on the screen is asked."""

    response_id: int
    seq: int


@dataclass(frozen=True, slots=True)
class Begun:
    """Start or go on with the sitting that this assessment belongs to."""

    assessment_id: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    alert_id: int


@dataclass(frozen=True, slots=True)
class Keyed:
    """A key of the PIN pad: the digits as they are after this key."""

    token: str
    digits: str


@dataclass(frozen=True, slots=True)
class Entered:
    """OK on the PIN pad, drawn after `tries` wrong PINs: the same tap twice is one try."""

    token: str
    digits: str
    tries: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """Consent to messages. It carries the PIN again, because a button proves nothing by itself."""

    token: str
    digits: str


@dataclass(frozen=True, slots=True)
class NotNow:
    pass


class Stopping(StrEnum):
    MESSAGES = "messages"
    FOLLOW_UP = "follow-up"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Stopped:
    choice: Stopping


@dataclass(frozen=True, slots=True)
class Paused:
    """Days to pause; 0 goes on at once."""

    days: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language chosen, such as `en`."""

    language: str


@dataclass(frozen=True, slots=True)
class Sized:
    """Whether buttons are to be large (1) or not (0)."""

    large: int


Tappable = Choose | Tick | Done | Number | Pick | Decline | Skip | Back | Change | Send


Press = (
    Tapped
    | Listed
    | Reviewed
    | Looked
    | Why
    | Begun
    | Acknowledged
    | CasePress
    | Keyed
    | Entered
    | Agreed
    | NotNow
    | Stopped
    | Paused
    | Spoken
    | Sized
    | Hurting
    | Worded
    | Charted
)
