"""What the patient of the end-to-end test says, question by question, and what the export must then hold."""

from dataclasses import dataclass

from app.demo.reading import question, view
from app.demo.standin_chats import Shown
from questionnaires.library import Library


@dataclass(frozen=True, slots=True)
class Said:
    """The buttons tapped for one question, and its row in the answers table: state, code, number, text."""

    instrument: str
    link_id: str
    taps: tuple[str, ...]
    row: tuple[str, str, str, str]


def _number(instrument: str, link_id: str, number: int) -> Said:
    return Said(instrument, link_id, (str(number),), ("answered", "", str(number), ""))


def _choice(instrument: str, link_id: str, label: str, code: str) -> Said:
    return Said(instrument, link_id, (label,), ("answered", code, "", ""))


def _none(instrument: str, link_id: str) -> Said:
    """ "None of these" answers a several-choice question at once."""
    return _choice(instrument, link_id, "None of these", "none")


def _ticked(instrument: str, link_id: str, label: str, code: str) -> Said:
    return Said(instrument, link_id, (label, "Done"), ("answered", code, "", ""))


def _truth(instrument: str, link_id: str, yes: bool) -> Said:
    return Said(instrument, link_id, ("Yes" if yes else "No",), ("answered", "", "", str(yes).lower()))


WOUND_CHECK = (
    _number("wound-check", "rlp-now", 3),
    _number("wound-check", "plp-now", 0),
    _choice("wound-check", "medicine-control", "Yes", "yes"),
    _none("wound-check", "wound-signs"),
    _none("wound-check", "unwell-signs"),
    _choice("wound-check", "bleeding", "A little", "little"),
    _truth("wound-check", "chest-breath-calf", False),
    _truth("wound-check", "limb-cold", False),
    _ticked("wound-check", "action-taken", "I took medicine", "took-medicine"),
)
CORE = (
    _number("core", "rlp-average", 8),
    _number("core", "rlp-worst", 9),
    _number("core", "plp-average", 3),
    _number("core", "plp-worst", 5),
    _choice("core", "plp-frequency", "On 1 or 2 days", "days-1-2"),
    _choice("core", "medicine-control", "No", "no"),
    _number("core", "interference-activity", 6),
    Said("core", "interference-enjoyment", ("Prefer not to say",), ("declined", "", "", "")),
    _truth("core", "prosthesis-have", False),
    _number("core", "quality-of-life", 4),
    _choice("core", "change", "A little worse", "little-worse"),
    _none("core", "safety"),
    Said("core", "comments", ("Skip",), ("skipped", "", "", "")),
)
SAID = {(said.instrument, said.link_id): said for said in (*WOUND_CHECK, *CORE)}


def asked(shown: Shown) -> Said | None:
    """What to say to the question that stands on a card; None if none stands there."""
    library = Library.bundled()
    item = question(view(shown), library)
    found = [one.id for one in library.instruments if any(each is item for each in one.flat)]
    return SAID[found[0], item.link_id] if item is not None else None


def is_review(shown: Shown) -> bool:
    return any(key.text == "Send" for row in shown.buttons for key in row)
