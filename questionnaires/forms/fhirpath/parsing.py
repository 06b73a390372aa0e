"""Reads FHIRPath into a tree, in one pass over its words: a long expression takes no longer than its length.

Source: HL7 FHIRPath, the grammar and its table of operator precedence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.forms.fhirpath.env import ExpressionFault

_MOMENT = r"@(?:T\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?|\d{4}(?:-\d\d(?:-\d\d)?)?"
_MOMENT += r"(?:T(?:\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?)?(?:Z|[+-]\d\d:\d\d)?)?)"
_WORDS = re.compile(
    r"(?P<unseen>\s+|//[^\n]*|/\*.*?\*/)"
    rf"|(?P<moment>{_MOMENT})"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<text>'(?:\\.|[^'\\])*')"
    r"|(?P<name>[A-Za-z_]\w*|`(?:\\.|[^`\\])*`)"
    r"|(?P<variable>%(?:[A-Za-z_]\w*|`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\])*'))"
    r"|(?P<special>\$(?:this|index|total))"
    r"|(?P<sign><=|>=|!=|!~|[-+*/&|<>=~.,()\[\]{}])",
    re.DOTALL | re.ASCII,
)
_STRENGTH: Mapping[str, int] = {
    **{"implies": 1, "or": 2, "xor": 2, "and": 3, "in": 4, "contains": 4},
    **dict.fromkeys(("=", "!=", "~", "!~"), 5),
    **dict.fromkeys(("<", ">", "<=", ">="), 6),
    **{"|": 7, "is": 8, "as": 8, "+": 9, "-": 9, "&": 9},
    **{"*": 10, "/": 10, "div": 10, "mod": 10},
}
_OF_A_SIGN = 11
_UNITS = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "millisecond"})
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_LETTERS = {"r": "\r", "n": "\n", "t": "\t", "f": "\f"}
_DEEPEST, _LONGEST = 60, 20_000
NO_FHIRPATH = "no FHIRPath"


@dataclass(frozen=True, slots=True)
class Tree:
    """`kind` says what it is; `text` is the name, the operator or the words of a literal, without quotes."""

    kind: str
    text: str
    children: tuple["Tree", ...] = ()


def parse(text: str) -> Tree:
    """The tree of an expression. Raises ExpressionFault."""
    if len(text) > _LONGEST:
        raise ExpressionFault("too long")
    reader = _Reader(_words(text))
    tree = reader.expression(0)
    if reader.kind != "end":
        raise ExpressionFault(NO_FHIRPATH)
    return tree


def _words(text: str) -> list[tuple[str, str]]:
    """(kind, words) of each piece, and an end. Raises ExpressionFault for what is none."""
    found, place = [], 0
    while place < len(text):
        match = _WORDS.match(text, place)
        if match is None:
            raise ExpressionFault(NO_FHIRPATH)
        place = match.end()
        if match.lastgroup and match.lastgroup != "unseen":
            found.append((match.lastgroup, match[0]))
    return [*found, ("end", "")]


def unescaped(text: str) -> str:
    """A text or name in quotes, without them."""
    if text[:1] not in ("'", "`"):
        return text
    return _ESCAPE.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else _LETTERS.get(found[2], found[2]), text[1:-1]
    )


class _Reader:
    """Stands at one of the words, and goes on."""

    def __init__(self, words: list[tuple[str, str]]) -> None:
        self._words = words
        self._place = 0
        self._depth = 0

    @property
    def kind(self) -> str:
        return self._words[self._place][0]

    @property
    def text(self) -> str:
        return self._words[self._place][1]

    def _take(self) -> str:
        text = self.text
        self._place += 1
        return text

    def _expect(self, sign: str) -> None:
        if self.kind != "sign" or self._take() != sign:
            raise ExpressionFault(NO_FHIRPATH)

    def _at(self, sign: str) -> bool:
        return self.kind == "sign" and self.text == sign

    def expression(self, strength: int) -> Tree:
        """All that holds together more strongly than what stands before it."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionFault("nested too deeply")
        tree = self._signed()
        while self.kind in ("sign", "name") and _STRENGTH.get(self.text, 0) > strength:
            operator = self._take()
            if operator in ("is", "as"):
                tree = Tree(operator, self._type(), (tree,))
            else:
                tree = Tree("operator", operator, (tree, self.expression(_STRENGTH[operator])))
        self._depth -= 1
        return tree

    def _signed(self) -> Tree:
        if self._at("-") or self._at("+"):
            return Tree("signed", self._take(), (self.expression(_OF_A_SIGN),))
        tree = self._term()
        while self._at(".") or self._at("["):
            if self._take() == ".":
                tree = Tree("chain", "", (tree, self._invocation()))
            else:
                tree = Tree("indexed", "", (tree, self.expression(0)))
                self._expect("]")
        return tree

    def _term(self) -> Tree:
        match self.kind:
            case "sign" if self.text == "(":
                self._take()
                tree = self.expression(0)
                self._expect(")")
                return tree
            case "sign" if self.text == "{":
                self._take()
                self._expect("}")
                return Tree("nothing", "")
            case "number":
                return self._number()
            case "name" if self.text not in ("true", "false"):
                return Tree("start", "", (self._invocation(),))
            case "sign" | "end":
                raise ExpressionFault(NO_FHIRPATH)
        kind = "boolean" if self.kind == "name" else self.kind
        text = self._take()
        return Tree(kind, unescaped(text[1:] if kind == "variable" else text))

    def _number(self) -> Tree:
        number = self._take()
        if self.kind == "text" or (self.kind == "name" and self.text.removesuffix("s") in _UNITS):
            return Tree("quantity", unescaped(self._take()), (Tree("number", number),))
        return Tree("number", number)

    def _invocation(self) -> Tree:
        """A name, or a function with what it is given."""
        if self.kind == "special":
            return Tree("special", self._take())
        if self.kind != "name":
            raise ExpressionFault(NO_FHIRPATH)
        name = unescaped(self._take())
        if not self._at("("):
            return Tree("member", name)
        self._take()
        given: list[Tree] = []
        while not self._at(")"):
            if given:
                self._expect(",")
            given.append(self.expression(0))
        self._take()
        return Tree("function", name, tuple(given))

    def _type(self) -> str:
        """The name of a type, with the space it is from."""
        name = self._name()
        while self._at("."):
            self._take()
            name = self._name()
        return name

    def _name(self) -> str:
        if self.kind != "name":
            raise ExpressionFault(NO_FHIRPATH)
        return unescaped(self._take())
