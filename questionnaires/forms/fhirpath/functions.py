"""Every function an expression may call: those of collections here, of texts and numbers by themselves."""

from collections.abc import Callable, Mapping

from questionnaires.forms.fhirpath.comparing import has, mark
from questionnaires.forms.fhirpath.converting import CONVERSIONS
from questionnaires.forms.fhirpath.elements import Element, Found, children, data_of, kinds_of, member
from questionnaires.forms.fhirpath.env import Code, Env, ExpressionFault, cost, only, truth
from questionnaires.forms.fhirpath.numbers import NUMBERS
from questionnaires.forms.fhirpath.operators import union
from questionnaires.forms.fhirpath.texts import PATTERNS, TEXTS
from questionnaires.forms.moments import Moment

Function = Callable[..., Found]


def _each(env: Env, focus: Found, code: Code) -> list[Found]:
    """What a piece of an expression yields at each element."""
    return [code(env.at(each, index), [each]) for index, each in enumerate(focus)]


def _where(env: Env, focus: Found, test: Code) -> Found:
    judged = _each(env, focus, test)
    return [each for each, found in zip(focus, judged, strict=True) if truth(found)]


def _select(env: Env, focus: Found, code: Code) -> Found:
    return [each for found in _each(env, focus, code) for each in found]


def _exists(env: Env, focus: Found, test: Code | None = None) -> Found:
    return [bool(_where(env, focus, test) if test else focus)]


def _all(env: Env, focus: Found, test: Code) -> Found:
    return [all(truth(found) for found in _each(env, focus, test))]


def _repeat(env: Env, focus: Found, code: Code) -> Found:
    """Over and over what is found, until nothing new is."""
    seen: dict[object, Element] = {}
    while focus:
        found = _select(env, focus, code)
        env.budget.spend(1 + len(found) + cost(found))
        fresh = {_place(each): each for each in found}
        focus = [each for key, each in fresh.items() if key not in seen]
        seen.update(fresh)
    return list(seen.values())


def _place(element: Element) -> object:
    """Where an object stands, not what it holds: two answers alike are two."""
    data = data_of(element)
    return id(data) if isinstance(data, Mapping) else mark(element)


def _descendants(env: Env, focus: Found) -> Found:
    found: Found = []
    while focus:
        focus = [below for each in focus for below in children(each)]
        env.budget.spend(1 + len(focus))
        found += focus
    return found


def _answers(env: Env, focus: Found) -> Found:
    """All answers below, those of groups and those under answers (a function of SDC)."""
    return [
        answer
        for each in (*focus, *_descendants(env, focus))
        for answer in member(each, "answer")
        if isinstance(answer, Mapping)
    ]


def _iif(env: Env, focus: Found, test: Code, yes: Code, no: Code | None = None) -> Found:
    inside = env.at(focus[0], env.index) if len(focus) == 1 else env
    if truth(test(inside, focus)):
        return yes(inside, focus)
    return no(inside, focus) if no else []


def _aggregate(env: Env, focus: Found, code: Code, start: Code | None = None) -> Found:
    total = start(env, env.this) if start else []
    for index, each in enumerate(focus):
        total = code(env.at(each, index, total), [each])
        env.budget.spend(1 + len(total))
    return total


def _coalesce(env: Env, _focus: Found, *codes: Code) -> Found:
    return next((found for code in codes if (found := code(env, env.this))), [])


LAZY: Mapping[str, Function] = {
    "where": _where,
    "select": _select,
    "exists": _exists,
    "all": _all,
    "repeat": _repeat,
    "iif": _iif,
    "aggregate": _aggregate,
    "coalesce": _coalesce,
}
"""Functions that are given pieces of expressions, to run as they need."""


def _of_kind(focus: Found, kind: str) -> Found:
    name = kind.replace("`", "").rpartition(".")[2].lower()
    return [each for each in focus if name in kinds_of(each)]


OF_TYPES: Mapping[str, Callable[[Found, str], Found]] = {
    "ofType": _of_kind,
    "as": _of_kind,
    "is": lambda focus, kind: [bool(_of_kind([only(focus)], kind))] if focus else [],
}
"""Functions that are given the name of a type."""


def _within(env: Env, part: Found, whole: Found) -> bool:
    env.budget.spend(len(part) * len(whole) // 4)
    return all(has(whole, each) for each in part)


def _kept(wanted: bool) -> Function:
    def run(env: Env, focus: Found, other: Found) -> Found:
        env.budget.spend(len(focus) * len(other) // 4)
        found = [each for each in focus if has(other, each) is wanted]
        return union(found, []) if wanted else found

    return run


def _taken(focus: Found, number: Found, *, skip: bool) -> Found:
    count = max(0, _count(number)) if number else 0
    return focus[count:] if skip else focus[:count]


def _count(number: Found) -> int:
    found = only(number)
    if not isinstance(found, int):
        raise ExpressionFault("a whole number is wanted")
    return found


def _single(focus: Found) -> Found:
    return [only(focus)] if focus else []


def _not(focus: Found) -> Found:
    judged = truth(focus)
    return [] if judged is None else [not judged]


def _extension(focus: Found, url: Found) -> Found:
    rows = (row for each in focus for row in member(each, "extension"))
    return [row for row in rows if member(row, "url") == url]


def _every(wanted: bool) -> Function:
    return lambda focus: [all(truth([each]) is wanted for each in focus)]


def _any(wanted: bool) -> Function:
    return lambda focus: [any(truth([each]) is wanted for each in focus)]


EAGER: Mapping[str, Function] = {
    **CONVERSIONS,
    **TEXTS,
    **NUMBERS,
    "empty": lambda focus: [not focus],
    "not": _not,
    "count": lambda focus: [len(focus)],
    "first": lambda focus: focus[:1],
    "last": lambda focus: focus[-1:],
    "tail": lambda focus: focus[1:],
    "single": _single,
    "skip": lambda focus, number: _taken(focus, number, skip=True),
    "take": lambda focus, number: _taken(focus, number, skip=False),
    "distinct": lambda focus: union(focus, []),
    "isDistinct": lambda focus: [len(union(focus, [])) == len(focus)],
    "union": union,
    "combine": lambda focus, other: [*focus, *other],
    "allTrue": _every(True),
    "allFalse": _every(False),
    "anyTrue": _any(True),
    "anyFalse": _any(False),
    "children": lambda focus: [below for each in focus for below in children(each)],
    "extension": _extension,
    "hasValue": lambda focus: [len(focus) == 1 and not isinstance(data_of(focus[0]), Mapping)],
    "getValue": lambda focus: focus,
    "trace": lambda focus, *_: focus,
}
"""Functions that are given what stands before the dot and what their arguments yield."""

AROUND: Mapping[str, Function] = {
    **PATTERNS,
    "intersect": _kept(True),
    "exclude": _kept(False),
    "subsetOf": lambda env, focus, other: [_within(env, focus, other)],
    "supersetOf": lambda env, focus, other: [_within(env, other, focus)],
    "descendants": _descendants,
    "answers": _answers,
    "now": lambda env, _: [Moment("date", env.as_of.isoformat(timespec="seconds"))],
    "today": lambda env, _: [Moment("date", env.as_of.date().isoformat())],
    "timeOfDay": lambda env, _: [Moment("time", env.as_of.time().isoformat(timespec="seconds"))],
    "weight": lambda env, focus: [each for one in focus for each in env.weight(one)],
    "ordinal": lambda env, focus: [each for one in focus for each in env.weight(one)],
}
"""Those that need what is around them, too: the time, scores, the budget."""
