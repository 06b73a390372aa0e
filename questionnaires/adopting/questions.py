"""One item of a foreign form as it will be asked: its words, its choices and its limits."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from domain import Answer, Coding, Quantity
from questionnaires.adopting.features import has_limit_by_expression
from questionnaires.adopting.looking import (
    SDC,
    controls,
    extension,
    extensions,
    flagged,
    said,
    text,
    whole,
)
from questionnaires.adopting.options import initially, options_of
from questionnaires.adopting.remarks import Remarks
from questionnaires.adopting.value_sets import ValueSets
from questionnaires.adopting.values import answer_at
from questionnaires.extensions import HL7, OWN
from questionnaires.forms.form import FormItem
from questionnaires.forms.nodes import Node, rows, words
from questionnaires.instrument import Bound, Item, ItemKind, Limits
from questionnaires.limits import is_above, is_pattern

_KINDS = frozenset(ItemKind)
_OF_TEXT = ("help", "flyover", "unit", "lower", "upper", "prompt")
_CHOICES = (ItemKind.CHOICE, ItemKind.OPEN_CHOICE)


def is_told_with(item: FormItem) -> bool:
    """Whether a text under a question is told with it, always."""
    return item.kind == ItemKind.DISPLAY and not item.conditions and item.enabled_if is None


def question_of(item: FormItem, sets: ValueSets, language: str, remarks: Remarks) -> Item:
    """The item, but for its place: ordinal, conditions, children."""
    node, where = item.node, item.link_id
    kind = _kind(item, remarks)
    asides = _asides(item, language)
    minimum, maximum = _range(node, kind, where, remarks)
    return Item(
        link_id=where,
        ordinal=-1,
        kind=kind,
        text=_text(item, kind, language, remarks),
        help="\n".join(filter(None, (said(node, f"{OWN}help", language=language), *asides["help"]))),
        why=said(node, f"{OWN}why", language=language),
        required=node.get("required") is True and item.asks,
        repeats=node.get("repeats") is True and not item.is_group,
        options=options_of(node, kind, sets, language, remarks) if kind in _CHOICES else (),
        minimum=minimum,
        maximum=maximum,
        last_button=_last_button(node, minimum, maximum),
        step=max(
            1,
            whole(node, f"{SDC}sdc-questionnaire-sliderStepValue", f"{HL7}questionnaire-sliderStepValue")
            or 1,
        ),
        limits=_limits(node, kind, where, remarks),
        units=_units(node, asides) if kind is ItemKind.QUANTITY else (),
        most=whole(node, f"{HL7}questionnaire-maxOccurs"),
        low_anchor=said(node, f"{OWN}low-anchor", language=language) or " ".join(asides["lower"]),
        high_anchor=said(node, f"{OWN}high-anchor", language=language) or " ".join(asides["upper"]),
        read_only=(node.get("readOnly") is True or item.calculated is not None) and not item.is_group,
        initial=_initial(item, kind, remarks),
        codes=tuple(Coding(words(row, "system"), words(row, "code")) for row in rows(node, "code")),
        key_outcome=flagged(node, f"{OWN}key-outcome") and item.asks,
    )


def _kind(item: FormItem, remarks: Remarks) -> ItemKind:
    if item.kind in _KINDS:
        return ItemKind(item.kind)
    remarks.refuse(
        item.link_id, f"Its type {item.kind or '(none)'!r} is not one of FHIR R4 that can be asked."
    )
    return ItemKind.DISPLAY


def _text(item: FormItem, kind: ItemKind, language: str, remarks: Remarks) -> str:
    """The item's prefix and text; a question without any goes by its link id."""
    told = " ".join(filter(None, (words(item.node, "prefix"), text(item.node, "text", language))))
    if told or kind in (ItemKind.GROUP, ItemKind.DISPLAY) or not item.asks:
        return told
    remarks.degrade(item.link_id, "It has no text; its link id is shown instead.")
    return item.link_id


def _asides(item: FormItem, language: str) -> Mapping[str, list[str]]:
    """The texts under a question, by what they are: help, unit, the lower and the upper end of a scale."""
    found: dict[str, list[str]] = {name: [] for name in _OF_TEXT}
    for child in item.children if not item.is_group else ():
        if is_told_with(child) and not flagged(child.node, f"{HL7}questionnaire-hidden"):
            names = [code for code in controls(child.node) if code in ("unit", "lower", "upper")]
            found[names[0] if names else "help"].append(text(child.node, "text", language))
    return found


def _bounds(node: Node, kind: ItemKind) -> tuple[Answer | None, Answer | None]:
    """The lower and the upper limit as answers of this kind."""
    low, high = extension(node, f"{HL7}minValue"), extension(node, f"{HL7}maxValue")
    if kind is ItemKind.QUANTITY and not (low or high):
        low, high = (extension(node, f"{SDC}sdc-questionnaire-{end}Quantity") for end in ("min", "max"))
    return answer_at(low, "value", kind), answer_at(high, "value", kind)


