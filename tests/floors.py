"""The floor plan in one place: rooms, floors, pure files, limits with their exceptions, a reader of imports.

`python -m tests.floors` prints the pure files for the coverage check, so that the list exists only once.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

FLOORS = {
    "domain": 1,
    "clock": 1,
    "settings": 1,
    "questionnaires": 2,
    "alerts": 2,
    "charts": 2,
    "storage": 2,
    "bot": 3,
    "scheduler": 3,
    "audit": 3,
    "console": 4,
    "app": 5,
}
ROOT_MODULES = {"clock", "settings"}
GIVES_ITS_WORDS = {"domain"}
"""The package whose words are taken from itself and not from its files."""
PACKAGES = set(FLOORS) - ROOT_MODULES | {"tests"}
PURE = (
    "domain/*.py",
    "questionnaires/*.py",
    "questionnaires/forms/*.py",
    "questionnaires/adopting/*.py",
    "questionnaires/forms/fhirpath/*.py",
    "scheduler/*.py",
    "alerts/*.py",
    "charts/axis.py",
    "charts/course.py",
    "charts/steps.py",
    "charts/pain.py",
    "charts/marks.py",
    "charts/words.py",
    "bot/amending_screens.py",
    "bot/answers_in_words.py",
    "bot/buttons.py",
    "bot/case_presses.py",
    "bot/case_words.py",
    "bot/late.py",
    "bot/presses.py",
    "bot/digest/digest.py",
    "bot/drawing.py",
    "bot/keyboards.py",
    "bot/looks.py",
    "bot/moments.py",
    "bot/chart_words.py",
    "bot/question.py",
    "bot/screen.py",
    "bot/screens.py",
    "bot/story.py",
    "bot/surroundings.py",
    "bot/texts/wording.py",
    "bot/wishes.py",
    "app/importing/*.py",
    "audit/cohort/*.py",
    "audit/choosing.py",
    "audit/columns.py",
    "audit/dictionary.py",
    "audit/fhir/*.py",
    "audit/gates.py",
    "audit/missingness.py",
    "audit/overdue.py",
    "audit/records.py",
    "audit/report/*.py",
    "audit/standing.py",
    "audit/labelled/variables.py",
    "audit/nice/*.py",
    "audit/redcap/*.py",
    "audit/wide/*.py",
    "audit/workbook/cells.py",
    "audit/workbook/notes.py",
    "audit/workbook/pages.py",
    "audit/statistics/*.py",
    "audit/table_*.py",
    "audit/tables.py",
)
NOT_PURE = {
    "app/importing/bringing.py": "the shell: reads, decides, stores",
    "app/importing/files.py": "reads files",
    "app/importing/telling.py": "prints",
    "app/importing/template.py": "writes files",
    "alerts/bank_holidays.py": "asks the library that knows them",
    "audit/report/render.py": "reads the template",
    "questionnaires/definitions.py": "reads a file",
    "questionnaires/library.py": "reads the bundled files",
    "questionnaires/play.py": "speaks with a person in the terminal",
    "scheduler/adding.py": "the shell: stores one planned window",
    "scheduler/afterwards.py": "the shell: judges anew what came after an amended answer",
    "scheduler/amending.py": "the shell: takes back what an amended answer no longer says",
    "scheduler/applying.py": "the shell: applies steps to the tables",
    "scheduler/digests.py": "the shell: queues what is due",
    "scheduler/erasures.py": "the shell: finishes what was asked for",
    "scheduler/in_force.py": "reads the numbers that were signed",
    "scheduler/judging.py": "the shell: applies the rules to the tables",
    "scheduler/licensing.py": "the shell: reads the licences, queues word of them",
    "scheduler/loop.py": "the metronome",
    "scheduler/listening.py": "the shell: reads the intake's heartbeat and the inbox",
    "scheduler/operations.py": "the shell: reads who is told, queues word to them",
    "scheduler/raising.py": "the shell: keeps what the rules found",
    "scheduler/rechecking.py": "the shell: plans the re-check of a rise",
    "scheduler/rulebook.py": "names the library of instruments",
    "scheduler/unheard.py": "the shell: applies the rules about silence to the tables",
    "scheduler/put_back.py": "the shell: puts an episode back, and remembers it",
    "scheduler/outage.py": "the shell: reads heartbeats, queues questions again",
    "scheduler/published.py": "the shell: keeps the protocols that were read",
    "scheduler/recalling.py": "the shell: reads the tables and the trail",
    "scheduler/reports.py": "the shell: reads what the rules are given",
    "scheduler/reach.py": "the shell: reads the channels of staff",
    "scheduler/returning.py": "the shell: ends the snoozes whose time has come",
    "scheduler/stepping.py": "the shell: one episode's tick",
    "scheduler/tick.py": "the shell: applies what the pure files decide",
    "scheduler/ticking.py": "the shell: all episodes that are due",
}
"""What the patterns above catch and is not pure, each with its reason."""

WORDS_OF_STORAGE = {
    "storage.access_words",
    "storage.words",
    "storage.audit_words",
    "storage.digest_words",
    "storage.handling",
    "storage.import_words",
    "storage.register_words",
}
"""Values without SQL, which pure files above storage may speak."""

THIRD_PARTY_IN_PURE: dict[str, set[str]] = {
    "alerts/numbers_file.py": {"ruamel"},
    "audit/statistics/estimates.py": {"numpy", "scipy", "statsmodels"},
    "audit/statistics/missing.py": {"numpy", "scipy"},
    "audit/statistics/mixed.py": {"numpy", "scipy", "statsmodels"},
    "audit/statistics/survival.py": {"numpy", "scipy", "statsmodels"},
    "questionnaires/limits.py": {"regex"},
    "questionnaires/forms/fhirpath/patterns.py": {"regex"},
    "questionnaires/notation.py": {"ruamel"},
    "scheduler/protocol.py": {"ruamel"},
    "scheduler/rewriting.py": {"ruamel"},
}
"""Pure file -> the library it may use: to read a definition file, to try a pattern under a limit of time, to
reckon what statistics libraries know."""

MOST_LINES = 300
MOST_FUNCTION_LINES = 40
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {
    "app/care_commands.py::enrol": "a flag a line: the signature is the command's help",
    "app/setup_commands.py::set_site": "a flag a line: the signature is the command's help",
}
"""Named exceptions, each with its reason: `path` or `path::function` -> why."""


@dataclass(frozen=True, slots=True)
class Source:
    """One first-party file, read once."""

    path: str
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        return self.module.split(".")[0]


@cache
def sources() -> tuple[Source, ...]:
    """Every first-party Python file, by path."""
    files = [ROOT / f"{name}.py" for name in ROOT_MODULES]
    for package in PACKAGES:
        files += (ROOT / package).rglob("*.py")
    return tuple(_read(file) for file in sorted(files))


def _read(file: Path) -> Source:
    text = file.read_text(encoding="utf-8")
    return Source(file.relative_to(ROOT).as_posix(), text, ast.parse(text))


def product() -> tuple[Source, ...]:
    return tuple(source for source in sources() if source.room != "tests")


@cache
def pure_paths() -> tuple[str, ...]:
    """The pure files that exist, by path; empty package markers are left out."""
    found = {file for pattern in PURE for file in ROOT.glob(pattern)}
    paths = (file.relative_to(ROOT).as_posix() for file in found if file.stat().st_size)
    return tuple(sorted(path for path in paths if path not in NOT_PURE))


@cache
def imports(tree: ast.AST) -> tuple[str, ...]:
    """Dotted names a file imports, anywhere in it: `from a.b import c` gives `a.b` and `a.b.c`."""
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise AssertionError("Relative imports hide the room they go to; write the whole name.")
            found.append(node.module or "")
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring: words about a function do not make it long."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None and len(function.body) > 1:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


if __name__ == "__main__":
    sys.stdout.write(",".join(pure_paths()) + "\n")
