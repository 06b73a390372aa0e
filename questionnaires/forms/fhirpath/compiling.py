"""Turns the tree of an expression into functions, once; running them is then a matter of microseconds.

A chain passes on what was found so far; everything else, the arguments of functions too, starts from `$this`.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from questionnaires.forms.fhirpath.elements import Found, is_number, member
from questionnaires.forms.fhirpath.env import Code, Env, ExpressionFault, cost, only
from questionnaires.forms.fhirpath.functions import AROUND, EAGER, LAZY, OF_TYPES
from questionnaires.forms.fhirpath.operators import OPERATORS
from questionnaires.forms.fhirpath.parsing import NO_FHIRPATH, Tree, parse
from questionnaires.forms.moments import Moment
from questionnaires.forms.values import Quantity

_FIXED = {
    "ucum": "http://unitsofmeasure.org",
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
}
_DECIDES = {"and": False, "or": True, "implies": False}
"""What on the left of an operator leaves nothing to ask on the right."""


@lru_cache(maxsize=8192)
def compiled(text: str) -> Code:
    """The function of an expression. Raises ExpressionFault."""
    return _code(parse(text))


def _code(tree: Tree) -> Code:
    return _MAKERS[tree.kind](tree)


def _operator(tree: Tree) -> Code:
    word, operate = tree.text, OPERATORS[tree.text]
    left, right = (_code(child) for child in tree.children)
    decides = _DECIDES.get(word)
    dear = 8 if word == "|" else 1  # doubles are found by what objects hold

    def run(env: Env, focus: Found) -> Found:
        first = left(env, focus)
        if decides is not None and len(first) == 1 and first[0] is decides:
            return [word != "and"]
        second = right(env, focus)
        env.budget.spend(1 + dear * (len(first) + len(second)))
        found = operate(first, second)
        env.budget.spend(cost(found))
        return found

    return run


def _chain(tree: Tree) -> Code:
    left, right = (_code(child) for child in tree.children)
    return lambda env, focus: right(env, left(env, focus))


def _start(tree: Tree) -> Code:
    """The first of a chain; the name of a type stands for the resource, if it is of that type."""
    inner = tree.children[0]
    code = _code(inner)
    if inner.kind != "member" or not inner.text[:1].isupper():
        return code

    def run(env: Env, focus: Found) -> Found:
        for place in (focus, env.variables.get("resource", [])):
            of_type = [each for each in place if member(each, "resourceType") == [inner.text]]
            if of_type:
                return of_type
        return code(env, focus)

    return run


def _member(tree: Tree) -> Code:
    name = tree.text

    def run(env: Env, focus: Found) -> Found:
        found = [each for element in focus for each in member(element, name)]
        env.budget.spend(1 + len(focus) + len(found))
        return found

    return run


def _function(tree: Tree) -> Code:
    name = tree.text
    if name in OF_TYPES:
        return _of_type(name, None, _type_in(tree))
    if name == "where" and (sought := _sought(tree)):
        return _where_named(*sought)
    arguments = [_code(each) for each in tree.children]
    if name in LAZY:
        return _called(LAZY[name], arguments, name)
    if name in EAGER:
        eager = EAGER[name]
        return _called(
            lambda env, focus, *codes: eager(focus, *(code(env, env.this) for code in codes)), arguments, name
        )
    if name not in AROUND:
        raise ExpressionFault(f"{name}() is not known")
    around = AROUND[name]
    return _called(
        lambda env, focus, *codes: around(env, focus, *(code(env, env.this) for code in codes)),
        arguments,
        name,
    )


def _sought(tree: Tree) -> tuple[str, str] | None:
    """The name and the text of `where(linkId = 'a')`, which most of all expressions are made of."""
    match tree.children:
        case (Tree("operator", "=", (Tree("start", "", (Tree("member", name),)), Tree("text", text))),):
            return None if name[:1].isupper() or name.startswith("value") else (name, text)
    return None


def _where_named(name: str, text: str) -> Code:
    wanted = [text]

    def run(env: Env, focus: Found) -> Found:
        env.budget.spend(2 + 2 * len(focus))
        return [
            each
            for each in focus
            if (each.get(name) == text if type(each) is dict else member(each, name) == wanted)
        ]

    return run


def _called(work: Callable[..., Found], arguments: list[Code], name: str) -> Code:
    def run(env: Env, focus: Found) -> Found:
        try:
            found = work(env, focus, *arguments)
        except TypeError:
            raise ExpressionFault(f"{name}() is given what it cannot take") from None
        env.budget.spend(2 + len(focus) + cost(found))
        return found

    return run


def _type_in(tree: Tree) -> str:
    """The name of a type that a function is given; of a chain, the last part."""
    if len(tree.children) != 1:
        raise ExpressionFault(NO_FHIRPATH)
    named = tree.children[0]
    while named.children:
        named = named.children[-1]
    return named.text


def _of_type(name: str, before: Code | None, kind: str) -> Code:
    work = OF_TYPES[name]
    return lambda env, focus: work(before(env, focus) if before else focus, kind)


def _indexed(tree: Tree) -> Code:
    collection, place = (_code(child) for child in tree.children)

    def run(env: Env, focus: Found) -> Found:
        found, at = collection(env, focus), place(env, env.this)
        index = only(at) if at else -1
        if not isinstance(index, int):
            raise ExpressionFault("an index is a whole number")
        return found[index : index + 1] if index >= 0 else []

    return run


def _signed(tree: Tree) -> Code:
    inner, minus = _code(tree.children[0]), tree.text == "-"

    def run(env: Env, focus: Found) -> Found:
        found = inner(env, focus)
        if not found or not minus:
            return found
        one = only(found)
        if isinstance(one, Quantity):
            return [Quantity(-one.number, one.unit)]
        if not is_number(one):
            raise ExpressionFault("only a number has a sign")
        return [-one]

    return run


def _variable(tree: Tree) -> Code:
    name = tree.text
    if name in _FIXED:
        return _constant(_FIXED[name])

    def run(env: Env, _focus: Found) -> Found:
        found = env.variables.get(name)
        if found is None:
            raise ExpressionFault(f"%{name} is not known")
        return found

    return run


def _constant(value: object) -> Code:
    return lambda *_: [value]


def _number(tree: Tree) -> Code:
    return _constant(Decimal(tree.text) if "." in tree.text else int(tree.text))


def _moment(tree: Tree) -> Code:
    text = tree.text.removeprefix("@")
    return _constant(Moment("time", text[1:]) if text.startswith("T") else Moment("date", text.rstrip("T")))


_SPECIAL: Mapping[str, Code] = {
    "$this": lambda env, _: env.this,
    "$index": lambda env, _: [env.index],
    "$total": lambda env, _: env.total or [],
}
_MAKERS: Mapping[str, Callable[[Tree], Code]] = {
    "operator": _operator,
    "chain": _chain,
    "start": _start,
    "member": _member,
    "function": _function,
    "indexed": _indexed,
    "signed": _signed,
    "is": lambda tree: _of_type("is", _code(tree.children[0]), tree.text),
    "as": lambda tree: _of_type("as", _code(tree.children[0]), tree.text),
    "variable": _variable,
    "special": lambda tree: _SPECIAL[tree.text],
    "nothing": lambda _: lambda *_: [],
    "boolean": lambda tree: _constant(tree.text == "true"),
    "text": lambda tree: _constant(tree.text),
    "number": _number,
    "moment": _moment,
    "quantity": lambda tree: _constant(Quantity(Decimal(tree.children[0].text), tree.text)),
}
"""How each kind of tree is compiled."""