def _range(node: Node, kind: ItemKind, where: str, remarks: Remarks) -> tuple[int | None, int | None]:
    """The range of a whole number; one that is upside down or by expression is left out."""
    if has_limit_by_expression(node):
        remarks.degrade(where, "A limit by expression is not worked out.")
    low, high = _bounds(node, kind)
    if kind is not ItemKind.INTEGER:
        return None, None
    minimum = int(low) if isinstance(low, (int, Decimal)) else None
    maximum = int(high) if isinstance(high, (int, Decimal)) else None
    if minimum is not None and maximum is not None and minimum > maximum:
        remarks.degrade(where, "Its range is upside down and is not checked.")
        return None, None
    return minimum, maximum


def _last_button(node: Node, minimum: int | None, maximum: int | None) -> int | None:
    last = whole(node, f"{OWN}last-button")
    fits = last is not None and minimum is not None and maximum is not None and minimum < last < maximum
    return last if fits else None


def _limits(node: Node, kind: ItemKind, where: str, remarks: Remarks) -> Limits:
    pattern = extension(node, f"{HL7}regex").get("valueString")
    if isinstance(pattern, str) and not is_pattern(pattern):
        remarks.degrade(where, "Its pattern (regex) cannot be read and is not checked.")
        pattern = ""
    low, high = _ends(node, kind, where, remarks)
    longest = node.get("maxLength")
    return Limits(
        low=low,
        high=high,
        decimals=whole(node, f"{HL7}maxDecimalPlaces"),
        shortest=whole(node, f"{HL7}minLength") or 0,
        longest=longest if isinstance(longest, int) and longest is not True else None,
        pattern=pattern if isinstance(pattern, str) else "",
    )


def _ends(node: Node, kind: ItemKind, where: str, remarks: Remarks) -> tuple[Bound | None, Bound | None]:
    """The lower and the upper limit of a kind other than whole numbers; those of no use are left out."""
    low, high = (_bound(end, kind) for end in _bounds(node, kind))
    told = [*extensions(node, f"{HL7}minValue", f"{HL7}maxValue")]
    lost = len(told) > sum(end is not None for end in (low, high))
    if kind is not ItemKind.INTEGER and lost and not has_limit_by_expression(node):
        remarks.degrade(where, "A limit is not of the kind of its question and is not checked.")
    if low is not None and high is not None and is_above(low, high):
        remarks.degrade(where, "Its range is upside down and is not checked.")
        return None, None
    units = [*extensions(node, f"{HL7}questionnaire-unitOption")]
    if len(units) > 1 and (low is not None or high is not None):
        remarks.degrade(where, "Its limits are those of one unit and are not checked.")
        return None, None
    return low, high


def _bound(end: Answer | None, kind: ItemKind) -> Bound | None:
    """A limit of the kind's own type: a number for numbers, a date for dates, a moment for moments."""
    match kind, end:
        case (ItemKind.QUANTITY, Quantity(number)):
            return number
        case (ItemKind.QUANTITY | ItemKind.DECIMAL, (int() | Decimal()) as number) if number is not True:
            return Decimal(number)
        case (ItemKind.TIME, time() as hour):
            return hour
        case (ItemKind.DATETIME | ItemKind.DATE, date() as day):
            return _of_day(day, kind)
    return None


def _of_day(day: date, kind: ItemKind) -> Bound | None:
    if isinstance(day, datetime):
        return day if kind is ItemKind.DATETIME else None
    return datetime.combine(day, time()) if kind is ItemKind.DATETIME else day


def _units(node: Node, asides: Mapping[str, list[str]]) -> tuple[Quantity, ...]:
    """The units a quantity may be given in: offered, or the one that stands with the question."""
    offered = [row.get("valueCoding") for row in extensions(node, f"{HL7}questionnaire-unitOption")]
    offered = offered or [row.get("valueCoding") for row in extensions(node, f"{HL7}questionnaire-unit")]
    units = [
        Quantity(
            Decimal(0), words(row, "display") or words(row, "code"), words(row, "system"), words(row, "code")
        )
        for row in offered
        if isinstance(row, dict) and (words(row, "display") or words(row, "code"))
    ]
    return tuple(units) or tuple(Quantity(Decimal(0), unit) for unit in asides["unit"] if unit)


def _initial(item: FormItem, kind: ItemKind, remarks: Remarks) -> tuple[Answer, ...]:
    given = tuple(initially(item.node, kind))
    if given and item.asks:
        remarks.degrade(
            item.link_id, "Its initial value is shown as a suggestion; nothing is answered beforehand."
        )
    return given
