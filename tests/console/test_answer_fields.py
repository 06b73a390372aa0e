"""A question of any kind as fields of a form, and what a form says as its answer."""

from datetime import date
from decimal import Decimal

import pytest

from bot.surroundings import Surroundings
from bot.texts.loading import load
from console.pages.answer_fields import BOTH, OTHER, REFUSED, Control, Taken, fields_of, stands, taken
from domain import Coding, Mode, Nation, Quantity, Site
from questionnaires.instrument import Item, ItemKind, Option
from questionnaires.moves import RefusalReason

A, B, NONE = (Option(Coding("urn:x", code), code.upper(), code == "none") for code in ("a", "b", "none"))
NOBODY = (None, None, None, None, None, False)
KG, G = Quantity(Decimal(0), "kg"), Quantity(Decimal(0), "g")
ITEMS = {
    "scale": Item("q", 1, ItemKind.INTEGER, minimum=0, maximum=10, low_anchor="none", high_anchor="worst"),
    "hours": Item("q", 1, ItemKind.INTEGER, minimum=0, maximum=24, last_button=16),
    "truth": Item("q", 1, ItemKind.BOOLEAN),
    "choice": Item("q", 1, ItemKind.CHOICE, options=(A, B)),
    "open": Item("q", 1, ItemKind.OPEN_CHOICE, options=(A, B)),
    "several": Item("q", 1, ItemKind.OPEN_CHOICE, options=(A, B, NONE), repeats=True, most=2),
    "words": Item("q", 1, ItemKind.TEXT, help="Why?"),
    "numbers": Item("q", 1, ItemKind.DECIMAL, repeats=True),
    "weight": Item("q", 1, ItemKind.QUANTITY, units=(KG, G)),
    "day": Item("q", 1, ItemKind.DATE),
}
NOTHING, TWICE = REFUSED[RefusalReason.NOT_AN_ANSWER], REFUSED[RefusalReason.REPEATED]


@pytest.mark.parametrize(
    ("name", "form", "wanted"),
    [
        ("scale", {"chosen": "0"}, (0,)),
        ("scale", {"chosen": "11"}, NOTHING),
        ("scale", {"typed": "7"}, NOTHING),
        ("hours", {"typed": "17"}, (17,)),
        ("hours", {"typed": "25"}, REFUSED[RefusalReason.OUT_OF_RANGE]),
        ("hours", {"typed": "7-8"}, REFUSED[RefusalReason.UNCLEAR]),
        ("truth", {"chosen": "1"}, (False,)),
        ("choice", {"chosen": "1"}, (B.answer,)),
        ("choice", {"chosen": OTHER, "typed": " "}, NOTHING),
        ("open", {"chosen": OTHER, "typed": "of my own"}, ("of my own",)),
        ("open", {"chosen": "0", "typed": "forgotten"}, (A.answer,)),
        ("several", {"chosen-1": "1", "typed": "mine"}, (B.answer, "mine")),
        ("several", {"chosen-0": "0", "chosen-1": "1", "typed": "mine"}, REFUSED[RefusalReason.TOO_LONG]),
        ("several", {"chosen-0": "0", "chosen-2": "2"}, BOTH),
        ("several", {}, NOTHING),
        ("words", {"typed": "It hurts\r\nat night"}, ("It hurts\nat night",)),
        ("words", {}, NOTHING),
        ("numbers", {"typed": "1.5\n\n2"}, (Decimal("1.5"), Decimal(2))),
        ("numbers", {"typed": "2\n2"}, TWICE),
        ("numbers", {"typed": "2\nmany"}, NOTHING),
        ("weight", {"typed": "5 kg"}, (Quantity(Decimal(5), "kg"),)),
        ("weight", {"typed": "5"}, REFUSED[RefusalReason.REQUIRED]),
        ("day", {"typed": "3 June 2025"}, (date(2025, 6, 3),)),
    ],
)
def test_what_a_form_says_is_the_answer_or_what_to_do(name: str, form: dict[str, str], wanted: Taken) -> None:
    found = taken(ITEMS[name], ("en",), form)
    assert found == wanted
    if not isinstance(found, str) and name != "words":  # what stands there afterwards says the same
        assert taken(ITEMS[name], ("en",), stands(ITEMS[name], found, {})) == found


def test_an_answer_that_was_not_taken_stands_as_it_was_given() -> None:
    assert stands(ITEMS["hours"], (3,), {"typed": "25"}) == {"typed": "25"}


@pytest.mark.parametrize(
    ("name", "control", "count", "hint"),
    [
        ("scale", Control.RADIOS, 11, "0 = none, 10 = worst"),
        ("hours", Control.LINE, 0, "A number from 0 to 24."),
        ("open", Control.RADIOS, 3, ""),
        ("several", Control.BOXES, 3, ""),
        ("words", Control.LINES, 0, "Why? Any text."),
        ("numbers", Control.LINES, 0, "A number; one a line."),
        ("weight", Control.LINE, 0, "A number, with its unit. kg, g."),
    ],
)
def test_each_kind_has_its_fields(name: str, control: Control, count: int, hint: str) -> None:
    site = Site(1, "NORTH", "North", Nation.ENGLAND, "Europe/London", "1", "9-5", Mode.MONITORING, *NOBODY)
    found = fields_of(ITEMS[name], Surroundings(load()["en"], site, ""))
    assert (found.control, len(found.choices), found.hint) == (control, count, hint)
