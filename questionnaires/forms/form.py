"""A foreign FHIR Questionnaire as frozen values: all that decides what is asked, however dirty its file."""

from dataclasses import dataclass

from questionnaires.forms.values import Value
from questionnaires.instrument import Operator


@dataclass(frozen=True, slots=True)
class When:
    """One enableWhen. `answer` is none where it could not be read: nothing is equal to it."""

    question: str
    operator: Operator
    answer: Value | None


@dataclass(frozen=True, slots=True)
class FormItem:
    """One item. `asks`: a person is asked it when it is enabled (no group, display, hidden or
    read-only item). `any_of`: one condition is enough.
    """

    link_id: str
    kind: str
    asks: bool
    conditions: tuple[When, ...]
    any_of: bool
    children: tuple["FormItem", ...]

    @property
    def is_group(self) -> bool:
        return self.kind == "group"


@dataclass(frozen=True, slots=True)
class Form:
    """`items` is the tree, `flat` the same in document order; `notes` name what is not understood."""

    items: tuple[FormItem, ...]
    flat: tuple[FormItem, ...]
    notes: tuple[str, ...]
