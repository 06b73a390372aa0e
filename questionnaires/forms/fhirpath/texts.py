"""FHIRPath's functions of text. Of no text comes nothing."""

from collections.abc import Callable, Mapping

from questionnaires.forms.fhirpath.converting import in_words
from questionnaires.forms.fhirpath.elements import Element, Found, data_of
from questionnaires.forms.fhirpath.env import Env, ExpressionFault, only, short
from questionnaires.forms.fhirpath.patterns import matches, replaced
from questionnaires.forms.moments import Moment

Function = Callable[..., Found]


def _text(element: Element) -> str:
    data = data_of(element)
    if isinstance(data, (str, Moment)):
        return data if isinstance(data, str) else data.text
    raise ExpressionFault("a text is wanted")


def _of_text(work: Callable[..., Element]) -> Function:
    """A function of one text, and of texts: it gives one value, or several as a list."""

    def run(focus: Found, *given: Found) -> Found:
        if not focus or not all(given):
            return []
        value = work(_text(only(focus)), *(_text(only(each)) for each in given))
        return value if isinstance(value, list) else [value]

    return run


def _of_pattern(work: Callable[..., Element]) -> Function:
    """The same, of a function that looks for a pattern."""
    return lambda env, focus, *given: _of_text(lambda *texts: work(env.budget, *texts))(focus, *given)


def _substring(focus: Found, start: Found, length: Found | None = None) -> Found:
    if not focus or not start:
        return []
    text, first = _text(only(focus)), _whole(start)
    if not 0 <= first < len(text):
        return []
    return [text[first : first + max(0, _whole(length))] if length else text[first:]]


def _whole(found: Found) -> int:
    number = only(found)
    if isinstance(number, bool) or not isinstance(number, int):
        raise ExpressionFault("a whole number is wanted")
    return number


def _replace(text: str, part: str, by: str) -> str:
    count = text.count(part)
    short("-" * min(count * len(by), 10**6))
    return short(text.replace(part, by))


def _join(env: Env, focus: Found, between: Found | None = None) -> Found:
    words = [in_words(each) for each in focus]
    separator = _text(only(between)) if between else ""
    env.budget.spend((len(separator) * len(words) + sum(map(len, words))) // 100)
    return [short(separator.join(words))] if focus else []


TEXTS: Mapping[str, Function] = {
    "length": _of_text(len),
    "upper": _of_text(str.upper),
    "lower": _of_text(str.lower),
    "trim": _of_text(str.strip),
    "startsWith": _of_text(str.startswith),
    "endsWith": _of_text(str.endswith),
    "contains": _of_text(lambda text, part: part in text),
    "indexOf": _of_text(str.find),
    "lastIndexOf": _of_text(str.rfind),
    "toChars": _of_text(list),
    "split": _of_text(lambda text, part: text.split(part) if part else list(text)),
    "replace": _of_text(_replace),
    "substring": _substring,
}

PATTERNS: Mapping[str, Function] = {
    "matches": _of_pattern(matches),
    "matchesFull": _of_pattern(lambda budget, text, pattern: matches(budget, text, pattern, whole=True)),
    "replaceMatches": _of_pattern(replaced),
    "join": _join,
}
"""Those that spend of the budget, and so are given what is around them."""
