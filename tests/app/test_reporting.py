"""The report at the terminal: an imported file gives what plain arithmetic gives, and a signature is kept."""

import csv
import json
import math
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean, quantiles, stdev
from typing import Any

import pytest

from tests.app.clinic import open_site
from tests.terminal import Terminal

MAP = """\
patient: {code: id}
operation: {tmr_on: tmr, amputation_on: amputation, indication: indication, technique: technique, limb: limb,
            side: {value: left}, level: level, cause: cause, operating_surgeon: surgeon,
            rec_reference: study, iras_id: study, study_title: study, ethics_on: amputation,
            study_consent_on: amputation}
answers:
  - {at: BL, rlp: rlp_bl, plp: plp_bl, qol: qol_bl, prosthesis_days: days_bl, prosthesis_hours: hours_bl}
  - {at: M12, rlp: rlp_12, plp: plp_12, qol: qol_12, prosthesis_days: days_12, prosthesis_hours: hours_12}
events:
  - {category: {value: infection}, occurred_on: infected}
  - {category: {value: reoperation}, occurred_on: again, reoperation_reason: why}
"""
T_24 = 2.0638985616280205
"""Student's t, 97.5 %, 24 degrees of freedom, from a table."""


def rows() -> list[dict[str, Any]]:
    """Thirty operations of 2023; five lack the last answer."""
    made = []
    for number in range(30):
        on = date(2023, 1, 10) + timedelta(days=11 * number)
        answered = number % 6 != 5
        made.append(
            {
                "id": f"T{number:02d}",
                "tmr": on,
                "amputation": on - timedelta(days=700),
                "indication": "secondary",
                "technique": "tmr+rpni" if number % 5 == 0 else "tmr",
                "limb": "upper" if number % 4 == 0 else "lower",
                "level": "transradial" if number % 4 == 0 else "transtibial",
                "cause": ("trauma", "cancer", "infection")[number % 3],
                "surgeon": f"S{number % 2}",
                "study": "",
                "rlp_bl": 3 + number % 8,
                "plp_bl": 10 - number % 7,
                "qol_bl": number % 6,
                "rlp_12": (number * 7) % 11 if answered else "",
                "plp_12": (number * 3) % 8 if answered else "",
                "qol_12": 3 + number % 7 if answered else "",
                "days_bl": 1 + number % 5,
                "hours_bl": 1 + number % 7,
                "days_12": 1 + number % 7 if answered else "",
                "hours_12": 5 + number % 15 if answered else "",
                "infected": on + timedelta(days=12) if number % 9 == 0 else "",
                "again": on + timedelta(days=40 + 10 * number) if number % 8 == 3 else "",
                "why": "other-nerve-neuroma" if number % 8 == 3 else "",
            }
        )
    return made


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A hospital with the file imported."""
    folder = tmp_path_factory.mktemp("report")
    key = Terminal().done("key", "new").strip()
    terminal = Terminal({"TMR_DATABASE_URL": f"sqlite:///{folder / 'r.sqlite3'}", "TMR_KEY": key})
    terminal.done("migrate")
    open_site(terminal)
    with (folder / "t.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows()[0]))
        writer.writeheader()
        writer.writerows(rows())
    (folder / "m.yaml").write_text(MAP, "utf-8")
    told = json.loads(
        terminal.done("import", str(folder / "t.csv"), "--map", str(folder / "m.yaml"), "--json")
    )
    assert told["stored"] is True, told
    return terminal


@pytest.fixture(scope="module")
def told(at: Terminal) -> Any:
    return json.loads(at.done("report", "--period", "2023", "--json"))


def close(found: float, expected: float) -> bool:
    return math.isclose(found, expected, abs_tol=1e-6)


@pytest.mark.parametrize("pain", ["rlp", "plp"])
def test_the_paired_change_is_that_of_plain_arithmetic(told: Any, pain: str) -> None:
    pairs = [(r[f"{pain}_bl"], r[f"{pain}_12"]) for r in rows() if r[f"{pain}_12"] != ""]
    changes = [after - before for before, after in pairs]
    assert len(changes) == 25
    found = told["cohorts"]["secondary"]["outcomes"][pain]["changes"]["M12"]
    middle, reach = fmean(changes), T_24 * stdev(changes) / 5
    assert found["mean"]["n"] == 25
    assert close(found["mean"]["value"], middle)
    assert close(found["mean"]["low"], middle - reach)
    assert close(found["mean"]["high"], middle + reach)
    assert close(found["sd"], stdev(changes))
    low, half, high = quantiles(changes, method="inclusive")
    assert [found["median"][name] for name in ("low", "value", "high")] == [low, half, high]


def test_the_wear_index_is_averaged_before_it_is_rounded(told: Any) -> None:
    pairs = [
        (r["days_bl"] * r["hours_bl"], r["days_12"] * min(r["hours_12"], 16))
        for r in rows()
        if r["days_12"] != ""
    ]
    found = told["cohorts"]["secondary"]["outcomes"]["wear-index"]
    assert close(found["levels"]["M12"]["mean"]["value"], fmean(100 * after / 112 for _, after in pairs))
    assert close(
        found["changes"]["M12"]["mean"]["value"],
        fmean(100 * (after - before) / 112 for before, after in pairs),
    )


@pytest.mark.parametrize("pain", ["rlp", "plp"])
def test_responders_are_those_counted_by_hand(told: Any, pain: str) -> None:
    based = [(r[f"{pain}_bl"], r[f"{pain}_12"]) for r in rows() if r[f"{pain}_bl"] >= 4]
    met = sum(after != "" and (before - after) * 10 >= 3 * before for before, after in based)
    answered = sum(after != "" for _, after in based)
    found = told["cohorts"]["secondary"]["outcomes"][pain]["responders"]["M12"]
    of_all, of_completers = found["thirty_percent_of_all"], found["thirty_percent_of_completers"]
    assert (of_all["count"], of_all["n"]) == (met, len(based))
    assert (of_completers["count"], of_completers["n"]) == (met, answered)
    low, high = wilson(met, len(based))
    assert close(of_all["low"], low)
    assert close(of_all["high"], high)


def test_complications_and_reoperations_are_those_of_the_file(told: Any) -> None:
    cohort = told["cohorts"]["secondary"]
    infected = sum(r["infected"] != "" for r in rows())
    rate = cohort["safety"]["rates"]["infection"]["30"]
    assert (rate["count"], rate["n"]) == (infected, 30)
    low, high = wilson(infected, 30)
    assert close(rate["low"], low)
    assert close(rate["high"], high)
    again = sorted((r["again"] - r["tmr"]).days for r in rows() if r["again"] != "")
    year = cohort["reoperation"]["any_cause"]["12 months"]
    assert close(year["value"], sum(day <= 365 for day in again) / 30)  # nobody is cut off before
    assert cohort["reoperation"]["happened"]["parts"]["other-nerve-neuroma"]["value"] == len(again)


def test_strata_missing_and_flow_are_those_of_the_file(told: Any) -> None:
    cohort = told["cohorts"]["secondary"]
    upper = [r for r in rows() if r["limb"] == "upper" and r["rlp_12"] != ""]
    found = cohort["strata"]["limb"]["upper"]["changes"]["rlp"]["mean"]
    assert found["n"] == len(upper)
    assert close(found["value"], fmean(r["rlp_12"] - r["rlp_bl"] for r in upper))
    assert cohort["flow"]["with_both"]["value"] == 25
    assert cohort["completeness"]["M12"]["answered"]["n"] == 30
    assert cohort["completeness"]["M12"]["answered"]["count"] == 25
    changes = [r["rlp_12"] - r["rlp_bl"] for r in rows() if r["rlp_12"] != ""]
    delta = cohort["outcomes"]["rlp"]["missing"]["M12"]
    assert close(delta["plus_two"]["value"], fmean(changes) + 2 * 5 / 30)
    assert told["cohorts"]["primary"]["flow"]["operated"]["value"] == 0


def test_one_surgeons_pack_holds_only_theirs(at: Terminal) -> None:
    told = json.loads(at.done("report", "--period", "2023", "--surgeon", "S1", "--json"))
    assert told["everyone"]["technique"]["total"]["value"] == 15
    assert "S9" in at.refused("report", "--period", "2023", "--surgeon", "S9", "--json")
    assert "appraisal" in at.refused("report", "--period", "2023", "--surgeon", "S1", "--external", "--json")


def test_the_files_are_written_signed_and_in_the_trail(at: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "out"
    at.done("report", "--period", "2023", "--out", str(out))
    assert sorted(file.name for file in out.iterdir()) == ["report.html", "report.json", "report.pdf"]
    assert "Not yet" in (out / "report.html").read_text("utf-8")
    words = ("report-sign", "--report", str(out / "report.json"), "--by", "DR1", "--actions")
    assert "signed by DR1" in at.done(*words, "Phone everyone at 6 weeks")
    assert "what was decided" in at.refused(*words, " ")
    at.done("report", "--period", "2023", "--out", str(out))
    page = (out / "report.html").read_text("utf-8")
    assert "Phone everyone at 6 weeks" in page
    assert "Are those that were signed." in page
    at.done("theatre", "set", "NORTH", "--quarter", "2023-Q1", "--operations", "9")
    at.done("report", "--period", "2023", "--site", "NORTH", "--out", str(out))
    assert "Have changed since" in (out / "report.html").read_text("utf-8")
    assert at.done("trail", "verify")


def test_only_a_hospitals_own_report_as_it_was_written_is_signed(at: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("report-sign", "--by", "DR1", "--actions", "none", "--report")
    file = out / "report.json"
    assert "cannot be read" in at.refused(*words, str(file))
    for wish in (("--external",), ("--surgeon", "S1")):
        at.done("report", "--period", "2023", "--out", str(out), *wish)
        assert "own report" in at.refused(*words, str(file))
    printed = tmp_path / "printed.json"
    printed.write_text(at.done("report", "--period", "2023", "--site", "NORTH", "--json"), "utf-8")
    assert "2023 of NORTH is signed" in at.done(*words, str(printed))
    printed.write_text(printed.read_text("utf-8").replace("0.", "0.9", 1), "utf-8")
    assert "changed since" in at.refused(*words, str(printed))
    printed.write_text("[]", "utf-8")
    assert "no report.json" in at.refused(*words, str(printed))


def test_a_report_needs_a_place_or_a_wish_for_numbers(at: Terminal) -> None:
    assert "--out" in at.refused("report", "--period", "2023")
    assert "whole years" in at.refused("report", "--period", "2023-Q1", "--external", "--json")
    assert "is no period" in at.refused("report", "--period", "last year", "--json")
    assert "NOWHERE" in at.refused("report", "--period", "2023", "--site", "NOWHERE", "--json")


def wilson(count: int, n: int) -> tuple[float, float]:
    """By the textbook, independent of any library."""
    z = 1.959963984540054
    share = count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - reach, middle + reach
