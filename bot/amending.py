"""Changing an answer after it was sent: pick it from the list, give another, see what is in force now.

Each tap is stored in one write transaction, like any answer; the first that changes something makes the
response amended, puts its scores anew and has the rules read it again. After the window nothing is changed.
"""

from dataclasses import replace

from bot.amendable import changeable, is_time
from bot.amending_screens import amended, answers_list, changing, with_change
from bot.claims import Claim
from bot.looks import Looked
from bot.presenting import HONEST, Toast, healing, left, typed_note
from bot.presses import Listed, Reviewed, Tapped, Why
from bot.reply import Edit, Reply
from bot.scoring import score
from bot.screen import Screen, page
from bot.screens import thanks
from bot.sitting import Place
from bot.speech import Speech
from bot.surroundings import Surroundings
from domain import Entry, ResponseState
from questionnaires.amending import amend, amends, may_be_kept, sent_answers, sent_at
from questionnaires.conversation import Ask, Refusal, RefusalReason, Review
from storage import assessments, responses
from storage.database import Tx
from storage.words import AmendReason

Pressed = Tapped | Listed | Reviewed | Looked | Why


def concerns(place: Place, pressed: Pressed) -> bool:
    """Whether a button was drawn after the answers had been sent."""
    sent = sent_at(place.log)
    return sent is not None and pressed.seq > sent


def press(tx: Tx, speech: Speech, claim: Claim, place: Place, pressed: Pressed) -> Reply:
    """A button of after the end."""
    gone = left(claim)
    if gone is not None:
        return gone
    if not is_time(claim.patient, claim.assessment, claim.act.at):
        return _too_late(claim, place)
    if not isinstance(pressed, Tapped):
        return _look(tx, speech, claim, place, pressed)
    taken = amend(
        place.instrument,
        place.response.context,
        place.log,
        pressed.move,
        seq=pressed.seq,
        as_of=claim.act.at,
        source=claim.came.source,
    )
    return take(
        tx, claim, place, replace(taken, layout=pressed.layout) if isinstance(taken, Entry) else taken
    )


def take(tx: Tx, claim: Claim, place: Place, taken: Entry | Refusal) -> Reply:
    """Store what was given and show what comes of it; or say why it was not taken."""
    if isinstance(taken, Refusal):
        return _shown(tx, claim, place, after_the_end(claim.around, place), HONEST[taken.reason])
    if not responses.append(tx, claim.act, place.response.id, taken):
        return _shown(tx, claim, place, after_the_end(claim.around, place), HONEST[RefusalReason.STALE])
    place = replace(place, log=(*place.log, taken))
    if amends(place.log):
        responses.end(tx, claim.act, place.response.id, ResponseState.AMENDED, AmendReason.PATIENT)
        score(tx, claim.act, place)
    return replace(_shown(tx, claim, place, after_the_end(claim.around, place)), wake=True)


def after_the_end(
    around: Surroundings, place: Place, coming: str = "", *, why: bool = False, view: str = ""
) -> Screen:
    """Where somebody stands in a response that was sent: a question, what was saved just now, or thanks.

    `coming` says what happens next, `view` which part of a question's buttons to show.
    """
    response_id, standing, review = place.response.id, place.standing, _sent(place)
    if isinstance(standing.step, Ask):
        keeps = may_be_kept(place.instrument, place.response.context, place.log)
        said = "amending" if keeps else "amended-more"
        note = page(typed_note(around, place), around.say(said))
        return changing(response_id, standing, around, note, keeps=keeps, why=why, view=view)
    if amends(place.log):
        note = typed_note(around, place)
        return amended(response_id, standing.seq, review, place.log[-1].link_id, around, note)
    return with_change(thanks(around, review.notices, coming), response_id, standing.seq, around)


def _look(
    tx: Tx, speech: Speech, claim: Claim, place: Place, pressed: Listed | Reviewed | Looked | Why
) -> Reply:
    """Buttons that store nothing: the list, back from it, why a question is asked."""
    if pressed.seq != len(place.log):
        return _shown(tx, claim, place, after_the_end(claim.around, place), HONEST[RefusalReason.STALE])
    if isinstance(pressed, Listed) and not isinstance(place.standing.step, Ask):
        return _shown(tx, claim, place, _list(tx, speech, claim, place, pressed.page))
    view = pressed.view if isinstance(pressed, Looked) else ""
    shown = after_the_end(claim.around, place, why=isinstance(pressed, Why), view=view)
    return _shown(tx, claim, place, shown)


def _list(tx: Tx, speech: Speech, claim: Claim, place: Place, number: int) -> Screen:
    """The answers of this part, and the way to the other parts of the episode that may be changed."""
    here = claim.assessment.episode_id
    parts = [
        each
        for each in changeable(tx, speech, claim.patient, claim.act.at)
        if each.assessment.episode_id == here
    ]
    others = [
        (part, each.response.id, len(each.log))
        for part, each in enumerate(parts, 1)
        if each.response.id != place.response.id
    ]
    return answers_list(place.response.id, len(place.log), _sent(place), number, others, claim.around)


def _shown(tx: Tx, claim: Claim, place: Place, shown: Screen, toast: Toast | None = None) -> Reply:
    """On the message that was tapped, which becomes the card for words that are typed."""
    if claim.assessment.card_message_id != claim.came.message_id:
        assessments.set_card(tx, claim.assessment.id, claim.came.message_id)
    heal = healing(claim, place)
    return Reply(
        toast=claim.around.say(toast.key) if toast else "",
        alert=bool(toast and not toast.mild),
        card=Edit(claim.came.message_id, shown),
        heal=replace(heal, detail={**heal.detail, "sent": 1}),
    )


def _too_late(claim: Claim, place: Place) -> Reply:
    """The window is over: what was sent stands."""
    shown = thanks(claim.around, _sent(place).notices)
    return Reply(claim.around.say("closed-over"), alert=True, card=Edit(claim.came.message_id, shown))


def _sent(place: Place) -> Review:
    return sent_answers(place.instrument, place.response.context, place.log)
