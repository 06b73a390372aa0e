"""A foreign FHIR Questionnaire as frozen values: all that decides what is asked, however dirty its file."""

from dataclasses import dataclass

from questionnaires.forms.nodes import Node
from questionnaires.forms.notes import Note
from questionnaires.forms.values import Value
from questionnaires.instrument import Operator


@dataclass(frozen=True, slots=True)
class When:
    """One enableWhen. `answer` is none where it could not be read: nothing is equal to it."""

    question: str
    operator: Operator
    answer: Value | None


@dataclass(frozen=True, slots=True)
class Expression:
    """A FHIRPath expression, and the name its result goes by, if it has one."""

    text: str
    name: str


@dataclass(frozen=True, slots=True)
class FormItem:
    """One item. `asks`: a person is asked it when it is enabled (no group, display, hidden, read-only or
    calculated item). `any_of`: one condition is enough. `enabled_if` and `calculated` are FHIRPath; `node` is
    the item as it stands in the file.
    """

    link_id: str
    kind: str
    asks: bool
    conditions: tuple[When, ...]
    any_of: bool
    enabled_if: str | None
    calculated: str | None
    variables: tuple[Expression, ...]
    children: tuple["FormItem", ...]
    node: Node

    @property
    def is_group(self) -> bool:
        return self.kind == "group"


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """`items` is the tree, `flat` the same in document order; `notes` name what is not understood.

    Each reading is a form of its own, so that what is found out about it once can be kept with it.
    """

    items: tuple[FormItem, ...]
    flat: tuple[FormItem, ...]
    variables: tuple[Expression, ...]
    notes: tuple[Note, ...]
    node: Node

    @property
    def calculates(self) -> bool:
        """Whether any expression says what is enabled or calculated."""
        return any(item.calculated or item.enabled_if for item in self.flat)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every expression of the form."""
        variables = (*self.variables, *(named for item in self.flat for named in item.variables))
        own = (text for item in self.flat for text in (item.enabled_if, item.calculated) if text)
        return (*(each.text for each in variables), *own)
