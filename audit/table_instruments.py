"""The tables `instruments` and `items`: every version of what may have been asked, and under what licence.

A question that a later version left out still stands here, so that each answer of an export is explained.
"""

from collections.abc import Iterator

from audit.columns import Column, Kind, Table, Value, words
from audit.records import AskedInstrument, AskedItem
from questionnaires.instrument import ItemKind


def asked_items(asked: tuple[AskedInstrument, ...]) -> Iterator[AskedItem]:
    """The questions of each instrument, in its order."""
    for each in asked:
        for number, item in enumerate(each.instrument.questions, start=1):
            yield AskedItem(each.instrument, number, item)


def _of_licence(name: str, kind: Kind, meaning: str, column: str) -> Column[AskedInstrument]:
    """A column that only a site's own instruments fill."""

    def value(asked: AskedInstrument) -> Value:
        found: Value = getattr(asked.licence, column) if asked.licence else None
        return found

    return Column(name, kind, f"{meaning}; empty: bundled.", value, f"instrument_licence.{column}")


def _options(asked: AskedItem) -> Value:
    return " | ".join(f"{option.code} = {option.label}" for option in asked.item.options)


def _attribution(asked: AskedInstrument) -> Value:
    """The holder's words, shown or not."""
    return asked.licence.attribution if asked.licence else asked.instrument.copyright


INSTRUMENTS: Table[AskedInstrument] = Table(
    "instruments",
    "One row per version of an instrument, whether it was asked of anybody or not.",
    (
        Column("instrument", Kind.TEXT, "The instrument.", lambda a: a.instrument.id, "definition: id"),
        Column("version", Kind.TEXT, "Its version.", lambda a: a.instrument.version, "definition: version"),
        Column(
            "checksum",
            Kind.TEXT,
            "SHA-256 of its file.",
            lambda a: a.instrument.checksum,
            "computed from the file",
        ),
        Column("title", Kind.TEXT, "Its title.", lambda a: a.instrument.title, "definition: title"),
        Column(
            "origin",
            Kind.CODE,
            "Whether it came with the product, or the site brought it along.",
            lambda a: "site" if a.licence else "bundled",
            "derived",
            allowed=("bundled", "site"),
        ),
        _of_licence("holder", Kind.TEXT, "Who licenses it to the site", "holder"),
        _of_licence("licence_reference", Kind.TEXT, "The holder's number or letter", "reference"),
        _of_licence(
            "licence_valid_until_on", Kind.DATE, "Last day on which it may be asked anew", "valid_until_on"
        ),
        Column(
            "attribution",
            Kind.TEXT,
            "What the holder wants said of it.",
            _attribution,
            "instrument_licence.attribution; definition: copyright",
        ),
    ),
)

ITEMS: Table[AskedItem] = Table(
    "items",
    "One row per question of every version of an instrument; joins answers by instrument, version, link_id.",
    (
        Column("instrument", Kind.TEXT, "The instrument.", lambda a: a.instrument.id, "definition: id"),
        Column("version", Kind.TEXT, "Its version.", lambda a: a.instrument.version, "definition: version"),
        Column("number", Kind.INTEGER, "Place among the questions, from 1.", lambda a: a.number, "derived"),
        Column(
            "link_id", Kind.TEXT, "The question's link id.", lambda a: a.item.link_id, "definition: linkId"
        ),
        Column(
            "type",
            Kind.CODE,
            "Type of the question, in FHIR's words.",
            lambda a: a.item.kind,
            "definition: type",
            allowed=words(ItemKind),
        ),
        Column(
            "text", Kind.TEXT, "The question in its own language.", lambda a: a.item.text, "definition: text"
        ),
        Column(
            "options",
            Kind.TEXT,
            "Code = label of each choice, with bars.",
            _options,
            "definition: answerOption",
        ),
        Column("minimum", Kind.DECIMAL, "Least number.", lambda a: a.item.minimum, "definition: minValue"),
        Column("maximum", Kind.DECIMAL, "Greatest number.", lambda a: a.item.maximum, "definition: maxValue"),
        Column(
            "repeats",
            Kind.TRUTH,
            "Whether several choices are taken.",
            lambda a: a.item.repeats,
            "definition: repeats",
        ),
        Column(
            "key_outcome",
            Kind.TRUTH,
            "Whether its answer alone makes an unfinished response count as partial.",
            lambda a: a.item.key_outcome,
            "definition: urn:tmr-followup:key-outcome",
        ),
    ),
)
