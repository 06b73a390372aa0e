"""Holds the floor plan: who may import whom, where SQL, settings and clocks live, and how long things get."""

import ast
import statistics
import sys
from pathlib import Path

import pytest

from tests import floors
from tests.floors import FLOORS, ROOT, Source, functions, imports, length, product, pure_paths, sources

TEXTS = ("*.md", "*.toml", "*.yaml", "*.yml", "justfile", ".ci/run", "docs/**/*.md")


def _rooms_of(source: Source) -> set[str]:
    """Rooms a file imports, other than its own."""
    return {name.split(".")[0] for name in imports(source.tree)} & set(FLOORS) - {source.room}


def _named(source: Source, name: str) -> bool:
    return any(found == name or found.startswith(f"{name}.") for found in imports(source.tree))


def _importers(name: str) -> set[str]:
    return {source.path for source in product() if _named(source, name)}


def _rooms_importing(name: str) -> set[str]:
    return {path.split("/")[0].removesuffix(".py") for path in _importers(name)}


def test_rooms_import_only_from_floors_below_never_from_next_door() -> None:
    wrong = [
        f"{source.path} imports {room}"
        for source in product()
        for room in sorted(_rooms_of(source))
        if FLOORS[room] >= FLOORS[source.room]
    ]
    assert not wrong


def test_the_bot_imports_only_words_questionnaires_charts_storage_and_the_type_of_a_clock() -> None:
    allowed = {"domain", "questionnaires", "charts", "storage", "clock"}
    wrong = {source.path: _rooms_of(source) - allowed for source in product() if source.room == "bot"}
    assert not {path: rooms for path, rooms in wrong.items() if rooms}


def test_the_audit_room_never_imports_contacts() -> None:
    assert not [path for path in _importers("storage.contacts") if path.startswith("audit/")]
    assert "contact" not in _tables_read_by("storage/audit_rows.py")


def _tables_read_by(path: str) -> set[str]:
    """Names a file takes from `storage.schema`, imported or as attributes."""
    source = next((source for source in sources() if source.path == path), None)
    if source is None:
        return set()
    attributes = {node.attr for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)}
    return attributes | {name.rsplit(".", 1)[-1] for name in imports(source.tree)}


def test_only_the_app_reads_settings_or_makes_a_clock() -> None:
    assert _rooms_importing("settings") <= {"app"}
    takers = {
        (source.room, name)
        for source in product()
        for name in imports(source.tree)
        if name.startswith("clock.") and source.room != "app"
    }
    assert {name for _, name in takers} <= {"clock.Clock"}


@pytest.mark.parametrize("library", ["sqlalchemy", "alembic", "psycopg", "sqlite3"])
def test_only_storage_speaks_sql(library: str) -> None:
    assert _rooms_importing(library) <= {"storage"}


def test_only_the_bot_and_the_app_speak_telegram() -> None:
    assert _rooms_importing("telegram") <= {"bot", "app"}


def test_the_top_level_packages_are_exactly_those_of_the_plan() -> None:
    ignored = {".venv", "benchmarks", "docs", "out", "dist", "build"}
    found = {file.parent.name for file in ROOT.glob("*/*.py")} - ignored
    assert found == floors.PACKAGES
    assert {file.stem for file in ROOT.glob("*.py")} == floors.ROOT_MODULES


def test_pure_files_import_only_the_standard_library_and_other_pure_files() -> None:
    pure = {source.module for source in product() if source.path in pure_paths()} | floors.WORDS_OF_STORAGE
    wrong = [
        f"{source.path} imports {name}"
        for source in product()
        if source.path in pure_paths()
        for name in _modules_imported(source)
        if not _allowed_in_pure(source.path, name, pure)
    ]
    assert not wrong


def _modules_imported(source: Source) -> set[str]:
    """Whole module names, without the names taken from them."""
    found: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif (
            isinstance(node, ast.ImportFrom)
            and node.module in FLOORS
            and node.module not in floors.ROOT_MODULES | floors.GIVES_ITS_WORDS
        ):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def _allowed_in_pure(path: str, name: str, pure: set[str]) -> bool:
    top = name.split(".", maxsplit=1)[0]
    return (
        name in pure or top in sys.stdlib_module_names or top in floors.THIRD_PARTY_IN_PURE.get(path, set())
    )


def test_every_exception_of_the_plan_names_a_file_that_exists() -> None:
    named = {*floors.NOT_PURE, *floors.THIRD_PARTY_IN_PURE, *floors.LONG_FILES}
    named |= {name.split("::")[0] for name in floors.LONG_FUNCTIONS}
    assert not [path for path in sorted(named) if not (ROOT / path).exists()]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        source.path for source in sources() if source.text.strip() and not ast.get_docstring(source.tree)
    ]
    assert not silent


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    long = {source.path: source.text.count("\n") for source in sources()}
    limit = floors.MOST_LINES
    assert not {path: n for path, n in long.items() if n > limit and path not in floors.LONG_FILES}


def test_no_function_is_longer_than_forty_lines() -> None:
    long = {
        f"{source.path}::{function.name}": length(function)
        for source in sources()
        for function in functions(source.tree)
        if length(function) > floors.MOST_FUNCTION_LINES
    }
    assert not {name: n for name, n in long.items() if name not in floors.LONG_FUNCTIONS}


def test_the_median_function_is_shorter_than_ten_lines() -> None:
    assert statistics.median(length(f) for source in product() for f in functions(source.tree)) < 10


def test_nothing_refers_to_papers_outside_the_project() -> None:
    banned = [
        "../" + "shared",
        "issue " + "tracker",
        "/work/" + "brief",
        "design" + ".md",
        "clinical" + ".md",
    ]
    banned += ["reliability" + ".md", "lessons" + ".md", "hel" + "per session", "/work/" + "main"]
    files = {file for pattern in TEXTS for file in ROOT.glob(pattern) if file.is_file()}
    files |= {ROOT / source.path for source in sources()}
    files |= {file for room in floors.PACKAGES for file in _definitions(ROOT / room)}
    wrong = [
        f"{file.relative_to(ROOT)}: {word}"
        for file in sorted(files)
        for word in banned
        if word in file.read_text(encoding="utf-8").lower()
    ]
    assert not wrong


def _definitions(room: Path) -> set[Path]:
    endings = {".yaml", ".yml", ".json", ".md", ".txt", ".ini", ".mako", ".j2"}
    return {file for file in room.rglob("*") if file.suffix in endings}
