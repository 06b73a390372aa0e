"""Writes the wide table for SPSS (.sav) and Stata (.dta), with labels, by pyreadstat; and its dictionary.

A declined answer is -99 and a skipped one -98 in SPSS, both declared missing; in Stata they are .a and .b.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audit.csv_export import write_csv
from audit.dictionary import dictionary_of
from audit.labelled.variables import Variable, variables
from audit.material import Material
from audit.standing import AnswerState
from audit.wide.table import NAME

SPSS_FILE, STATA_FILE = f"{NAME}.sav", f"{NAME}.dta"
STATA_NAME = 28
"""Characters: pyreadstat names each set of labels after its variable and a number, within 32."""

TITLE = "TMR Follow-up: one row per operation"
SPSS_ABSENT = {AnswerState.DECLINED: -99, AnswerState.SKIPPED: -98}
STATA_ABSENT = {AnswerState.DECLINED: "a", AnswerState.SKIPPED: "b"}
_ABSENT_LABELS = {AnswerState.DECLINED: "declined", AnswerState.SKIPPED: "skipped"}
_SPSS_DATES, _STATA_DATES = (92, "%d %b %y%H:%M:%S"), (b"<timestamp>\x11", "%d %b %Y %H:%M")


def write_spss(folder: Path, material: Material) -> Mapping[str, int]:
    """`wide.sav` and `dictionary.csv`."""
    import pyreadstat

    wide = material.wide
    found = variables(wide, 64, 255)
    pyreadstat.write_sav(
        _frame(found, SPSS_ABSENT),
        folder / SPSS_FILE,
        file_label=TITLE,
        column_labels={each.name: each.label for each in found},
        compress=False,
        variable_value_labels=_value_labels(found, SPSS_ABSENT),
        missing_ranges=_missing(found, SPSS_ABSENT),
    )
    _date_spss(folder / SPSS_FILE, material.at)
    return {NAME: len(wide.records), **write_csv(folder, [dictionary_of([wide.sheet.table])])}


def write_stata(folder: Path, material: Material) -> Mapping[str, int]:
    """`wide.dta` and `dictionary.csv`."""
    import pyreadstat

    wide = material.wide
    found = variables(wide, STATA_NAME, 80)
    pyreadstat.write_dta(
        _frame(found, STATA_ABSENT),
        folder / STATA_FILE,
        file_label=TITLE,
        column_labels={each.name: each.label for each in found},
        version=14,
        variable_value_labels=_value_labels(found, STATA_ABSENT),
        missing_user_values=_missing(found, STATA_ABSENT),
    )
    _date_stata(folder / STATA_FILE, material.at)
    return {NAME: len(wide.records), **write_csv(folder, [dictionary_of([wide.sheet.table])])}


def _frame(found: tuple[Variable, ...], absent: Mapping[AnswerState, Any]) -> Any:
    import pandas as pd

    return pd.DataFrame({each.name: _series(each, absent) for each in found})


def _series(variable: Variable, absent: Mapping[AnswerState, Any]) -> Any:
    import pandas as pd

    told = [absent[each] if isinstance(each, AnswerState) else each for each in variable.told]
    if variable.is_number and not any(isinstance(each, str) for each in told):
        return pd.Series(told, dtype="float64")
    return pd.Series(told, dtype="object")


def _value_labels(
    found: tuple[Variable, ...], absent: Mapping[AnswerState, Any]
) -> dict[str, dict[Any, str]]:
    labels: dict[str, dict[Any, str]] = {}
    for each in found:
        reasons = {absent[state]: _ABSENT_LABELS[state] for state in each.absent}
        if each.values or reasons:
            labels[each.name] = {**each.values, **reasons}
    return labels


def _missing(found: tuple[Variable, ...], absent: Mapping[AnswerState, Any]) -> dict[str, list[Any]]:
    return {each.name: [absent[state] for state in each.absent] for each in found if each.absent}


def _date_spss(path: Path, at: datetime) -> None:
    """The moment of the export in place of that of writing: the same export has the same bytes."""
    place, form = _SPSS_DATES
    _overwrite(path, place, f"{at.astimezone(UTC):{form}}")


def _date_stata(path: Path, at: datetime) -> None:
    before, form = _STATA_DATES
    with path.open("rb") as stream:
        place = stream.read(1024).index(before) + len(before)
    _overwrite(path, place, f"{at.astimezone(UTC):{form}}")


def _overwrite(path: Path, place: int, text: str) -> None:
    with path.open("r+b") as stream:
        stream.seek(place)
        stream.write(text.encode("ascii"))
