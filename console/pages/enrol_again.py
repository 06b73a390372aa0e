"""Another operation of a patient: begun from their page and asked as enrolling is, without what is known.

The same limb operated on again follows the operation before it, which is flagged and goes on as it was;
another limb is followed on its own. The patient keeps their details and their link.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from console.pages.deed_links import may_be_operated_on
from console.pages.deeds import patient_of
from console.pages.enrol_begun import address, goes_on
from console.pages.enrol_list import AGAIN
from console.pages.enrol_questions import Typed
from console.pages.moments import capital, moment, paused_until, short
from console.web.desk import Desk
from console.web.nhs import Choice
from console.web.visit import NOT_THERE, Answer, Go, Page, Visit
from domain import LEFT, Episode, Limb, Patient
from storage import accounts, contacts, enrolments, episodes, patients, sites, transfers
from storage.database import Tx
from storage.enrolments import Enrolment
from storage.words import ChannelState, Owner

BEGUN_BEFORE = "Another operation of this patient was begun before. Go on with that one."
UNFLAGGED = "No earlier operation is flagged: this one is on another limb."
OTHER = "other"
_CARRIED = ("limb", "side", "amputation_on", "level", "cause")
_LIMBS = {Limb.UPPER: "arm", Limb.LOWER: "leg"}


@dataclass(frozen=True, slots=True)
class Starting:
    """Whose operations are known, and what was begun for them: where it goes on, by whom, since when."""

    patient: str
    operations: tuple[str, ...]
    begun: tuple[str, str, str] | None
    fault: str | None


def show_start(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """What is known, and what comes of another operation."""
    patient = patient_of(tx, visit)
    return NOT_THERE if patient is None or not may_be_operated_on(patient) else _page(tx, desk, patient)


def _page(tx: Tx, desk: Desk, patient: Patient, fault: str | None = None) -> Page:
    found = begun_for(tx, patient)
    texts, site = desk.speech.staff, sites.get(tx, patient.site_id)
    begun = None
    if found is not None:
        by, at = accounts.get(tx, found.account_id).code, moment(texts, site, found.changed_at)
        begun = (goes_on(found.id, found.typed), by, at)
    known = tuple(told(each) for each in episodes.of_patient(tx, patient.id))
    return Page(
        "enrol_again.html.j2", Starting(patient.code, known, begun, fault), status=422 if fault else 200
    )


def begin(tx: Tx, desk: Desk, visit: Visit) -> Answer:
    """Begin it, unless somebody has."""
    patient = patient_of(tx, visit)
    if patient is None or not may_be_operated_on(patient):
        return NOT_THERE
    if begun_for(tx, patient) is not None:
        return _page(tx, desk, patient, BEGUN_BEFORE)
    number = enrolments.begin(tx, visit.act, patient.site_id, visit.who.id)
    known = enrolments.find(tx, number)
    if known is not None:
        enrolments.keep(tx, visit.act, known, visit.who.id, {"patient_code": patient.code})
    return Go(address(number, AGAIN.key))


def begun_for(tx: Tx, patient: Patient) -> Enrolment | None:
    """What was begun for another operation of theirs."""
    here = enrolments.of_site(tx, patient.site_id)
    return next((each for each in here if each.typed.get("patient_code") == patient.code), None)


def told(episode: Episode) -> str:
    """An operation in words: Left leg, E0001 on 3 Jun 2025."""
    return f"{capital(episode.side)} {_LIMBS[episode.limb]}, {episode.code} on {short(episode.tmr_on)}"


def operations_before(tx: Tx, known: Enrolment) -> tuple[Episode, ...]:
    """The operations of the patient it is about; none of somebody new, or of who went to another hospital."""
    code = known.typed.get("patient_code")
    patient = patients.by_code(tx, code) if code else None
    is_here = patient is not None and patient.site_id == known.site_id
    return episodes.of_patient(tx, patient.id) if patient is not None and is_here else ()


def limbs(before: tuple[Episode, ...]) -> tuple[Choice, ...]:
    """To choose from: each limb that was operated on, by its latest operation, or another."""
    latest = {(each.limb, each.side): each for each in sorted(before, key=lambda each: each.tmr_on)}
    chosen = tuple(
        Choice(each.code, f"{capital(each.side)} {_LIMBS[each.limb]}, again", f"It follows {told(each)}")
        for each in latest.values()
    )
    return (*chosen, Choice(OTHER, "Another limb"))


def carried(tx: Tx, before: tuple[Episode, ...], known: Typed, after: Typed) -> Typed:
    """The answers with what an earlier operation on the same limb tells, once it is chosen; without it, once
    another limb is."""
    chosen = after.get("again")
    if chosen == known.get("again"):
        return after
    rest = {name: text for name, text in after.items() if name not in (*_CARRIED, "reoperation_of")}
    earlier = next((each for each in before if each.code == chosen), None)
    if earlier is None:
        return rest
    operation = episodes.operation(tx, earlier.id)
    return {
        **rest,
        "reoperation_of": earlier.code,
        **{name: str(getattr(operation, name)) for name in _CARRIED},
    }


def faults(before: tuple[Episode, ...], told: Typed, after: Typed) -> Mapping[str, str]:
    """What cannot be beside the operations that are known, at the field that was just answered."""
    if "again" in told and told["again"] not in {each.value for each in limbs(before)}:
        return {"again": "Choose one."}
    earlier = next((each for each in before if each.code == after.get("reoperation_of")), None)
    on = told.get("tmr_on")
    if earlier is not None and on and date.fromisoformat(on) <= earlier.tmr_on:
        return {
            "tmr_on": f"{earlier.code} on this limb was on {short(earlier.tmr_on)}. "
            "An operation that follows it must be later."
        }
    chosen = (told.get("limb"), told.get("side"))
    same = next((each for each in before if (each.limb, each.side) == chosen), None)
    if same is None:
        return {}
    return {"limb": f"{same.code} was on this limb. Go back to the first question and choose it there."}


def foretold(tx: Tx, as_of: datetime, before: tuple[Episode, ...], typed: Typed) -> tuple[str, ...]:
    """What becomes of the earlier operations and of the patient, before it is done."""
    if not before:
        return ()
    patient = patients.get(tx, before[0].patient_id)
    earlier = typed.get("reoperation_of")
    flagged = f"{earlier} is flagged as followed by this operation." if earlier else UNFLAGGED
    codes = " and ".join(each.code for each in before)
    return (
        flagged,
        f"What is planned for {codes} goes on as it is: {patient.code} is asked about each operation.",
        f"{patient.code} keeps their details, language and times.",
        _reach(tx, patient, as_of),
    )


def _reach(tx: Tx, patient: Patient, as_of: datetime) -> str:
    """Whether what is asked reaches them as things stand."""
    if patient.status in LEFT:
        return "They have left follow-up: the operation counts, and nothing is sent for it."
    until = paused_until(patient, as_of)
    if until is not None:
        return f"Their follow-up is paused until {short(until)}: this operation's too."
    return {
        ChannelState.UNLINKED: "They have not opened their link on Telegram: nothing is sent before they do.",
        ChannelState.LINKED: "They are linked to Telegram: they need no new link.",
        ChannelState.BLOCKED: "They have blocked the bot on Telegram: nothing reaches them there.",
        ChannelState.STOPPED: "They have stopped the messages: they are phoned.",
    }[contacts.channel(tx, Owner.PATIENT, patient.id).state]


def happened(tx: Tx, as_of: datetime, operated: tuple[Episode, ...]) -> tuple[str, ...]:
    """Of a patient with several operations: the newest, which earlier one it flags, and what goes on."""
    if len(operated) < 2:
        return ()
    newest = max(operated, key=lambda each: each.id)
    before = tuple(each for each in operated if each.id != newest.id)
    flagged = next((each.code for each in before if newest.code in transfers.reoperations(tx, each.id)), None)
    return (f"The operation is {newest.code}.", *foretold(tx, as_of, before, {"reoperation_of": flagged}))
