"""An instrument in another language: pairs of what it says, and the same in that language. Pure.

A translation is held to its instrument, so that nothing is half translated or says something else.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from questionnaires.cursor import Place
from questionnaires.faults import Found, InstrumentFaults
from questionnaires.instrument import Instrument, Item, Option

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
NOBODY = "nobody yet"
"""Stands where a native speaker has not signed the translation off."""


@dataclass(frozen=True, slots=True)
class Translation:
    """One version of an instrument in one language.

    `sentences` are found by link id and sentence, or by the sentence alone (link id ""): the same words can
    need two translations, as yes and no do in Welsh. `signed_off_by` is a native speaker, or NOBODY.
    """

    instrument: str
    version: str
    language: str
    signed_off_by: str
    sentences: Mapping[tuple[str, str], str]

    def of(self, link_id: str, text: str) -> str | None:
        """The sentence in this language; None when it is not here. A placeholder alone stays as it is."""
        if _PLACEHOLDER.fullmatch(text):
            return text
        return self.sentences.get((link_id, text), self.sentences.get(("", text)))


class Slot(NamedTuple):
    """A place where an instrument speaks to a person. The title has the link id ""."""

    path: str
    link_id: str
    text: str


def slots(instrument: Instrument) -> Iterator[Slot]:
    """Every place with words that need a translation, in order; hidden items are shown to nobody."""
    yield Slot("title", "", instrument.title)
    for item in instrument.flat:
        words = {"text": item.text, "help": item.help, "why": item.why}
        words |= {"low-anchor": item.low_anchor, "high-anchor": item.high_anchor}
        words |= {f"answerOption[{number}]": option.label for number, option in enumerate(item.options)}
        for key, text in words.items():
            if text and not item.hidden and not _PLACEHOLDER.fullmatch(text):
                yield Slot(f"item[{item.link_id}].{key}", item.link_id, text)


def read_translation(tree: Mapping[str, Any], instrument: Instrument) -> Translation:
    """The translation of this instrument in a file's tree. Raises InstrumentFaults with every fault found."""
    found: Found = []
    place = Place(tree, "", found)
    place.only("instrument", "version", "language", "signed-off-by", "sentences")
    place.word("instrument", (instrument.id,))
    place.word("version", (instrument.version,))
    language = place.text("language")
    said = tuple(slots(instrument))
    sentences = dict(_pairs(place, instrument.languages[0], language, said))
    signed = place.text("signed-off-by")
    translation = Translation(instrument.id, instrument.version, language, signed, sentences)
    for slot in said:
        if translation.of(slot.link_id, slot.text) is None:
            place.fault(f"There is no {language or 'translation'} for: {slot.text}", slot.path)
    if found:
        raise InstrumentFaults(found)
    return translation


def _pairs(
    place: Place, source: str, language: str, said: tuple[Slot, ...]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Key and words of each row that can be used; what is wrong with the others is noted."""
    known = {(slot.link_id, slot.text) for slot in said} | {("", slot.text) for slot in said}
    times: Counter[tuple[str, str]] = Counter()
    for row in place.rows("sentences"):
        row.only(source, language, "only")
        text, words = row.text(source), row.text(language)
        key = (row.text("only", needed=False), text)
        times[key] += 1
        if text and key not in known:
            row.fault("The instrument does not say this here.", source)
        if times[key] > 1:
            row.fault("This sentence stands here twice.", source)
        if text and words:
            _compare(row, language, text, words)
            yield key, words


def _compare(row: Place, language: str, text: str, words: str) -> None:
    """Note each placeholder that only one of the two sentences has."""
    ours, theirs = set(_PLACEHOLDER.findall(text)), set(_PLACEHOLDER.findall(words))
    for name in sorted(ours - theirs):
        row.fault(f"The placeholder {name} is missing.", language)
    for name in sorted(theirs - ours):
        row.fault(f"The placeholder {name} is not in the sentence beside it.", language)
    if "{" in (rest := _PLACEHOLDER.sub("", words)) or "}" in rest:
        row.fault("There is a stray { or } in this text.", language)


def translated(instrument: Instrument, translation: Translation) -> Instrument:
    """The same instrument in that language: link ids, ordinals, conditions and checksum stay as they are."""
    items = tuple(_item(item, translation) for item in instrument.items)
    by_place = {item.ordinal: item for top in items for item in _with_children(top)}
    return replace(
        instrument,
        title=translation.of("", instrument.title) or instrument.title,
        languages=(translation.language, *instrument.languages),
        items=items,
        flat=tuple(by_place[item.ordinal] for item in instrument.flat),
        order=tuple(by_place[item.ordinal] for item in instrument.order),
        questions=tuple(by_place[item.ordinal] for item in instrument.questions),
    )


def _item(item: Item, translation: Translation) -> Item:
    def said(text: str) -> str:
        return translation.of(item.link_id, text) or text

    return replace(
        item,
        text=said(item.text),
        help=said(item.help),
        why=said(item.why),
        low_anchor=said(item.low_anchor),
        high_anchor=said(item.high_anchor),
        options=tuple(_option(option, said(option.label)) for option in item.options),
        children=tuple(_item(child, translation) for child in item.children),
    )


def _option(option: Option, label: str) -> Option:
    return replace(option, label=label)


def _with_children(item: Item) -> Iterator[Item]:
    yield item
    for child in item.children:
        yield from _with_children(child)
