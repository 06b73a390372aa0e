"""Any FHIR R4 Questionnaire as an instrument that a chat can ask, or the reasons why it cannot. Pure."""

from collections import Counter
from dataclasses import dataclass
from itertools import count

from questionnaires.adopting.features import remark_on
from questionnaires.adopting.items import Maker
from questionnaires.adopting.looking import extension, languages, text, whole
from questionnaires.adopting.occurrences import MOST, hidden_in, places_of
from questionnaires.adopting.remarks import Remark, Remarks, Status, status_of
from questionnaires.adopting.value_sets import ValueSets
from questionnaires.assembling import Head, Loop, assembled, flattened
from questionnaires.context import GIVEN
from questionnaires.extensions import OWN
from questionnaires.fold import CONTEXT
from questionnaires.forms.form import Form
from questionnaires.forms.nodes import Node, words
from questionnaires.forms.notes import THE_FORM, Weight
from questionnaires.forms.reading import read_form
from questionnaires.instrument import Advance, Instrument, Item

_QUESTIONS_A_MINUTE = 6


@dataclass(frozen=True, slots=True)
class Adopted:
    """`instrument` is there unless a remark refuses the form. Remarks in the order of the form."""

    instrument: Instrument | None
    remarks: tuple[Remark, ...]

    @property
    def status(self) -> Status:
        return status_of(self.remarks)


def adopt(resource: Node, checksum: str, language: str = "") -> Adopted:
    """The instrument of a form, in a language that its translations give (else in its own)."""
    remarks = Remarks()
    if words(resource, "resourceType") != "Questionnaire":
        remarks.refuse(THE_FORM, "This is no FHIR Questionnaire.")
        return Adopted(None, tuple(remarks.found))
    form = read_form(resource)
    remark_on(resource, THE_FORM, remarks)
    _check(form, remarks)
    if _is_confused(form):
        return Adopted(None, tuple(remarks.found))
    maker = Maker(places_of(form), hidden_in(form), ValueSets.of(resource), language, remarks, count())
    items = tuple(maker.below(form.items, (), None))
    instrument = _assembled(form, checksum, language, items, maker)
    refused = status_of(remarks.found) is Status.REFUSED
    return Adopted(None if refused else instrument, tuple(remarks.found))


def _assembled(
    form: Form, checksum: str, language: str, items: tuple[Item, ...], maker: Maker
) -> Instrument | None:
    if next(maker.ordinals) > MOST:
        maker.remarks.refuse(THE_FORM, f"With all that repeats it has more than {MOST} items.")
        return None
    for item in flattened(items):
        if item.is_given and item.link_id.startswith(CONTEXT) and not _is_known(item):
            maker.remarks.refuse(item.link_id, "The site gives hidden items of such names, and not this one.")
    twice = [name for name, times in Counter(item.link_id for item in flattened(items)).items() if times > 1]
    for name in twice:
        maker.remarks.refuse(name, "This link id is also that of a further occurrence of a group.")
    try:
        instrument = assembled(_head(form, checksum, language), items)
    except Loop as loop:
        maker.remarks.refuse(loop.names[0], str(loop))
        return None
    if not instrument.questions:
        maker.remarks.refuse(THE_FORM, "There is nothing to ask.")
    return instrument


def _is_known(item: Item) -> bool:
    """Whether the site gives this item a value, whatever that will be."""
    codes = GIVEN.get(item.link_id)
    return codes is not None and set(codes) <= {option.code for option in item.options}


def _head(form: Form, checksum: str, language: str) -> Head:
    node = form.node
    own = words(node, "language").split("-")[0] or "en"
    asked = sum(1 for item in form.flat if item.asks)
    return Head(
        id=words(node, "id") or words(node, "name") or words(node, "url").rsplit("/", 1)[-1],
        version=words(node, "version"),
        url=words(node, "url"),
        title=text(node, "title", language) or words(node, "name") or words(node, "id"),
        minutes=whole(node, f"{OWN}minutes") or max(1, round(asked / _QUESTIONS_A_MINUTE)),
        checksum=checksum,
        languages=(language,) if language and language in languages(node) else (own,),
        advance=Advance.CONFIRM
        if words(extension(node, f"{OWN}advance"), "valueCode") == "confirm"
        else Advance.AUTO,
        copyright=text(node, "copyright", language),
        form=form if form.calculates else None,
    )


def _check(form: Form, remarks: Remarks) -> None:
    """What its reader noted, as far as it weighs something: what confuses its items first."""
    for note in sorted(form.notes, key=lambda note: note.weight is not Weight.CONFUSED):
        if note.weight in (Weight.CONFUSED, Weight.CUT):
            remarks.refuse(note.where, note.sentence)
        elif note.weight is Weight.BENT:
            remarks.degrade(note.where, note.sentence)


def _is_confused(form: Form) -> bool:
    """Whether link ids name nothing or two things: conditions and answers could not be told apart."""
    return any(note.weight is Weight.CONFUSED for note in form.notes)
