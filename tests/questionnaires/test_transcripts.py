"""Golden conversations: tests/transcripts/*.txt say what is shown after every typed line.

A transcript begins with its instrument and context; a line after `> ` is typed, the rest is shown. The log is
saved and loaded again before every line. To write them anew after an intended change, run these tests with
TMR_WRITE_TRANSCRIPTS=1 and read the difference.
"""

import os
from pathlib import Path

import pytest

from domain import Entry
from questionnaires.adopting.adopt import adopt
from questionnaires.conversation import Refusal, RefusalReason
from questionnaires.instrument import Instrument
from questionnaires.library import Library
from questionnaires.notation import load
from questionnaires.play import move_of, page, refused
from tests.questionnaires.talking import Talk

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
FILES = sorted(TRANSCRIPTS.rglob("*.txt"))
FORMS = Path(__file__).parents[1] / "forms"


def played(heading: str, typed: list[str]) -> list[str]:
    """The whole transcript of this heading and these typed lines."""
    name, *pairs = heading.removeprefix("# ").split()
    context = {f"ctx-{key}": value for key, value in (pair.split("=") for pair in pairs)}
    talk = Talk(_instrument(name), context)
    lines = [heading, "", *page(talk.now)]
    for line in typed:
        move = move_of(talk.now, line)
        made = talk.make(move) if move else Refusal(RefusalReason.NOT_AN_ANSWER)
        lines += ["", f"> {line}", ""]
        lines += page(talk.now) if isinstance(made, Entry) else [refused(made.reason)]
    return lines


def _instrument(name: str) -> Instrument:
    """A bundled one, or a form that a hospital might bring."""
    file = FORMS / f"{name}.yaml"
    if not file.exists():
        return Library.bundled().current(name)
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


def test_there_is_a_transcript_of_every_bundled_instrument() -> None:
    played_here = {file.read_text(encoding="utf-8").split()[1] for file in FILES}
    assert played_here == {*Library.bundled().ids, *(file.stem for file in FORMS.glob("*.yaml"))}
