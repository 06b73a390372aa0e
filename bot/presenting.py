"""Shows a patient where they are: the present screen of a sitting on its card, or why there is none."""

from dataclasses import dataclass

from bot.amendable import is_time
from bot.amending_screens import with_change
from bot.answers_in_words import in_words
from bot.claims import Claim
from bot.coming import coming
from bot.progress import progress
from bot.reply import Edit, Reply
from bot.screen import Screen, page
from bot.screens import closing, screen, thanks
from bot.sitting import Place, go_on, sitting_of
from bot.speech import Speech
from bot.surroundings import Surroundings
from domain import AssessmentState, EntryKind, Lane, Message, PatientStatus
from questionnaires.amending import sent_answers, sent_at
from questionnaires.conversation import RefusalReason
from questionnaires.instrument import Item, ItemKind
from questionnaires.progress import Count
from storage import assessments
from storage.database import Tx
from storage.words import Layout

_NOT_ASKED = {
    PatientStatus.CHANNEL_STOPPED: "closed-stopped",
    PatientStatus.WITHDRAWN: "closed-withdrawn",
    PatientStatus.DECEASED: "closed-over",
    PatientStatus.TRANSFERRED: "closed-over",
}
_WORDS = (ItemKind.STRING, ItemKind.TEXT)


@dataclass(frozen=True, slots=True)
class Toast:
    """What answers the tap itself: a sentence, as a box to be closed or (`mild`) as a passing line."""

    key: str
    mild: bool = False


HONEST = {
    RefusalReason.REPEATED: Toast("tap-repeated", mild=True),
    RefusalReason.STALE: Toast("tap-stale"),
    RefusalReason.NOT_AN_ANSWER: Toast("tap-not-an-answer"),
    RefusalReason.UNCLEAR: Toast("typed-unclear"),
    RefusalReason.OUT_OF_RANGE: Toast("tap-out-of-range"),
    RefusalReason.WRONG_FORM: Toast("typed-wrong-form"),
    RefusalReason.TOO_LONG: Toast("typed-too-long"),
    RefusalReason.REQUIRED: Toast("tap-required"),
    RefusalReason.ENDED: Toast("closed-sent"),
}
"""What is said to a move that was not taken."""


def present(
    tx: Tx,
    speech: Speech,
    claim: Claim,
    *,
    toast: Toast | None = None,
    here: Place | None = None,
    last: Place | None = None,
    stored: bool = False,
    why: bool = False,
    view: str = "",
) -> Reply:
    """The present screen on the card. `here` is the place, if the caller knows it.

    `last` is the response just ended, whose advice the end repeats. `stored`: the tick is woken. `why`: they
    want to know why the question is asked. `view` is the part of a question's buttons to show.
    """
    place = here or _next(tx, speech, claim)
    if place is None:
        shown = finished(tx, claim, last)
    else:
        count = progress(tx, speech, place)
        shown = place_screen(claim.around, place, count, last, why=why, view=view)
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
    now = sitting_of(tx, claim.patient, was.episode, unscheduled=was.unscheduled)
    return go_on(tx, claim.act, speech, now)


def place_screen(
    around: Surroundings,
    place: Place,
    count: Count,
    last: Place | None = None,
    *,
    why: bool = False,
    view: str = "",
) -> Screen:
    """The screen of a place; before it that a part was just sent, with its advice, or words were stored."""
    if last is not None and last.response.id != place.response.id:
        note = page(*map(around.fill, advice(last)), around.say("next-part"))
    else:
        note = typed_note(around, place)
    return screen(place.response.id, place.standing, around, note, count, why=why, view=view)


def typed_note(around: Surroundings, place: Place) -> str:
    """What is said of an answer that was typed just now: that it is stored, and that the message goes."""
    last = place.log[-1] if place.log else None
    if last is None or last.kind not in (EntryKind.ANSWERED, EntryKind.AMENDED):
        return ""
    item, typed = place.instrument.item(last.link_id), last.layout is Layout.TYPED
    if item.kind in _WORDS:
        said = "" if _is_spoken_of(place, item) else around.say("text-stored")
    else:
        said = around.say("typed-stored", answer=in_words(around.texts, item, last.values)) if typed else ""
    return page(said, around.say("typed-removed") if typed else "")


def _is_spoken_of(place: Place, item: Item) -> bool:
    """Whether the instrument itself has something to say to an answer of this item."""
    advice = [place.instrument.flat[ordinal] for ordinal in place.instrument.advice]
    return any(condition.question == item.link_id for text in advice for condition in text.conditions)


def finished(tx: Tx, claim: Claim, last: Place | None) -> Screen:
    """All of the sitting is sent: thanks, with the advice of what was just sent, and what happens next.

    While the window of what was sent last is open, there is a way to change it.
    """
    shown = thanks(claim.around, advice(last), coming(tx, claim.around, claim.patient, claim.act.at))
    if last is None or not is_time(claim.patient, last.assessment, claim.act.at):
        return shown
    return with_change(shown, last.response.id, len(last.log), claim.around)


def advice(place: Place | None) -> tuple[str, ...]:
    """What to do now, as the answers of an ended response called for it."""
    if place is None or sent_at(place.log) is None:
        return ()
    return sent_answers(place.instrument, place.response.context, place.log).notices


def adopt(tx: Tx, claim: Claim) -> tuple[Edit, ...]:
    """Take a newer message as the card of the sitting; the old card loses its buttons."""
    old = claim.sitting.card_id
    if old is not None and claim.came.message_id <= old:
        return ()
    for part in (*claim.sitting.parts, *claim.sitting.sent):
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


def left(claim: Claim) -> Reply | None:
    """What whoever is not asked any more is told. None: they are."""
    key = _NOT_ASKED.get(claim.patient.status)
    if key is None:
        return None
    return Reply(
        claim.around.say(key), alert=True, card=Edit(claim.came.message_id, closing(claim.around, key))
    )


def shut(claim: Claim) -> Reply | None:
    """Why nothing can be saved from this message: not asked any more, or an older card. None: it can."""
    around, came = claim.around, claim.came
    gone = left(claim)
    if gone is not None:
        return gone
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
    shown = finished(tx, claim, last) if is_sent else closing(claim.around, key)
    return Reply(claim.around.say(key), alert=not repeated, card=Edit(claim.came.message_id, shown))


def is_open(claim: Claim) -> bool:
    return claim.assessment.state is AssessmentState.OPEN
