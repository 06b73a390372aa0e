"""One tap or typed answer in one write transaction: is it theirs, is it on the newest card, is it open,
does it fit? Then it is stored, and what comes next is shown. Whatever does not count gets its own honest
reply.
"""

from dataclasses import replace
from datetime import datetime

from bot import amending
from bot.chart import after_sending
from bot.claims import Claim, claim_of, foreign, response_claimed
from bot.looks import Looked
from bot.presenting import HONEST, adopt, healing, is_open, over, present, shut
from bot.presses import Begun, Listed, Reviewed, Tapped, Why
from bot.reply import Came, Edit, Reply
from bot.scoring import score
from bot.screens import change_list
from bot.sitting import Place, place_of, unanswered
from bot.speech import Speech
from domain import Act, AssessmentState, Entry, EntryKind, ResponseState
from questionnaires.conversation import Ask, Refusal, RefusalReason, Review, accept
from storage import assessments, responses
from storage.database import Tx


def begin(tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: Begun) -> Reply:
    """Start, or go on with, the sitting of this assessment."""
    claim = claim_of(tx, as_of, speech, came, pressed.assessment_id)
    if claim is None:
        return foreign(tx, speech, came)
    refused = shut(claim)
    if refused is not None:
        return refused
    return present(tx, speech, claim) if is_open(claim) else over(tx, speech, claim, None)


def press(tx: Tx, as_of: datetime, speech: Speech, came: Came, pressed: amending.Pressed) -> Reply:
    """A button on the screen of a response."""
    response = response_claimed(tx, pressed.response_id)
    claim = claim_of(tx, as_of, speech, came, response.assessment_id) if response else None
    if response is None or claim is None:
        return foreign(tx, speech, came)
    place = place_of(tx, speech, claim.sitting, claim.assessment, response)
    if amending.concerns(place, pressed):
        return amending.press(tx, speech, claim, place, pressed)
    refused = shut(claim)
    if refused is not None:
        return refused
    if not isinstance(pressed, Tapped):
        return _look(tx, speech, claim, place, pressed)
    taken = _accepted(place, pressed, claim.act, came.source)
    if not is_open(claim):
        return over(tx, speech, claim, place, repeated=taken == Refusal(RefusalReason.REPEATED))
    return take(tx, speech, claim, place, taken)


def take(tx: Tx, speech: Speech, claim: Claim, place: Place, taken: Entry | Refusal) -> Reply:
    """Store an entry and show what comes next; or say why a move was not taken, and show where they are."""
    if isinstance(taken, Refusal):
        return present(tx, speech, claim, toast=HONEST[taken.reason])
    if not responses.append(tx, claim.act, place.response.id, taken):
        return present(tx, speech, claim, toast=HONEST[RefusalReason.STALE])
    place = replace(place, log=(*place.log, taken))
    if taken.kind is not EntryKind.SENT:
        return present(tx, speech, claim, here=place, stored=True)
    _send_in(tx, claim.act, place)
    after_sending(tx, speech, claim)
    return present(tx, speech, claim, last=place, stored=True)


def _accepted(place: Place, pressed: Tapped, act: Act, source: str) -> Entry | Refusal:
    context, seq = place.response.context, pressed.seq
    taken = accept(place.instrument, context, place.log, pressed.move, seq=seq, as_of=act.at, source=source)
    return replace(taken, layout=pressed.layout) if isinstance(taken, Entry) else taken


def _send_in(tx: Tx, act: Act, place: Place) -> None:
    """End the response with its scores; the assessment is completed with its last response."""
    responses.end(tx, act, place.response.id, ResponseState.COMPLETED)
    score(tx, act, place)
    if not unanswered(tx, place.assessment):
        assessments.end(tx, act, place.assessment.id, AssessmentState.COMPLETED)


def _look(
    tx: Tx, speech: Speech, claim: Claim, place: Place, pressed: Listed | Reviewed | Looked | Why
) -> Reply:
    """Buttons that store nothing: other buttons of a question, why it is asked, the list for change."""
    if not is_open(claim):
        return over(tx, speech, claim, place)
    standing = place.standing
    match pressed, standing.step:
        case _ if pressed.seq != standing.seq:
            return present(tx, speech, claim, toast=HONEST[RefusalReason.STALE])
        case Listed(page=number), Review() as review:
            listed = change_list(place.response.id, standing.seq, review, number, claim.around)
            edit = Edit(claim.came.message_id, listed)
            return Reply(card=edit, heal=healing(claim, place), edits=adopt(tx, claim))
        case Looked(view=view), Ask():
            return present(tx, speech, claim, here=place, view=view)
        case (Reviewed(), Review()) | (Why(), Ask()):
            return present(tx, speech, claim, here=place, why=isinstance(pressed, Why))
    return present(tx, speech, claim, toast=HONEST[RefusalReason.STALE])
