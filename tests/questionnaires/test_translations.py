"""An instrument in another language: whole or refused, and the same instrument but for its words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from questionnaires.adopting.adopt import adopt
from questionnaires.compiled import compiled
from questionnaires.definitions import TRANSLATIONS, LibraryFault, read_beside
from questionnaires.faults import InstrumentFaults
from questionnaires.forms.reading import read_form
from questionnaires.instrument import Instrument, Item
from questionnaires.library import BUNDLED, Library
from questionnaires.translations import NOBODY, Translation, read_translation, slots, translated
from tests.questionnaires.bundled import LIBRARY, current
from tests.questionnaires.talking import instrument, questionnaire
from tests.questionnaires.test_library import shelf

ITEMS = """
  - linkId: where
    type: choice
    extension: [{url: http://hl7.org/fhir/StructureDefinition/questionnaire-hidden, valueBoolean: true}]
    answerOption: [{valueCoding: {system: s, code: x, display: Here}}]
  - linkId: care
    type: group
    text: Care
    item:
      - linkId: pain
        type: choice
        text: Is it bad? Then {urgent}.
        extension:
          - {url: urn:tmr-followup:help, valueString: As it is now.}
          - {url: urn:tmr-followup:why, valueString: To know.}
        answerOption: [{valueCoding: {system: s, code: yes, display: "Yes"}}]
      - {linkId: seen, type: display, text: "{seen}"}
  - linkId: worn
    type: choice
    text: Is it worn?
    answerOption: [{valueCoding: {system: s, code: yes, display: "Yes"}}]
"""
PLAIN = instrument(ITEMS)
WELSH = {
    "Sample": "Sampl",
    "Care": "Gofal",
    "Is it bad? Then {urgent}.": "Ydy hi'n ddrwg? Yna {urgent}.",
    "As it is now.": "Fel y mae nawr.",
    "To know.": "I wybod.",
    "Yes": "Ydy",
    "Is it worn?": "A yw'n cael ei gwisgo?",
}


def tree(sentences: dict[str, str] | list[dict[str, str]]) -> dict[str, Any]:
    """A translation's file with these sentences."""
    rows = (
        [{"en": text, "cy": words} for text, words in sentences.items()]
        if isinstance(sentences, dict)
        else sentences
    )
    head = {"instrument": "sample", "version": "1.0.0", "language": "cy", "signed-off-by": NOBODY}
    return {**head, "sentences": rows}


def faults(sentences: dict[str, str] | list[dict[str, str]], **top: object) -> list[tuple[str, str]]:
    with pytest.raises(InstrumentFaults) as caught:
        read_translation({**tree(sentences), **top}, PLAIN)
    return list(caught.value.faults)


def test_a_whole_translation_puts_its_words_in_every_place() -> None:
    welsh = translated(PLAIN, read_translation(tree(WELSH), PLAIN))
    pain = welsh.item("pain")
    assert (welsh.title, welsh.languages) == ("Sampl", ("cy", "en"))
    assert (pain.text, pain.help, pain.why) == (
        "Ydy hi'n ddrwg? Yna {urgent}.",
        "Fel y mae nawr.",
        "I wybod.",
    )
    assert [option.label for option in pain.options] == ["Ydy"]
    assert welsh.item("seen").text == "{seen}"
    assert welsh.item("where").options[0].label == "Here"
    assert welsh.items[1].children[0] is welsh.flat[2]


def test_the_same_words_can_have_another_translation_in_one_place() -> None:
    rows = [{"en": text, "cy": words} for text, words in WELSH.items()]
    rows.append({"en": "Yes", "cy": "Ie", "only": "worn"})
    welsh = translated(PLAIN, read_translation(tree(rows), PLAIN))
    assert [welsh.item(link_id).options[0].label for link_id in ("pain", "worn")] == ["Ydy", "Ie"]


def test_every_sentence_without_a_translation_is_listed_with_its_place() -> None:
    kept = {text: WELSH[text] for text in ("Care", "Is it worn?")}
    assert faults(kept) == [
        ("title", "There is no cy for: Sample"),
        ("item[pain].text", "There is no cy for: Is it bad? Then {urgent}."),
        ("item[pain].help", "There is no cy for: As it is now."),
        ("item[pain].why", "There is no cy for: To know."),
        ("item[pain].answerOption[0]", "There is no cy for: Yes"),
        ("item[worn].answerOption[0]", "There is no cy for: Yes"),
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"en": "Is it good?", "cy": "Ydy hi'n dda?"}, ("en", "The instrument does not say this here.")),
        ({"en": "Care", "cy": "Gofal", "only": "worn"}, ("en", "The instrument does not say this here.")),
        ({"en": "Care", "cy": "Gofalu"}, ("en", "This sentence stands here twice.")),
        (
            {"en": "Care", "only": "care"},
            ("cy", "Text is wanted here; put a number, date or yes/no in quotes."),
        ),
        (
            {"en": "Care", "cy": "Gofal", "de": "Pflege", "only": "care"},
            ("de", "This is not understood here."),
        ),
        (
            {"en": "Care", "cy": "Gofal {urgent}", "only": "care"},
            ("cy", "The placeholder {urgent} is not in the sentence beside it."),
        ),
        ({"en": "Care", "cy": "Gofal }", "only": "care"}, ("cy", "There is a stray { or } in this text.")),
        ({"en": "Care", "cy": "Gofal {", "only": "care"}, ("cy", "There is a stray { or } in this text.")),
        (
            {"en": "Is it bad? Then {urgent}.", "cy": "Ydy hi'n ddrwg?", "only": "pain"},
            ("cy", "The placeholder {urgent} is missing."),
        ),
    ],
)
def test_a_sentence_that_does_not_fit_is_refused(row: dict[str, str], fault: tuple[str, str]) -> None:
    rows = [{"en": text, "cy": words} for text, words in WELSH.items()]
    assert faults([*rows, row]) == [(f"sentences[7].{fault[0]}", fault[1])]


