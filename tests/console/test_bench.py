"""The bench of reports: one at a time for each person, gone after an hour; faults told without details."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from console.web.bench import BROKEN, KEPT, Bench, Piece
from domain import Fault

NOW = datetime(2025, 6, 2, 9, tzinfo=UTC)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.close()


def begun(bench: Bench, owner: int = 1) -> Piece:
    piece = bench.of(owner, NOW)
    assert piece is not None
    return piece


def test_a_second_one_waits_until_the_first_is_made(bench: Bench) -> None:
    go_on = Event()

    def slow(folder: Path) -> None:
        assert go_on.wait(5)
        folder.mkdir()

    assert bench.begin(1, "first", NOW, slow)
    assert not bench.begin(1, "second", NOW, Path.mkdir)
    assert (begun(bench).folder, begun(bench).fault) == (None, None)
    go_on.set()
    begun(bench).made.result()
    assert bench.begin(1, "second", NOW, Path.mkdir)
    assert bench.of(2, NOW) is None


def test_what_was_made_goes_with_the_next_after_an_hour_and_at_the_end() -> None:
    bench, folders = Bench(), list[Path]()
    for at in (NOW, NOW, NOW + KEPT):
        bench.begin(1, "report", at, Path.mkdir)
        piece = bench.of(1, at)
        assert piece is not None
        folders.append(piece.made.result())
        assert [each.exists() for each in folders] == [False] * (len(folders) - 1) + [True]
    assert bench.of(2, NOW + 2 * KEPT) is None
    assert not folders[-1].exists()
    bench.begin(1, "report", NOW, Path.mkdir)
    last = begun(bench).made.result()
    bench.close()
    assert not last.parent.exists()


def test_a_fault_is_told_and_a_bug_is_told_without_its_words(bench: Bench) -> None:
    def fault(_: Path) -> None:
        raise Fault("There is no site.")

    def bug(_: Path) -> None:
        raise ValueError("an answer")

    for owner, work, said in ((1, fault, "There is no site."), (2, bug, BROKEN)):
        bench.begin(owner, "report", NOW, work)
        begun(bench, owner).made.exception()
        assert begun(bench, owner).fault == said
        assert begun(bench, owner).folder is None
        bench.begin(owner, "report", NOW, Path.mkdir)
        assert begun(bench, owner).made.result().exists()
