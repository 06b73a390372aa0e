"""`protocol simulate` at a terminal: what is printed and written, and what is refused."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.simulating.page import page
from scheduler.protocol import default_text
from tests.app.simulating.test_numbers import made_up
from tests.terminal import Terminal

FEW = ("--patients", "8", "--months", "15", "--seed", "3")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "protocol.yaml"
    path.write_text(default_text(), "utf-8")
    return path


def _simulate(file: Path, *words: str) -> str:
    return Terminal().done("protocol", "simulate", str(file), *FEW, *words)


def test_it_prints_the_same_for_the_same_seed(file: Path) -> None:
    told = _simulate(file)
    assert told == _simulate(file)
    assert "protocol: tmr-followup 1.0.0" in told
    assert "to staff a week: mean" in told
    assert re.search(r"W06 +│ 9", told)


def test_every_message_is_in_the_files_with_its_reason(file: Path, tmp_path: Path) -> None:
    told = _simulate(file, "--csv", str(tmp_path / "out"))
    files = {path.stem: path.read_text("utf-8") for path in (tmp_path / "out").iterdir()}
    found = {name: list(csv.DictReader(text.splitlines())) for name, text in files.items()}
    assert set(found) == {"messages", "weeks", "missingness", "visits"}
    assert told.count("Written: ") == 4
    assert all(row["reason"] and row["sent_at"].endswith("Z") for row in found["messages"])
    kinds = [row["kind"] for row in found["messages"]]
    for column, kind in (("prompts", "prompt"), ("reminders", "reminder"), ("calls", "call")):
        assert sum(int(row[column]) for row in found["weeks"]) == kinds.count(kind) > 0
    assert {row["time_point"] for row in found["missingness"]} >= {"BL", "W06", "M06"}
    _simulate(file, "--csv", str(tmp_path / "out"))
    assert files == {path.stem: path.read_text("utf-8") for path in (tmp_path / "out").iterdir()}


def test_as_json_it_holds_all_of_it(file: Path) -> None:
    told = json.loads(_simulate(file, "--json"))
    assert set(told) == {"summary", "weeks", "missingness", "messages"}
    assert sum(told["summary"]["messages"].values()) == len(told["messages"])


class _Page(HTMLParser):
    """Collects what a page is made of; tags must close in the order in which they were opened."""

    VOID = frozenset({"meta", "rect", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else_and_can_be_heard(file: Path, tmp_path: Path) -> None:
    _simulate(file, "--html", str(tmp_path / "page.html"))
    text = (tmp_path / "page.html").read_text("utf-8")
    read = _Page()
    read.feed(text)
    assert read.open == []
    assert text.startswith("<!doctype html>\n<html lang=")
    names = [tag for tag, _ in read.tags]
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert "://" not in text
    assert names.count("table") == names.count("caption") == 6
    ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    for tag, attrs in read.tags:
        assert set((attrs.get("aria-labelledby") or "").split()) <= set(ids)
        if tag == "svg":
            assert attrs.get("aria-hidden") or attrs["role"] == "img"
        if attrs.get("role") == "region":
            assert attrs.get("tabindex") == "0"
            assert attrs.get("aria-label") or attrs.get("aria-labelledby")
    headings = [tag for tag in names if tag in ("h1", "h2", "h3")]
    assert headings[0] == "h1"
    assert headings.count("h1") == 1


def test_a_simulation_in_which_nothing_happens_is_a_page_too() -> None:
    text = page(made_up())
    assert "No window has ended." in text
    assert "One of them" not in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--patients", "0"), "Simulate 1 to 20000 patients"),
        (("--months", "121"), "over 1 to 120 months"),
        (("--starts-on", "9999-01-01"), "cannot be meant"),
    ],
)
def test_what_cannot_be_simulated_is_told_in_a_sentence(
    file: Path, words: tuple[str, str], told: str
) -> None:
    assert told in Terminal().refused("protocol", "simulate", str(file), *words)


def test_a_protocol_that_cannot_be_used_is_told_with_every_fault(file: Path) -> None:
    file.write_text(
        default_text().replace("closes: P4D", "closes: -P4D").replace("[wound-check]", "[no-such]")
    )
    told = Terminal().refused("protocol", "simulate", str(file))
    assert "cannot be used" in told
    assert "There is no instrument no-such" in told
    assert "cannot be read" in Terminal().refused("protocol", "simulate", str(file.with_name("no.yaml")))


def test_a_place_that_cannot_be_written_is_told(file: Path, tmp_path: Path) -> None:
    told = Terminal().refused(
        "protocol", "simulate", str(file), "--patients", "1", "--months", "1", "--html", str(tmp_path)
    )
    assert "cannot be written" in told