def test_a_translation_names_the_instrument_version_and_language_it_is_of() -> None:
    found = faults(WELSH, instrument="other", version="2.0.0", language=7)
    assert [path for path, _ in found[:3]] == ["instrument", "version", "language"]
    assert ("title", "There is no translation for: Sample") in found


def without_words(item: Item) -> Item:
    return replace(
        item,
        text="",
        help="",
        why="",
        low_anchor="",
        high_anchor="",
        options=tuple(replace(option, label="") for option in item.options),
        children=tuple(map(without_words, item.children)),
    )


@pytest.mark.parametrize("spoken", LIBRARY.spoken, ids=lambda each: f"{each.id} {each.languages[0]}")
def test_a_bundled_translation_changes_the_words_and_nothing_else(spoken: Instrument) -> None:
    plain = LIBRARY.get(spoken.id, spoken.version)
    assert tuple(map(without_words, spoken.flat)) == tuple(map(without_words, plain.flat))
    assert [item.link_id for item in spoken.order] == [item.link_id for item in plain.order]
    assert (spoken.checksum, spoken.places, spoken.advice) == (plain.checksum, plain.places, plain.advice)
    assert spoken.questions == tuple(item for item in spoken.flat if item.is_question)
    assert not {slot.text for slot in slots(spoken) if len(slot.text) > 25} & {
        slot.text for slot in slots(plain)
    }


def test_every_bundled_instrument_speaks_welsh_and_says_that_nobody_has_signed_it_off() -> None:
    for plain in current():
        assert LIBRARY.languages(plain) == ("en", "cy")
        assert LIBRARY.get(plain.id, plain.version, "cy").languages == ("cy", "en")
        assert LIBRARY.get(plain.id, plain.version, "xx") is plain
    for translation in LIBRARY.translations:
        file = BUNDLED / TRANSLATIONS / f"{translation.instrument}-{translation.version}.cy.yaml"
        assert translation.signed_off_by == NOBODY
        assert "native speaker signs it off" in file.read_text("utf-8")


def test_the_compiled_questionnaire_has_each_translation_beside_its_text() -> None:
    welsh = read_translation(tree(WELSH), PLAIN)
    whole = compiled(questionnaire(ITEMS), [welsh])
    pain = whole["item"][1]["item"][0]
    said = [
        whole["_title"],
        whole["item"][1]["_text"],
        pain["_text"],
        *(row["_valueString"] for row in pain["extension"]),
        pain["answerOption"][0]["valueCoding"]["_display"],
        whole["item"][2]["_text"],
    ]
    url = "http://hl7.org/fhir/StructureDefinition/translation"
    for beside, words in zip(said, WELSH.values(), strict=False):
        parts = [{"url": "lang", "valueCode": "cy"}, {"url": "content", "valueString": words}]
        assert beside == {"extension": [{"url": url, "extension": parts}]}
    assert whole["item"][0] == questionnaire(ITEMS)["item"][0]


