"""The words: complete, faults listed at once, nothing on a locked telephone, each nation's numbers."""

import ast
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.sentences import SENTENCES
from bot.texts import TextFaults, load
from bot.texts.loading import read
from domain import Nation

ROOT = Path(__file__).parents[2]
ENGLISH = (ROOT / "bot/texts/en.yaml").read_text(encoding="utf-8")
FORBIDDEN = (
    "amput",
    "limb",
    "stump",
    "pain",
    "surg",
    "operation",
    "tmr",
    "nerve",
    "prosthe",
    "phantom",
    "score",
    "hospital",
    "patient",
    "wound",
)
FORBIDDEN_IN_WELSH = (
    *("poen", "llawdrin", "llawfedd", "triniaeth", "aelod", "coes", "braich", "stwmp", "nerf", "prosthe"),
    *("rhith", "sgôr", "ysbyty", "claf", "clwyf", "tmr", "trychu"),
)


def test_every_language_is_complete() -> None:
    for code, texts in load().items():
        assert texts.language == code
        assert set(texts.sentences) == set(SENTENCES)
        assert set(texts.nations) == set(Nation)


@pytest.mark.parametrize(
    "key",
    ["invitation", "reminder", "again", "resume", "automatic", "safety", "own-report", "own-report-which"],
)
@pytest.mark.parametrize(("language", "forbidden"), [("en", FORBIDDEN), ("cy", FORBIDDEN_IN_WELSH)])
def test_what_may_show_on_a_locked_telephone_tells_nothing(
    key: str, language: str, forbidden: tuple[str, ...]
) -> None:
    texts = load()[language]
    words = [texts.sentences[key], *(texts.of_nation(nation, "emergency") for nation in Nation)]
    for word in forbidden:
        assert word not in " ".join(words).lower()


@pytest.mark.parametrize("language", load())
def test_numbers_are_those_of_the_nation(language: str) -> None:
    texts = load()[language]
    for nation in Nation:
        assert "999" in texts.of_nation(nation, "emergency")
        assert "A&E" in texts.of_nation(nation, "emergency")
        has_111 = nation is not Nation.NORTHERN_IRELAND
        for key in ("emergency", "urgent", "crisis"):
            assert ("111" in texts.of_nation(nation, key)) is has_111
    assert "Lifeline" in texts.of_nation(Nation.NORTHERN_IRELAND, "crisis")
    assert "0808 808 8000" in texts.of_nation(Nation.NORTHERN_IRELAND, "emergency")


@pytest.mark.parametrize("language", load())
def test_no_button_is_without_words(language: str) -> None:
    texts = load()[language]
    for key in (key for key in SENTENCES if key.startswith("button-")):
        assert any(letter.isalpha() for letter in texts.sentences[key])


def test_every_language_titles_the_same_rules_and_says_whether_it_is_signed_off() -> None:
    english, welsh = load()["en"], load()["cy"]
    assert set(english.rules) == set(welsh.rules)
    assert english.consent_version == welsh.consent_version
    head = (ROOT / "bot/texts/cy.yaml").read_text(encoding="utf-8")[:400]
    assert "Signed off by: nobody yet." in head
    same = {key for key in SENTENCES if english.sentences[key] == welsh.sentences[key]}
    assert same == {
        "review-line",
        "notice",
        "case-line",
        "chart-title-limb",
        "button-case",
        "story-line",
        "oncall-rota",
        "channel-telegram",
    }


def test_every_sentence_is_said_somewhere_and_no_other_is() -> None:
    said: set[str] = set()
    for path in [*(ROOT / "bot").rglob("*.py"), ROOT / "console/pages/inviting.py"]:
        if path.name != "sentences.py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
            said |= {value for value in constants if isinstance(value, str)}
    composed = {key for key in SENTENCES if key.startswith(("severity-", "limb-"))}
    assert set(SENTENCES) - said - composed == set()


def test_values_are_put_in_as_they_are() -> None:
    texts = load()["en"]
    assert texts.say("answer-so-far", answer="{braces} & <b>") == "Your answer so far: {braces} & <b>"
    assert texts.rule("RED-1") == "bleeding"
    assert texts.rule("AMB-0") == "found by a rule that is no longer in use (AMB-0)"
    assert texts.day(date(2025, 6, 3)) == "Tuesday 3 June"
    assert texts.moment(datetime(2025, 6, 3, 9, 5)) == "Tuesday 3 June, 09:05"  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  thanks: ", "  thanx: ", ["sentences.thanks: missing", "sentences.thanx: not known"]),
        ("Question {position} of", "Question of", ["sentences.progress: {position} is missing"]),
        ("declined: you", "declined: for {who} you", ["sentences.declined: {who} is not known"]),
        ("declined: you prefer not to say", "declined: 7", ["sentences.declined: not text"]),
        ("declined: you", 'declined: "{you', ["is not YAML"]),
        ("declined: you prefer not to say", 'declined: "{you"', ["sentences.declined: a brace"]),
        ("  wales:", "  cymru:", ["nations.wales: missing", "nations.cymru: not known"]),
        ("    urgent: call 111\n", "", ["nations.england.urgent: missing"]),
        ("name: English", "name: 5", ["name: not text"]),
        ("name: English\n", "", ["name: missing"]),
        ("[Monday, ", "[", ["weekdays: not a list of 7 words"]),
        ("  help: What this is, and whom to call\n", "", ["commands.help: missing"]),
        ("  RED-1: bleeding", "  RED-1: ''", ["rules.RED-1: not text"]),
        ("rules:\n", "rulez:\n", ["rules: missing", "rules: not a mapping"]),
    ],
)
def test_a_language_that_is_not_whole_is_refused_with_every_fault(
    old: str, new: str, told: list[str]
) -> None:
    assert old in ENGLISH
    with pytest.raises(TextFaults) as refused:
        read("en", ENGLISH.replace(old, new))
    for fault in told:
        assert fault in str(refused.value)


def test_all_faults_are_listed_at_once() -> None:
    with pytest.raises(TextFaults) as refused:
        read("xx", "sentences: {}\nnations: []\n")
    assert str(refused.value).count("missing") > len(SENTENCES)
    with pytest.raises(TextFaults, match="not a mapping"):
        read("xx", "- a list")
