"""Golden conversations: tests/transcripts/*.txt say what is shown after every typed line.

A transcript begins with its instrument, language and context; a line after `> ` is typed, the rest is shown.
The log is saved as JSON, as the entry table keeps it, and loaded again before every line. To write them anew
after an intended change, run these tests with TMR_WRITE_TRANSCRIPTS=1 and read the difference.
"""

import json
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from domain import Entry
from questionnaires.adopting.adopt import adopt
from questionnaires.conversation import Refusal, RefusalReason
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from questionnaires.notation import load
from questionnaires.play import move_of, page, refused
from storage.values import from_json, to_json
from tests.questionnaires.talking import Talk

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
FILES = sorted(TRANSCRIPTS.rglob("*.txt"))
FORMS = Path(__file__).parents[1] / "forms"


def played(heading: str, typed: list[str]) -> list[str]:
    """The whole transcript of this heading and these typed lines."""
    name, language, context = headed(heading)
    talk = Talk(_instrument(name, language), context)
    lines = [heading, "", *page(talk.now, language)]
    for line in typed:
        talk.log = saved_and_loaded(talk.log)
        move = move_of(talk.now, line)
        made = talk.make(move) if move else Refusal(RefusalReason.NOT_AN_ANSWER)
        lines += ["", f"> {line}", ""]
        lines += page(talk.now, language) if isinstance(made, Entry) else [refused(made.reason)]
    return lines


def headed(heading: str) -> tuple[str, str, dict[str, str]]:
    """Instrument, language and context of a transcript."""
    name, *pairs = heading.removeprefix("# ").split()
    said = dict(pair.split("=") for pair in pairs)
    language = said.pop("lang", "en")
    return name, language, {f"ctx-{key}": value for key, value in said.items()}


def saved_and_loaded(log: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The log as JSON and back."""
    return tuple(
        replace(
            entry,
            values=from_json(json.loads(json.dumps(to_json(entry.values)))),
            at=datetime.fromisoformat(entry.at.isoformat()),
        )
        for entry in log
    )


def _instrument(name: str, language: str) -> Instrument:
    """A bundled one, or a form that a hospital might bring."""
    file = FORMS / f"{name}.yaml"
    if not file.exists():
        library = Library.bundled()
        return library.get(name, library.current(name).version, language)
    found = adopt(load(file.read_text(encoding="utf-8")), "checksum").instrument
    assert found is not None
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_conversation_goes_as_its_transcript_says(file: Path) -> None:
    golden = file.read_text(encoding="utf-8").splitlines()
    lines = played(golden[0], [line.removeprefix("> ") for line in golden if line.startswith("> ")])
    if os.environ.get("TMR_WRITE_TRANSCRIPTS"):
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == golden


def test_every_instrument_goes_to_send_with_back_and_change_in_every_language_and_for_either_limb() -> None:
    whole = set()
    for file in FILES:
        heading, *lines = file.read_text(encoding="utf-8").splitlines()
        name, language, context = headed(heading)
        changed = any(line.startswith("> /change") for line in lines)
        if changed and "> /back" in lines and "> /send" in lines:
            whole.add((name, language, context.get("ctx-limb")))
    library = Library.bundled()
    wanted = {
        (name, language, limb)
        for name in library.ids
        for language in library.languages(library.current(name))
        for limb in ("upper", "lower")
    }
    assert wanted <= whole


def test_there_is_a_transcript_of_every_form() -> None:
    assert {file.stem for file in FORMS.glob("*.yaml")} <= {
        file.read_text(encoding="utf-8").split()[1] for file in FILES
    }
