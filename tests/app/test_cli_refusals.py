"""Bad input at the terminal: one clear sentence on stderr, exit 2, no traceback, and nothing is changed."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scheduler.protocol import default_text
from storage.crypto import new_key
from tests.app.clinic import OPERATION, form, open_site, written
from tests.terminal import Terminal


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, key: str) -> Path:
    """A SQLite file with a site in it, to copy from."""
    path = tmp_path_factory.mktemp("opened") / "opened.sqlite3"
    shutil.copyfile(sqlite_template, path)
    open_site(Terminal({"TMR_DATABASE_URL": f"sqlite:///{path}", "TMR_KEY": key}))
    return path


@pytest.fixture
def environment(opened_once: Path, tmp_path: Path, key: str) -> Mapping[str, str]:
    path = tmp_path / "tmr.sqlite3"
    shutil.copyfile(opened_once, path)
    return {"TMR_DATABASE_URL": f"sqlite:///{path}", "TMR_KEY": key}


@pytest.fixture
def at(environment: Mapping[str, str]) -> Terminal:
    return Terminal(environment)


def _rows(at: Terminal) -> int:  # how many changes the trail knows of
    return int(json.loads(at.done("trail", "verify", "--json"))["rows"])


COMMANDS = {
    "an unknown zone of a site": (
        "site set NORTH --zone Mars/Base",
        "The time zone 'Mars/Base' is not known",
    ),
    "hours that do not read": ("site set NORTH --hours whenever", "Staffed hours 'whenever'"),
    "a new site without a name": ("site set SOUTH", "A new site needs --name and --team-phone."),
    "a code with a blank": ("site set N/1 --name N --team-phone 1", "'N/1' cannot be a code"),
    "a code that is too long": (f"staff add {'D' * 33} --site NORTH --role clinician", "32 at most"),
    "a telephone number that is too long": (f"site set NORTH --team-phone {'1' * 41}", "at most 200"),
    "monitoring without an owner": (
        "site set NORTH --mode monitoring --deputy DR2 --safety-officer CSO",
        "Monitoring cannot start: owner not set. Nothing was changed.",
    ),
    "monitoring without anybody": (
        "site set NORTH --mode monitoring",
        "Monitoring cannot start: owner, deputy, clinical safety officer not set.",
    ),
    "an owner who does not exist": ("site set NORTH --owner DR9", "No staff 'DR9' at site NORTH."),
    "staff of an unknown site": ("staff add DR9 --site SOUTH --role clinician", "There is no site 'SOUTH'."),
    "staff with an unknown role": ("staff add DR9 --site NORTH --role chef", "'chef' is not a role"),
    "staff that is there already": ("staff add DR1 --site NORTH --role clinician", "already staff 'DR1'"),
    "a link for unknown staff": ("staff link DR9", "There is no staff 'DR9'."),
    "a link for an unknown patient": ("link P0009", "There is no patient 'P0009'."),
    "a pause of an unknown patient": ("pause P0009 --until 2199-02-01", "There is no patient 'P0009'."),
    "a withdrawal of an unknown patient": ("withdraw P0009", "There is no patient 'P0009'."),
    "a resumption of an unknown patient": ("resume P0009", "There is no patient 'P0009'."),
    "why for an unknown patient": ("why P0009", "There is no patient 'P0009'."),
    "a transfer to nowhere": ("transfer P0009 --reason moved", "Give either --to SITE or --elsewhere."),
    "a transfer for no reason": (
        "transfer P0009 --elsewhere --reason whim",
        "'whim' is not a reason; use one of",
    ),
    "a transfer of an unknown patient": (
        "transfer P0009 --elsewhere --reason moved",
        "There is no patient 'P0009'.",
    ),
    "preferences without any": ("prefer P0009", "Give --zone, --send-at or --language."),
    "a zone that is none": ("prefer P0009 --zone Mars/Base", "The time zone 'Mars/Base' is not known"),
    "a time at night": ("prefer P0009 --send-at 23:00", "Questions cannot be sent at 23:00"),
    "a time that is none": ("prefer P0009 --send-at late", "'late' is not a time; write it like 09:30."),
    "a language nobody has": ("prefer P0009 --language tlh", "There is no language 'tlh'; there is"),
    "a pause that never ends": ("pause P0009 --until 9999-12-31", "the year must lie from 1900 to 2199"),
    "a withdrawal of two kinds": ("withdraw P0009 --channel-only --deceased", "either --channel-only or"),
    "a date for an unknown episode": (
        "set-date E0009 --tmr-on 2025-01-16",
        "There is no episode or patient 'E0009'.",
    ),
    "an unknown episode to activate": ("activate E0009", "There is no episode or patient 'E0009'."),
    "an unknown alert to acknowledge": ("alerts ack 7 --by DR1", "There is no alert 7."),
    "an unknown alert to close": ("alerts close 7 --by DR1 --code called", "There is no alert 7."),
    "an unknown action code": ("alerts close 7 --by DR1 --code prayed", "'prayed' is not an action code"),
    "no action without a reason": ("alerts close 7 --by DR1 --code no-action", "needs --reason"),
    "an unknown format": ("export --out x --format pdf", "'pdf' is not a format; use csv, xlsx, wide, "),
    "an unknown instrument": ("instrument play dance", "'dance' is neither an instrument"),
    "an unknown phase": ("instrument play core --phase never", "choose one of before, early, later."),
    "a plan in an unknown zone": (
        "protocol plan --tmr-date 2025-01-15 --zone Mars/Base",
        "The time zone 'Mars/Base' is not known",
    ),
    "a plan that asks too early": (
        "protocol plan --tmr-date 2025-01-15 --send-at 07:59",
        "Questions cannot be sent at 07:59: choose a time from 08:00 and before 21:00.",
    ),
    "a plan that asks too late": (
        "protocol plan --tmr-date 2025-01-15 --send-at 21:00",
        "Questions cannot be sent at 21:00",
    ),
    "a plan at no time": ("protocol plan --tmr-date 2025-01-15 --send-at noon", "'noon' is not a time"),
    "a plan at the end of time": ("protocol plan --tmr-date 9999-12-31", "cannot be meant"),
    "a plan at the beginning of time": ("protocol plan --tmr-date 0001-01-01", "cannot be meant"),
    "a plan with an unknown time point": (
        "protocol plan --tmr-date 2025-01-15 --optional M99",
        "Not an optional time point: M99; there is M48.",
    ),
    "a protocol file that is not there": ("protocol set nowhere.yaml", "nowhere.yaml cannot be read"),
    "an enrolment file that is not there": ("enrol --file nowhere.yaml", "No such file or directory"),
    "running without a token": ("run", "TMR_TELEGRAM_TOKEN is not set."),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_cannot_be_meant_is_refused_with_a_sentence(at: Terminal, name: str) -> None:
    words, sentence = COMMANDS[name]
    before = _rows(at)
    told = at.refused(*words.split())
    assert sentence in told
    assert "\n" not in told
    assert _rows(at) == before


FORMS: Mapping[str, tuple[dict[str, Any], str]] = {
    "an unknown zone": ({"zone": "Mars/Base"}, "zone: The time zone 'Mars/Base' is not known"),
    "an unknown site": ({"site": "SOUTH"}, "There is no site 'SOUTH'."),
    "an unknown patient": ({"patient_code": "P0009"}, "There is no patient 'P0009'."),
    "an unknown language": ({"language": "xx"}, "language: there is cy, en"),
    "a time in quiet hours": ({"send_time": "21:00"}, "send_time: questions are sent from 08:00"),
    "a field that nobody knows": ({"shoe_size": 9}, "shoe_size: Extra inputs are not permitted"),
    "an operation that is a word": ({"operation": "done"}, "operation: write its fields below it"),
    "an operation that is a list": ({"operation": [1]}, "operation: write its fields below it"),
    "arrangements that are a word": ({"governance": "yes"}, "governance: write its fields below it"),
    "TMR before the amputation": (
        {"operation": {**OPERATION, "tmr_on": "2023-05-01"}},
        "The TMR date (2023-05-01) is before the amputation date (2023-05-02)",
    ),
    "an operation in the year 9999": (
        {"operation": {**OPERATION, "tmr_on": "9999-12-31"}},
        "operation.tmr_on: The date 9999-12-31 cannot be meant",
    ),
    "a level that is a novel": (
        {"operation": {**OPERATION, "level": "x" * 81}},
        "operation.level: String should have at most 80 characters",
    ),
    "several faults": (
        {"operation": {"tmr_on": "soon", "limb": "tail"}, "zone": "Mars/Base"},
        "operation.limb: Input should be 'upper' or 'lower'",
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_cannot_be_true_enrols_nobody(at: Terminal, tmp_path: Path, name: str) -> None:
    given, sentence = FORMS[name]
    before = _rows(at)
    told = at.refused("enrol", "--file", form(tmp_path, **given))
    assert sentence in told
    assert "\n" not in told
    assert "Canary" not in told
    assert _rows(at) == before


def test_every_fault_of_a_form_is_named_at_once(at: Terminal, tmp_path: Path) -> None:
    told = at.refused("enrol", "--file", form(tmp_path, operation={"tmr_on": "soon"}, zone="Mars/Base"))
    for field in ("zone", "operation.tmr_on", "operation.amputation_on", "operation.limb", "operation.cause"):
        assert f"{field}: " in told


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "must hold a mapping of fields"),
        ("- a\n- b\n", "must hold a mapping of fields"),
        ("site: [", "is not YAML"),
        ("operation: {tmr_on: 2025-13-01}", "holds a date or time that is on no calendar"),
    ],
)
def test_a_file_that_is_no_form_enrols_nobody(at: Terminal, tmp_path: Path, text: str, sentence: str) -> None:
    assert sentence in at.refused("enrol", "--file", written(tmp_path, text))


def test_a_file_that_is_no_text_enrols_nobody(at: Terminal, tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_bytes(b"\xff\xfe\x00")
    assert "it is not UTF-8 text" in at.refused("enrol", "--file", str(tmp_path / "form.yaml"))
    assert "Is a directory" in at.refused("enrol", "--file", str(tmp_path))


def test_a_malformed_instrument_is_not_asked_and_says_why(at: Terminal, tmp_path: Path) -> None:
    file = written(tmp_path, "resourceType: Questionnaire\nid: [\n")
    assert "line 3: The file is malformed" in at.refused("instrument", "play", file)
    told = at.refused("instrument", "play", written(tmp_path, "resourceType: Patient\nid: 7\n"))
    assert "refused: the form: This is no FHIR Questionnaire." in told
    assert f"{file} cannot be asked, for the reasons above." in told


def test_a_malformed_protocol_lists_every_fault_with_its_place_and_changes_nothing(
    at: Terminal, tmp_path: Path
) -> None:
    before = _rows(at)
    text = default_text().replace("target: P14D", "target: fortnight").replace("[wound-check]", "[dance]")
    told = at.refused("protocol", "set", written(tmp_path, text), "--accept", "0")
    assert "time_points[3].target" in told, told
    assert "dance" in told
    assert len(told.splitlines()) > 5
    assert "cannot be read as YAML" in at.refused("protocol", "set", written(tmp_path, "a: ["))
    assert _rows(at) == before


def test_a_published_version_of_a_protocol_never_changes(at: Terminal, tmp_path: Path) -> None:
    changed = written(tmp_path, default_text().replace("closes: P20D", "closes: P21D"))
    assert "raise its version" in at.refused("protocol", "set", changed, "--accept", "0")


def test_an_export_never_goes_into_a_file_or_where_nobody_can_write(at: Terminal, tmp_path: Path) -> None:
    taken = written(tmp_path, "mine")
    assert "is a file; name a folder" in at.refused("export", "--out", taken)
    assert Path(taken).read_text("utf-8") == "mine"
    assert "cannot be written" in at.refused("export", "--out", "/proc/nowhere")


KEYS = {
    "no key": ({}, "TMR_KEY is not set. Make a key once with `tmr-followup key new`"),
    "an empty key": ({"TMR_KEY": ""}, "A key must be 32 bytes in base64."),
    "a key that is none": ({"TMR_KEY": "secret"}, "A key must be 32 bytes in base64."),
    "another key": ({"TMR_KEY": new_key()}, "This database was written with another key."),
    "an old key that is none": ({"TMR_KEY": new_key(), "TMR_OLD_KEYS": "x"}, "A key must be 32 bytes"),
}


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("words", ["status", "alerts list", "run"])
def test_without_its_key_a_database_is_not_opened(
    environment: Mapping[str, str], name: str, words: str
) -> None:
    keys, sentence = KEYS[name]
    others = {name: value for name, value in environment.items() if name != "TMR_KEY"}
    told = Terminal({**others, **keys}).refused(*words.split())
    assert told.startswith(sentence)
    for value in keys.values():
        assert len(value) < 2 or value not in told


@pytest.mark.parametrize("words", ["status", "tick", "migrate", "run"])
@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "The database does not answer: "),
        ("mysql://nobody@127.0.0.1/none", "The database must be a SQLite file"),
        ("nonsense", "The database address cannot be read."),
        ("sqlite:///{folder}", "The database does not answer: unable to open database file."),
        ("sqlite:///{folder}/text", "The database cannot be read: file is not a database."),
        ("sqlite:////nowhere/tmr.sqlite3", "/nowhere/tmr.sqlite3"),
    ],
)
def test_a_dead_database_is_told_in_a_sentence(
    key: str, tmp_path: Path, words: str, url: str, sentence: str
) -> None:
    (tmp_path / "text").write_text("This is a letter, not a database. " * 100, "utf-8")
    at = Terminal({"TMR_DATABASE_URL": url.format(folder=tmp_path), "TMR_KEY": key})
    assert sentence in at.refused(*words.split())


@pytest.mark.parametrize("words", ["status", "tick", "run", "alerts list"])
def test_a_database_that_was_never_migrated_names_the_command(key: str, tmp_path: Path, words: str) -> None:
    (tmp_path / "empty.sqlite3").touch()
    for name in ("empty", "absent"):
        at = Terminal({"TMR_DATABASE_URL": f"sqlite:///{tmp_path}/{name}.sqlite3", "TMR_KEY": key})
        assert "Run `tmr-followup migrate`." in at.refused(*words.split())


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TMR_HEALTH_PORT", "many"),
        ("TMR_HEALTH_PORT", "70000"),
        ("TMR_WEBHOOK_PORT", "0"),
        ("TMR_TELEGRAM_URL", "telegram"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    environment: Mapping[str, str], variable: str, value: str
) -> None:
    told = Terminal({**environment, variable: value}).refused("status")
    assert told.startswith(f"Settings cannot be used: {variable}: ")
    assert "\n" not in told


def test_a_webhook_needs_its_secret(environment: Mapping[str, str]) -> None:
    hook = {"TMR_TELEGRAM_TOKEN": "1:token", "TMR_WEBHOOK_URL": "https://example.org/telegram"}
    assert Terminal({**environment, **hook}).refused("run") == "TMR_WEBHOOK_SECRET is not set."
