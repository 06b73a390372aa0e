"""Shows a patient where they are: the present screen of a sitting on its card, or why there is none."""

from dataclasses import dataclass

from bot.claims import Claim
from bot.coming import coming
from bot.reply import Edit, Reply
from bot.screen import Screen, page
from bot.screens import closing, screen, thanks
from bot.sitting import Place, go_on, sitting_of
from bot.speech import Speech
from bot.surroundings import Surroundings
from domain import AssessmentState, EntryKind, Lane, Message, PatientStatus
from questionnaires.conversation import Ended
from questionnaires.instrument import ItemKind
from storage import assessments
from storage.database import Tx

_NOT_ASKED = {
    PatientStatus.CHANNEL_STOPPED: "closed-stopped",
    PatientStatus.WITHDRAWN: "closed-withdrawn",
    PatientStatus.DECEASED: "closed-over",
}
_WORDS = (ItemKind.STRING, ItemKind.TEXT)


@dataclass(frozen=True, slots=True)
class Toast:
    """What answers the tap itself: a sentence, as a box to be closed or (`mild`) as a passing line."""

    key: str
    mild: bool = False


def present(
    tx: Tx,
    speech: Speech,
    claim: Claim,
    *,
    toast: Toast | None = None,
    here: Place | None = None,
    last: Place | None = None,
    stored: bool = False,
    view: str = "",
) -> Reply:
    """The present screen on the card. `here` is the place, if the caller knows it.

    `last` is the response just ended, whose advice the end repeats. `stored`: the tick is woken. `view` is
    the part of a question's buttons to show.
    """
    place = here or _next(tx, speech, claim)
    shown = done(tx, claim, last) if place is None else place_screen(claim.around, place, last, view)
    at = place or last
    return Reply(
        toast=claim.around.say(toast.key) if toast else "",
        alert=bool(toast and not toast.mild),
        card=Edit(claim.came.message_id, shown),
        heal=healing(claim, at) if at else None,
        edits=adopt(tx, claim),
        wake=stored,
    )


def _next(tx: Tx, speech: Speech, claim: Claim) -> Place | None:
    """Where the sitting goes on from what is stored now."""
    was = claim.sitting
    now = sitting_of(tx, claim.patient, was.episode.id, unscheduled=was.unscheduled)
    return go_on(tx, claim.act, speech, now)


def place_screen(around: Surroundings, place: Place, last: Place | None = None, view: str = "") -> Screen:
    """The screen of a place; before it that a part was just sent, with its advice, or words were stored."""
    if last is not None and last.response.id != place.response.id:
        note = page(*map(around.fill, advice(last)), around.say("next-part"))
    else:
        note = around.say("text-stored") if _typed_last(place) else ""
    return screen(place.response.id, place.standing, around, note, view)


def _typed_last(place: Place) -> bool:
    """Whether words were stored just now, and the instrument itself has nothing to say to that."""
    if not place.log or place.log[-1].kind is not EntryKind.ANSWERED:
        return False
    item = place.instrument.item(place.log[-1].link_id)
    spoken_of = {
        condition.question
        for ordinal in place.instrument.advice
        for condition in place.instrument.flat[ordinal].conditions
    }
    return item.kind in _WORDS and item.link_id not in spoken_of


def done(tx: Tx, claim: Claim, last: Place | None) -> Screen:
    """All of the sitting is sent: thanks, with the advice of what was just sent, and what happens next."""
    return thanks(claim.around, advice(last), coming(tx, claim.around, claim.patient, claim.act.at))


def advice(place: Place | None) -> tuple[str, ...]:
    """What to do now, as the answers of an ended response called for it."""
    step = place.standing.step if place else None
    return step.notices if isinstance(step, Ended) else ()


def adopt(tx: Tx, claim: Claim) -> tuple[Edit, ...]:
    """Take a newer message as the card of the sitting; the old card loses its buttons."""
    old = claim.sitting.card_id
    if old is not None and claim.came.message_id <= old:
        return ()
    for part in claim.sitting.parts:
        assessments.set_card(tx, part.id, claim.came.message_id)
    return (retired(claim.around, old),) if old is not None else ()


def retired(around: Surroundings, message_id: int) -> Edit:
    """An old card, without buttons."""
    return Edit(message_id, Screen(around.say("tap-old-card")))


def healing(claim: Claim, place: Place) -> Message:
    """What the courier is asked to show if the card cannot be edited now."""
    return Message(
        key=f"card:{place.response.id}:{len(place.log)}",
        kind="card",
        lane=Lane.REPLY,
        language=claim.patient.language,
        not_before_at=claim.act.at,
        patient_id=claim.patient.id,
        episode_id=claim.sitting.episode.id,
        assessment_id=place.assessment.id,
        detail={"response": place.response.id, "message": claim.came.message_id},
    )


def shut(claim: Claim) -> Reply | None:
    """Why nothing can be saved from this message: not asked any more, or an older card. None: it can."""
    around, came = claim.around, claim.came
    key = _NOT_ASKED.get(claim.patient.status)
    if key is not None:
        return Reply(around.say(key), alert=True, card=Edit(came.message_id, closing(around, key)))
    card_id = claim.sitting.card_id
    if claim.sitting.parts and card_id is not None and came.message_id < card_id:
        edit = retired(around, came.message_id)
        return Reply(around.say("tap-old-card"), alert=True, edits=(edit,))
    return None


def over(tx: Tx, speech: Speech, claim: Claim, last: Place | None, *, repeated: bool = False) -> Reply:
    """The assessment has ended: told how, and shown what else is open, or the end."""
    is_sent = claim.assessment.state is AssessmentState.COMPLETED
    key = "tap-repeated" if repeated else "closed-sent" if is_sent else "closed-over"
    if claim.sitting.parts:
        return present(tx, speech, claim, toast=Toast(key, mild=repeated), last=last if is_sent else None)
    shown = done(tx, claim, last) if is_sent else closing(claim.around, key)
    return Reply(claim.around.say(key), alert=not repeated, card=Edit(claim.came.message_id, shown))


def is_open(claim: Claim) -> bool:
    return claim.assessment.state is AssessmentState.OPEN
