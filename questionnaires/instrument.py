"""An instrument as frozen values: what is asked, in which order, and under which conditions.

The values say nothing of FHIR or channels; `fhir.py` makes them from definition files and checks them, so
that whoever holds an Instrument may rely on it: link ids are unique, conditions name known questions and
never go round in a loop.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from domain import Answer, Coding, Quantity

if TYPE_CHECKING:
    from questionnaires.forms.form import Form


class ItemKind(StrEnum):
    """FHIR's item types, as far as they are understood. Groups and displays are never asked."""

    GROUP = "group"
    DISPLAY = "display"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    QUANTITY = "quantity"
    DATE = "date"
    DATETIME = "dateTime"
    TIME = "time"
    CHOICE = "choice"
    OPEN_CHOICE = "open-choice"
    STRING = "string"
    TEXT = "text"
    URL = "url"


class Operator(StrEnum):
    """FHIR's enableWhen operators."""

    EXISTS = "exists"
    EQUAL = "="
    NOT_EQUAL = "!="
    GREATER = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="


class Advance(StrEnum):
    """How a tap goes on: `auto` to the next question at once; `confirm` marks it, and Next goes on."""

    AUTO = "auto"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what it stores, and the words for it. An `exclusive` one ("none of these") goes alone;
    `weight` is what it counts in a score."""

    answer: Answer
    label: str
    exclusive: bool = False
    weight: int | None = None

    @property
    def code(self) -> str:
        """What names this choice among the others of its question."""
        return self.answer.code if isinstance(self.answer, Coding) else str(self.answer)


@dataclass(frozen=True, slots=True)
class Condition:
    """One enableWhen: the answers of `question` are compared with `answer`.

    `among`: every occurrence that is read, where the question stands in a group that repeats.
    """

    question: str
    operator: Operator
    answer: Answer
    among: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[str, ...]:
        """Link ids of the items whose answers are read."""
        return self.among or (self.question,)


Bound = Decimal | date | datetime | time


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may be, for kinds other than whole numbers; None where there is no limit.

    `low` and `high` are of the item's kind (a quantity's number). `decimals`: places after the point.
    `longest` and `shortest` count characters. `pattern` is a regular expression that the whole text fits.
    """

    low: Bound | None = None
    high: Bound | None = None
    decimals: int | None = None
    shortest: int = 0
    longest: int | None = None
    pattern: str = ""


FREE = Limits()


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an instrument. `ordinal` counts from 0 through the whole tree, parents before children.

    `any_of`: one condition is enough (else all). `repeats`: several answers. `hidden`: not asked, given by
    the site (mode, phase, limb). `key_outcome`: one answered makes an unfinished response valid as partial.
    `last_button`: buttons stop at this number, and the last one stands for all above it too; it gives this
    number, and a larger one can be typed. `step`: from one number on the buttons to the next.
    `read_only`: shown with its value and never asked. `initial`: the value of an item that is not asked, and
    for one that is asked no more than a suggestion. `units`: what a quantity may be given in; their numbers
    mean nothing. `most`: how many answers are taken where several are.
    `origin` is the link id in the file, where a group that repeats made further occurrences with link ids of
    their own; `is_often` says that it stands in one; `asks_for_more` is the question that opens the next one,
    which is in no file and no export.
    `help` explains the question and stands below it; `why` says why it is asked, for whoever wants to know.
    `codes` say in public systems what is asked; where items share one, a code of ours tells them apart.
    A boolean has no options; its choices are YES (ordinal 0) and NO (ordinal 1) of `moves.py`.
    """

    link_id: str
    ordinal: int
    kind: ItemKind
    parent: int | None = None
    text: str = ""
    help: str = ""
    why: str = ""
    required: bool = False
    repeats: bool = False
    options: tuple[Option, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    last_button: int | None = None
    step: int = 1
    limits: Limits = FREE
    units: tuple[Quantity, ...] = ()
    most: int | None = None
    low_anchor: str = ""
    high_anchor: str = ""
    conditions: tuple[Condition, ...] = ()
    any_of: bool = False
    hidden: bool = False
    read_only: bool = False
    initial: tuple[Answer, ...] = ()
    key_outcome: bool = False
    children: tuple["Item", ...] = ()
    origin: str = ""
    asks_for_more: bool = False
    is_often: bool = False
    codes: tuple[Coding, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether a person is asked this item when it is enabled."""
        return self.kind not in (ItemKind.GROUP, ItemKind.DISPLAY) and not (self.hidden or self.read_only)

    @property
    def is_given(self) -> bool:
        """Whether it has a value that nobody is asked for."""
        return self.kind not in (ItemKind.GROUP, ItemKind.DISPLAY) and (self.hidden or self.read_only)

    @property
    def takes_words(self) -> bool:
        """Whether any words are an answer, and not only those that mean something certain."""
        return self.kind in (ItemKind.STRING, ItemKind.TEXT, ItemKind.URL, ItemKind.OPEN_CHOICE)

    def lacks_unit(self, value: Answer) -> bool:
        """Whether this is a number of it whose unit is still to be chosen."""
        return bool(self.units) and isinstance(value, Quantity) and not value.unit

    @property
    def or_more(self) -> str:
        """The label of a last button that stands for all above it too; empty where there is none."""
        return "" if self.last_button is None else f"{self.last_button}+"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire, pinned to a version and to the checksum of its file.

    `items` is the tree; `flat` the same in order, found by ordinal; `places` gives the ordinal of a link id.
    `order` holds every item after its parent and after the items its conditions read. `questions` are the
    items that can be asked, in order. `reached` gives, by link id, the items that an answer may enable or
    disable, in an order fit for judging; a link id that nothing hangs on is absent.
    `advice` are the ordinals of the texts that an answer brings up (and not only the context).
    `minutes` is 0 where a file does not tell. `copyright` is who holds it, as the
    file says. `attribution` is what a site's licence wants shown to whoever is asked; a bundled instrument
    says so in its texts. `form` is what was read, where it has expressions.
    """

    id: str
    version: str
    url: str
    title: str
    minutes: int
    checksum: str
    languages: tuple[str, ...]
    items: tuple[Item, ...]
    flat: tuple[Item, ...]
    order: tuple[Item, ...]
    questions: tuple[Item, ...]
    places: Mapping[str, int]
    reached: Mapping[str, tuple[Item, ...]]
    advice: frozenset[int]
    advance: Advance = Advance.AUTO
    copyright: str = ""
    attribution: str = ""
    form: "Form | None" = None

    def __hash__(self) -> int:
        """By what pins it: the mapping inside has no hash of its own."""
        return hash((self.id, self.version, self.checksum))

    def item(self, link_id: str) -> Item:
        """The item of this link id; a KeyError when there is none."""
        return self.flat[self.places[link_id]]

    @property
    def takes_minutes(self) -> int:
        """Minutes it takes: as the file says, else six questions a minute, rounded up."""
        return self.minutes or -(-len(self.questions) // 6)

    @property
    def key_outcomes(self) -> tuple[str, ...]:
        """Link ids of the key outcomes, in order."""
        return tuple(item.link_id for item in self.questions if item.key_outcome)
