"""An instrument as frozen values: what is asked, in which order, and under which conditions.

The values say nothing of FHIR or channels; `fhir.py` makes them from definition files and checks them, so
that whoever holds an Instrument may rely on it: link ids are unique, conditions name known questions and
never go round in a loop.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain import Answer, Coding


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
    """One choice. An `exclusive` one ("none of these") goes with no other."""

    coding: Coding
    label: str
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One enableWhen: `question` is the link id of the item whose answers are compared with `answer`."""

    question: str
    operator: Operator
    answer: Answer


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an instrument. `ordinal` counts from 0 through the whole tree, parents before children.

    `any_of`: one condition is enough (else all). `repeats`: several choices. `hidden`: not asked, given by
    the site (mode, phase, limb). `key_outcome`: one answered makes an unfinished response valid as partial.
    `last_button`: buttons stop at this number, and the last one stands for all above it too; it gives this
    number, and a larger one can be typed.
    `origin` is the link id in the file, where a group that repeats made further occurrences with link ids of
    their own; `asks_for_more` is the question that opens the next one, which is in no file and no export.
    `help` explains the question and stands below it; `why` says why it is asked, for whoever wants to know.
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
    low_anchor: str = ""
    high_anchor: str = ""
    conditions: tuple[Condition, ...] = ()
    any_of: bool = False
    hidden: bool = False
    key_outcome: bool = False
    children: tuple["Item", ...] = ()
    origin: str = ""
    asks_for_more: bool = False

    @property
    def is_question(self) -> bool:
        """Whether a person is asked this item when it is enabled."""
        return self.kind not in (ItemKind.GROUP, ItemKind.DISPLAY) and not self.hidden

    @property
    def or_more(self) -> str:
        """The label of a last button that stands for all above it too; empty where there is none."""
        return "" if self.last_button is None else f"{self.last_button}+"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire, pinned to a version and to the checksum of its file.

    `items` is the tree; `flat` the same in order, found by ordinal; `places` gives the ordinal of a link id.
    `order` holds every item after its parent and after the items its conditions read. `questions` are the
    items that can be asked, in order. `sources` are the link ids that conditions read.
    `advice` are the ordinals of the texts that an answer brings up (and not only the context).
    `minutes` is 0 where a file does not tell. `copyright` is what its holder wants shown to whoever is asked.
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
    sources: frozenset[str]
    advice: frozenset[int]
    advance: Advance = Advance.AUTO
    copyright: str = ""

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
