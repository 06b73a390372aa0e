"""What can be done for several patients at once, in words: what it means, and for whom it cannot be. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from console.web.nhs import Choice
from domain import LEFT, Patient, PatientStatus
from storage.words import ChannelState

UNDO_WITHIN = timedelta(hours=24)
CHANGED = "changed by somebody since; left as it is"


class Way(StrEnum):
    """Nobody is withdrawn in bulk, and nothing of which patients are told at once."""

    PAUSE = "pause"
    RESUME = "resume"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Words:
    """`means`: what happens, before it is done. `back`: what undoing takes back, and what it cannot."""

    title: str
    press: str
    done: str
    means: tuple[str, ...]
    back: str


WAYS: Mapping[Way, Words] = {
    Way.PAUSE: Words(
        "Pause follow-up",
        "Pause them",
        "Follow-up is paused",
        (
            "Until the day has passed no question and no reminder is sent to them.",
            "A window that ends meanwhile counts as missed.",
            "Open cases stay open, and what was sent before stays in their chats.",
        ),
        "Each pause becomes what it was before. A window that ended meanwhile stays missed.",
    ),
    Way.RESUME: Words(
        "End the pause",
        "End their pauses",
        "Follow-up goes on",
        ("They are asked again from now on: what is due now is sent within minutes.",),
        "Each pause becomes what it was before. What was sent meanwhile cannot be taken back.",
    ),
    Way.LETTERS: Words(
        "Links to Telegram, to print",
        "Make their links and letters",
        "Links and letters are made",
        (
            "Each gets a new link and a PIN, which work once, for seven days. An earlier link stops working.",
            "You print two sheets for each, one with the link and one with the PIN. Give them separately.",
            "They are shown only once.",
        ),
        "Links that nobody has used stop working. What was given out on paper cannot be taken back.",
    ),
}

REASONS = (
    Choice("closed", "The team is away or the clinic is closed"),
    Choice("system", "The service is being looked after"),
    Choice("asked-elsewhere", "They are asked elsewhere meanwhile"),
    Choice("patients", "The patients asked for it"),
    Choice("other", "Something else"),
)
"""Chosen, not typed: the trail keeps it, and holds no free text."""

_STANDS: Mapping[PatientStatus, str] = {
    PatientStatus.WITHDRAWN: "has left follow-up",
    PatientStatus.DECEASED: "has died",
    PatientStatus.TRANSFERRED: "is followed by another hospital",
}
_REACHED: Mapping[ChannelState, str] = {
    ChannelState.LINKED: "is linked to Telegram already",
    ChannelState.BLOCKED: "is linked, but has blocked the bot",
    ChannelState.STOPPED: "has stopped the messages",
}


def hindrance(way: Way, patient: Patient, channel: ChannelState, *, is_paused: bool) -> str | None:
    """Why it cannot be done for somebody as they stand; none if it can."""
    if patient.erasing_at is not None:
        return "is being erased"
    if patient.status in LEFT:
        return _STANDS[patient.status]
    if way is Way.RESUME and not is_paused:
        return "is not paused"
    if way is not Way.LETTERS:
        return None
    if patient.status is PatientStatus.CHANNEL_STOPPED:
        return "wants no messages"
    return _REACHED.get(channel)