def bare(node: Any) -> Any:
    """The resource without what stands beside its texts."""
    if isinstance(node, list):
        return [bare(row) for row in node]
    if isinstance(node, dict):
        return {key: bare(value) for key, value in node.items() if not key.startswith("_")}
    return node


@pytest.mark.parametrize("plain", current(), ids=lambda each: each.id)
def test_a_bundled_instrument_compiles_to_what_any_reader_of_fhir_understands(plain: Instrument) -> None:
    written = LIBRARY.definition(plain)
    whole = compiled(written, LIBRARY.translations_of(plain))
    assert bare(whole) == written
    assert compiled(written, ()) == written
    assert not read_form(whole).notes
    assert str(whole).count("'content'") == len(list(slots(plain))) + str(written).count("{seen}")


CORE = (BUNDLED / "re-check-1.1.0.yaml").read_bytes()
CYMRAEG = (BUNDLED / TRANSLATIONS / "re-check-1.1.0.cy.yaml").read_bytes()


def both(directory: Path, name: str, content: bytes) -> Path:
    """The re-check on a shelf, with this translation."""
    (directory / TRANSLATIONS).mkdir()
    shelf(directory / TRANSLATIONS, {name: content})
    return shelf(directory, {"re-check-1.1.0.yaml": CORE})


def test_a_translation_is_held_to_its_own_lock(tmp_path: Path) -> None:
    library = Library.of(both(tmp_path, "re-check-1.1.0.cy.yaml", CYMRAEG))
    assert library.languages(library.current("re-check")) == ("en", "cy")
    (tmp_path / TRANSLATIONS / "re-check-1.1.0.cy.yaml").write_bytes(CYMRAEG + b"\n")
    with pytest.raises(LibraryFault, match="a changed text needs a new version"):
        Library.of(tmp_path)
    assert read_beside(tmp_path / "re-check-1.1.0.yaml", "cy").languages == ("cy", "en")


@pytest.mark.parametrize(
    ("name", "told"),
    [("re-check-9.0.0.cy.yaml", "is of no instrument here"), ("re-check-1.1.0.de.yaml", "the language cy")],
)
def test_a_translation_is_named_after_what_it_is_of(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(LibraryFault, match=told):
        Library.of(both(tmp_path, name, CYMRAEG))


def test_an_incomplete_translation_is_refused_with_file_and_place(tmp_path: Path) -> None:
    content = CYMRAEG.replace(b'version: "1.1.0"', b'version: "1.0.0"').replace(b"{urgent}", b"", 1)
    content = content.replace(b"dim poen", b'""', 1)
    with pytest.raises(InstrumentFaults) as refused:
        Library.of(both(tmp_path, "re-check-1.1.0.cy.yaml", content))
    paths = [path for path, _ in refused.value.faults]
    assert paths[0] == "re-check-1.1.0.cy.yaml: version"
    assert "re-check-1.1.0.cy.yaml: item[rlp-average].low-anchor" in paths
    assert len(paths) > 4


def test_a_translation_finds_sentences_by_place_first() -> None:
    made = Translation("a", "1.0.0", "cy", NOBODY, {("x", "Yes"): "Ie", ("", "Yes"): "Ydy"})
    assert (made.of("x", "Yes"), made.of("y", "Yes"), made.of("y", "No")) == ("Ie", "Ydy", None)


@pytest.mark.parametrize("plain", current(), ids=lambda each: each.id)
def test_whoever_reads_the_compiled_form_in_welsh_reads_what_the_bot_says_in_welsh(plain: Instrument) -> None:
    whole = compiled(LIBRARY.definition(plain), LIBRARY.translations_of(plain))
    read = adopt(whole, plain.checksum, "cy").instrument
    assert read is not None
    said = {slot.text for slot in slots(LIBRARY.get(plain.id, plain.version, "cy"))}
    assert {slot.text for slot in slots(read)} == said
