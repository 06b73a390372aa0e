"""Buttons that show other buttons of the same question, and store nothing. Pure."""

import re
from dataclasses import dataclass

_YEAR, _MONTH, _DAY, _HOUR = (
    "(?!0000)[0-9]{4}",
    "(0[1-9]|1[0-2])",
    "(0[1-9]|[12][0-9]|3[01])",
    "([01][0-9]|2[0-3])",
)
_VIEW = re.compile(f"|p[0-9]{{1,2}}|y{_YEAR}|{_YEAR}(-{_MONTH}(-{_DAY}T({_HOUR})?)?)?|T({_HOUR})?")
LARGEST = 2**31 - 1
"""Ids are 32-bit integers in PostgreSQL; a larger number would be an error there, and names nothing."""
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Looked:
    """Show the part of a question's buttons that `view` names.

    `p2` is the third page of the options, `y1999` the years up to that, `2025` its months, `2025-06` its
    days, `2025-06-03T` the hours of that day (`T` of any), with the hour behind it the minutes. Empty: the
    beginning.
    """

    response_id: int
    seq: int
    view: str


def looked(response_id: int, seq: int, view: str) -> str:
    """The data of such a button."""
    return f"v:{response_id}:{seq}:{view}"


def read_look(parts: list[str]) -> Looked | None:
    """What such a button means; None if it is none of ours."""
    if len(parts) != 3 or not _VIEW.fullmatch(parts[2]) or not are_numbers(parts[:2]):
        return None
    return Looked(int(parts[0]), int(parts[1]), parts[2])


def are_numbers(parts: list[str]) -> bool:
    """Whether all are numbers as we write them, none larger than an id can be."""
    return all(_NUMBER.fullmatch(part) and int(part) <= LARGEST for part in parts)
