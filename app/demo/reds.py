"""Finds the entries that a RED rule must have read, by a second reading of the raw logs.

On purpose this shares no code with the alert rules: it keeps the last value of each question in mind, entry
by entry, and names the dangers that were not there before the entry.
"""

from collections.abc import Iterator, Sequence

from domain import Answer, Coding, Entry, EntryKind

_GIVES = frozenset({EntryKind.ANSWERED, EntryKind.TICKED, EntryKind.AMENDED})
_TAKES = frozenset({EntryKind.DECLINED, EntryKind.SKIPPED})
_WOUND = frozenset({"redness", "heat", "swelling", "discharge", "opening"})
_UNWELL = frozenset({"fever", "shivers", "confusion", "very-unwell"})

Said = dict[str, tuple[Answer, ...]]


def red_entries(log: Sequence[Entry]) -> Iterator[tuple[int, str]]:
    """(seq, rule) of every entry that brought up a danger, in the order of the log."""
    said: Said = {}
    before: frozenset[str] = frozenset()
    for entry in log:
        if entry.kind in _GIVES:
            said[entry.link_id] = entry.values
        elif entry.kind in _TAKES:
            said.pop(entry.link_id, None)
        if "bleeding" not in _codes(said, "safety"):
            said.pop("bleeding-heavy", None)  # asked only of who bleeds, and asked anew each time
        after = _dangers(said)
        yield from ((entry.seq, rule) for rule in sorted(after - before))
        before = after


def _dangers(said: Said) -> frozenset[str]:
    """The RED rules whose signs are there now."""
    screen = _codes(said, "safety")
    bleeds = "bleeding" in screen and said.get("bleeding-heavy") == (True,)
    wound = "wound-sign" in screen or _codes(said, "wound-signs") & _WOUND
    unwell = "very-unwell" in screen or _codes(said, "unwell-signs") & _UNWELL
    circulation = screen & {"chest-breath-calf", "limb-cold"} or any(
        said.get(question) == (True,) for question in ("chest-breath-calf", "limb-cold")
    )
    found = {
        "RED-1": bleeds or "heavy" in _codes(said, "bleeding"),
        "RED-2": bool(wound and unwell),
        "RED-3": bool(circulation),
        "RED-4": "not-safe" in screen,
    }
    return frozenset(rule for rule, there in found.items() if there)


def _codes(said: Said, question: str) -> frozenset[str]:
    return frozenset(value.code for value in said.get(question, ()) if isinstance(value, Coding))
