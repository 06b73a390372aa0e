"""Laws about taps and answers: I1, I2 and I8. Each gives one sentence per breach; none: the law holds."""

from collections.abc import Sequence

from bot import buttons
from bot.presses import Tapped
from domain import Answer, AssessmentState, Entry, EntryKind, PatientStatus
from questionnaires.conversation import Back, Change, Choose, Decline, Done, Number, Send, Skip, Tick, Type
from questionnaires.instrument import Instrument, Item, ItemKind
from questionnaires.library import Library
from questionnaires.moves import YES, Pick
from tests.simulation.ordeal import Outcome
from tests.simulation.tables import Tables
from tests.simulation.witness import Deed


def every_confirmed_update_is_kept(outcome: Outcome, _tables: Tables) -> list[str]:
    """I1: looked up at the moment of confirming, update by update."""
    return outcome.witness.unkept


def no_screen_claims_more_than_is_stored(outcome: Outcome, _tables: Tables) -> list[str]:
    """I8: looked up at the moment of showing."""
    return outcome.witness.false_claims


def stored_answers_are_what_was_tapped(outcome: Outcome, tables: Tables) -> list[str]:
    """I2: every entry is one deed of its patient, says what the deed said, and stands in an unbroken log."""
    taps = _taps(outcome.witness.deeds)
    texts = {f"u{deed.update_id}": deed for deed in outcome.witness.deeds}
    library = Library.bundled()
    breaches = []
    for response_id, log in tables.logs.items():
        if [told.seq for told in log] != list(range(len(log))):
            breaches.append(f"response {response_id}: the log has gaps or doubles")
        response = tables.responses[response_id]
        instrument = library.get(response.instrument, response.version)
        for told in log:
            made = [deed for deed in taps.get((response_id, told.seq), []) if _says(instrument, deed, told)]
            typed = told.source is not None and told.source in texts
            if not made and not (typed and _typed(texts[str(told.source)], told)):
                breaches.append(f"response {response_id}, entry {told.seq}: nobody tapped that")
    return breaches


def no_tap_is_lost(outcome: Outcome, tables: Tables) -> list[str]:
    """I1 and I2: a tap on the newest screen of an open questionnaire has its entry."""
    breaches = []
    for (response_id, seq), deeds in _taps(outcome.witness.deeds).items():
        if seq < len(tables.logs.get(response_id, ())):
            continue
        assessment = tables.assessments[tables.responses[response_id].assessment_id]
        over = assessment.state is not AssessmentState.OPEN
        left = tables.patient_of(assessment).status is not PatientStatus.FOLLOWED
        waits = {deed.update_id for deed in deeds} & set(outcome.standin.unconfirmed)
        required = _refused(tables, response_id, deeds)
        if not (over or left or waits or required):
            breaches.append(f"response {response_id}: the tap for entry {seq} left nothing")
    return breaches


def _taps(deeds: Sequence[Deed]) -> dict[tuple[int, int], list[Deed]]:
    """Taps by the response and the length of the log they were drawn for."""
    found: dict[tuple[int, int], list[Deed]] = {}
    for deed in deeds:
        press = buttons.read(deed.data) if deed.data else None
        if isinstance(press, Tapped):
            found.setdefault((press.response_id, press.seq), []).append(deed)
    return found


def _refused(tables: Tables, response_id: int, deeds: Sequence[Deed]) -> bool:
    """Done with nothing ticked is refused by rule: such a tap leaves nothing."""
    log = tables.logs.get(response_id, ())
    presses = [buttons.read(deed.data or "") for deed in deeds]
    ticked = bool(log) and log[-1].kind is EntryKind.TICKED and bool(log[-1].values)
    return not ticked and all(isinstance(each, Tapped) and isinstance(each.move, Done) for each in presses)


def _says(instrument: Instrument, deed: Deed, told: Entry) -> bool:
    """Whether the button tapped says what was stored: its item and its value, by the file alone."""
    press = buttons.read(deed.data or "")
    if not isinstance(press, Tapped):
        return False
    match press.move:
        case Back():
            return told.kind is EntryKind.WENT_BACK
        case Send():
            return told.kind is EntryKind.SENT
        case Type():
            return False
        case move:
            return _says_of_item(instrument.flat[move.item_ordinal], move, told)


def _says_of_item(
    item: Item, move: Choose | Tick | Done | Number | Pick | Decline | Skip | Change, told: Entry
) -> bool:
    said: Answer
    match move:
        case Number(_, value):
            said = value
        case Choose(_, option) if item.kind is ItemKind.BOOLEAN:
            said = option == YES
        case Choose(_, option):
            said = item.options[option].answer
        case Tick(_, option):
            alone = item.options[option].exclusive and told.values == (item.options[option].answer,)
            return told.link_id == item.link_id and (told.kind is EntryKind.TICKED or alone)
        case _:
            return told.link_id == item.link_id
    return told.link_id == item.link_id and told.values == (said,)


def _typed(deed: Deed, told: Entry) -> bool:
    return deed.text is not None and told.values in ((deed.text,), (deed.text.strip(),))
