"""Words of access: who may sign in to the console, as what, and their sessions. Values without SQL."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Post(StrEnum):
    """What somebody does in the console. An analyst sees pseudonyms and never how anybody is reached."""

    COORDINATOR = "coordinator"
    CLINICIAN = "clinician"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class Stage(StrEnum):
    """How far a session has come: it may only finish the set-up, or it is signed in."""

    SETTING_UP = "setting-up"
    SIGNED_IN = "signed-in"


class DraftKind(StrEnum):
    """What a draft is to become."""

    PROTOCOL = "protocol"
    ALERT_NUMBERS = "alert-numbers"
    QUESTIONNAIRE = "questionnaire"


class DraftState(StrEnum):
    """What became of a draft."""

    OPEN = "open"
    PUBLISHED = "published"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in, by `code`; a coordinator's or clinician's is their staff code.

    `password`: how it was hashed, none before the set-up, and none of who signs in by the hospital's own
    account: of that `hospital_index` is a hash. `totp_step`: the last step of thirty seconds whose
    code was used, so that no code counts twice. `failures`: refusals in a row.
    """

    id: int
    code: str
    post: Post
    site_id: int
    staff_id: int | None
    active: bool
    password: str | None = field(repr=False)
    totp_step: int
    failures: int
    locked_until: datetime | None
    setup_until: datetime | None
    hospital_index: bytes | None = field(repr=False)

    @property
    def is_set_up(self) -> bool:
        """Whether there is something to sign in with."""
        return self.password is not None or self.hospital_index is not None


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that somebody signed in with; found by the hash of what its cookie holds."""

    id: int
    account_id: int
    stage: Stage
    begun_at: datetime
    seen_at: datetime
    ended_at: datetime | None
