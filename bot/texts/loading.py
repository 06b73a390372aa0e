"""Reads the language files beside it and refuses incomplete ones, with every fault listed at once."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.sentences import COMMANDS, NATION_SENTENCES, SENTENCES, STAFF_COMMANDS
from bot.texts.wording import Texts
from domain import Fault, Nation

_SECTIONS = (
    "name",
    "consent-version",
    "weekdays",
    "months",
    "nations",
    "rules",
    "commands",
    "staff-commands",
    "sentences",
)


class TextFaults(Fault):
    """A language file that cannot be used; the text names each place."""


@cache
def load() -> Mapping[str, Texts]:
    """All bundled languages by code, in order of code; read once."""
    bundled = sorted(
        (file for file in files("bot.texts").iterdir() if file.name.endswith(".yaml")),
        key=lambda file: file.name,
    )
    return MappingProxyType(
        {file.name[:-5]: read(file.name[:-5], file.read_text(encoding="utf-8")) for file in bundled}
    )


def read(language: str, text: str) -> Texts:
    """One language out of its YAML 1.2 text; TextFaults with every fault and where it is."""
    try:
        tree = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise TextFaults(f"{language}.yaml is not YAML 1.2: {' '.join(str(error).split())}") from None
    faults = tuple(_faults(tree))
    if faults:
        raise TextFaults(f"{language}.yaml cannot be used: " + "; ".join(faults) + ".")
    return Texts(
        language=language,
        name=tree["name"],
        consent_version=tree["consent-version"],
        weekdays=tuple(tree["weekdays"]),
        months=tuple(tree["months"]),
        sentences=MappingProxyType(dict(tree["sentences"])),
        nations=MappingProxyType(
            {nation: MappingProxyType(dict(tree["nations"][nation])) for nation in Nation}
        ),
        rules=MappingProxyType(dict(tree["rules"])),
        commands=MappingProxyType(dict(tree["commands"])),
        staff_commands=MappingProxyType(dict(tree["staff-commands"])),
    )


def _faults(tree: object) -> Iterator[str]:
    if not isinstance(tree, dict):
        yield "it is not a mapping"
        return
    for section in _SECTIONS:
        if section not in tree:
            yield f"{section}: missing"
    for word in ("name", "consent-version"):
        if not isinstance(tree.get(word, ""), str):
            yield f"{word}: not text"
    yield from _list_faults("weekdays", tree.get("weekdays"), 7)
    yield from _list_faults("months", tree.get("months"), 12)
    yield from _section_faults("sentences", tree.get("sentences"), SENTENCES)
    nations = tree.get("nations")
    yield from _key_faults("nations", nations, {str(nation) for nation in Nation})
    for nation, words in sorted(nations.items()) if isinstance(nations, dict) else ():
        yield from _section_faults(f"nations.{nation}", words, NATION_SENTENCES)
    yield from _section_faults("commands", tree.get("commands"), dict.fromkeys(COMMANDS, frozenset()))
    yield from _section_faults(
        "staff-commands", tree.get("staff-commands"), dict.fromkeys(STAFF_COMMANDS, frozenset())
    )
    rules = tree.get("rules")
    yield from _section_faults(
        "rules", rules, dict.fromkeys(rules if isinstance(rules, dict) else (), frozenset())
    )


def _list_faults(path: str, words: object, count: int) -> Iterator[str]:
    if not isinstance(words, list) or len(words) != count or not all(isinstance(word, str) for word in words):
        yield f"{path}: not a list of {count} words"


def _key_faults(path: str, words: object, wanted: set[str]) -> Iterator[str]:
    if not isinstance(words, dict):
        yield f"{path}: not a mapping"
        return
    yield from (f"{path}.{key}: missing" for key in sorted(wanted - set(words)))
    yield from (f"{path}.{key}: not known" for key in sorted(set(words) - wanted, key=str))


def _section_faults(path: str, words: object, wanted: Mapping[str, frozenset[str]]) -> Iterator[str]:
    yield from _key_faults(path, words, set(wanted))
    if isinstance(words, dict):
        for key in wanted:
            if key in words:
                yield from _sentence_faults(f"{path}.{key}", words[key], wanted[key])


def _sentence_faults(path: str, sentence: object, takes: frozenset[str]) -> Iterator[str]:
    """A sentence must be text and hold exactly the placeholders its callers fill."""
    if not isinstance(sentence, str) or not sentence.strip():
        yield f"{path}: not text"
        return
    try:
        found = {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    except ValueError:
        yield f"{path}: a brace is not closed"
        return
    yield from (f"{path}: {{{name}}} is missing" for name in sorted(takes - found))
    yield from (f"{path}: {{{name}}} is not known" for name in sorted(found - takes))
