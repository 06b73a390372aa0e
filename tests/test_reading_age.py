"""English that patients read is for a reading age of about 9 to 11.

The formula is the Automated Readability Index (Smith and Senter 1967): letters a word, words a sentence; so
it needs no dictionary. Its value is a school grade; grade 5 is age 10 to 11. A whole instrument, and all the
bot's sentences together, must not be above MOST; one sentence, for which any formula is rough, not above
MOST_OF_ONE. A long word in a short sentence is no fault, so only those of LONG words or more are looked at.
The PHQ-4 stands as its authors wrote it. Names of medicines are those on the box: each counts as "pills".
"""

import re

import pytest
import textstat

from bot.sentences import SENTENCES
from bot.texts import load
from domain import Nation
from questionnaires.instrument import Instrument
from tests.questionnaires.bundled import current

MOST, MOST_OF_ONE, LONG = 5, 9, 8
ENGLISH = load()["en"]
STAFF = list(SENTENCES).index("help-staff"), list(SENTENCES).index("seen-now")
"""Between these stands what only staff read."""
FILLED = {
    "crisis": ENGLISH.of_nation(Nation.ENGLAND, "crisis"),
    "urgent": ENGLISH.of_nation(Nation.SCOTLAND, "urgent"),
    "seen": ENGLISH.say("seen-at-opening", when="9 on Monday"),
    "emergency": ENGLISH.of_nation(Nation.WALES, "emergency"),
}
MEDICINES = re.compile(
    r"\b(anti-inflammatories|antidepressants|opioids|antibiotics|ibuprofen|naproxen|amitriptyline|duloxetine|codeine"
    r"|tramadol|morphine|gabapentin|pregabalin)\b",
    re.IGNORECASE,
)


def read(text: str) -> str:
    """The text as it is read: placeholders filled in, ending as a sentence."""
    filled = re.sub(r"\{(\w+)\}", lambda found: FILLED.get(found.group(1), "this"), text)
    plain = MEDICINES.sub("pills", filled).strip()
    return plain if plain.endswith((".", "?", "!")) else f"{plain}."


def sentences(texts: list[str]) -> list[str]:
    lines = (line for text in texts for line in read(text).splitlines())
    return [part for line in lines for part in re.split(r"(?<=[.?!])\s+", line) if part]


def of_instrument(instrument: Instrument) -> list[str]:
    """Questions, help, reasons and advice, in order."""
    said = [item for item in instrument.flat if not item.hidden and not item.link_id.startswith("phq4")]
    return [text for item in said for text in (item.text, item.help, item.why) if text]


def of_bot() -> list[str]:
    """What the bot says to patients, but for the labels of buttons."""
    first, after = STAFF
    keys = [*list(SENTENCES)[:first], *list(SENTENCES)[after:]]
    said = [ENGLISH.sentences[key] for key in keys if not key.startswith("button-") and key != "linked-staff"]
    return said + [words for nation in Nation for words in ENGLISH.nations[nation].values()]


SPOKEN = {"bot": of_bot(), **{instrument.id: of_instrument(instrument) for instrument in current()}}


@pytest.mark.parametrize("who", SPOKEN)
def test_all_of_it_together_is_for_a_reading_age_of_at_most_11(who: str) -> None:
    assert textstat.automated_readability_index(" ".join(map(read, SPOKEN[who]))) <= MOST


@pytest.mark.parametrize("who", SPOKEN)
def test_no_sentence_is_much_harder_than_the_rest(who: str) -> None:
    hard = {
        sentence: round(grade, 1)
        for sentence in sentences(SPOKEN[who])
        if len(sentence.split()) >= LONG
        and (grade := textstat.automated_readability_index(sentence)) > MOST_OF_ONE
    }
    assert not hard


def test_the_measure_tells_plain_words_from_hard_ones() -> None:
    plain = "How bad was the pain in your leg on average in the last 7 days?"
    hard = "Please quantify the mean severity of residual limb discomfort experienced throughout the week."
    assert textstat.automated_readability_index(plain) < MOST
    assert textstat.automated_readability_index(hard) > MOST_OF_ONE
