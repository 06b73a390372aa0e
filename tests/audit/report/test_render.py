"""The page: whole, self-contained, labelled for those who hear it, and the same as its numbers."""

import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from audit import reporting
from audit.report.external import for_outside
from audit.report.render import Signature, render
from tests.audit.report.people import person
from tests.audit.report.test_external import twenty_six

SIGNED = (Signature("DR1", "NORTH", date(2026, 2, 1), "Phone <everyone> at 6 weeks", changed=True),)


class Reader(HTMLParser):
    """Ids, headings in order, and what tables and pictures are called."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.tables = self.captions = 0
        self.sources: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("id"):
            self.ids.append(str(told["id"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption"
        self.sources += [str(told[name]) for name in ("src", "href") if told.get(name)]


def test_the_page_is_whole_fetches_nothing_and_every_table_has_a_caption() -> None:
    page = render(twenty_six(), [person(1)], SIGNED, external=False)
    seen = Reader(page)
    assert page.lstrip().startswith("<!doctype html>")
    assert len(seen.ids) == len(set(seen.ids))
    assert seen.sources == []
    assert "@import" not in page
    assert "url(" not in page
    assert seen.tables == seen.captions > 10
    assert seen.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(seen.headings, seen.headings[1:], strict=False))


def test_every_chart_is_told_in_words() -> None:
    page = render(twenty_six(), [person(1)], (), external=False)
    charts = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(charts) == 3
    for chart in charts:
        assert 'role="img"' in chart
        assert re.search(r"<title[^>]*>[^<]+</title>", chart)
        assert re.search(r"<desc[^>]*>[^<]{20,}</desc>", chart)
    assert "M12: mean 4." in charts[0]


def test_what_people_typed_is_escaped() -> None:
    assert "Phone &lt;everyone&gt; at 6 weeks" in render(twenty_six(), (), SIGNED, external=False)


def test_the_guidance_sections_are_named_beside_what_answers_them() -> None:
    page = render(twenty_six(), (), (), external=False)
    named = " ".join(re.findall(r"Answers HTG750 ([^<]+)\.</p>", page))
    for section in ("1.1", "1.2", "1.3", "1.5", "2.1", "2.4", "2.7", "3.2", "3.3", "3.5", "3.6"):
        assert section in named, section


def test_the_version_for_outside_says_so_and_shows_no_person() -> None:
    page = render(for_outside(twenty_six()), (), (), external=True)
    assert "small numbers are hidden" in page
    assert "Reviewed by" not in page
    assert 'stroke-opacity="0.45"' not in page


def test_the_pdf_is_tagged_and_has_its_title() -> None:
    made = reporting.as_pdf(render(twenty_six(), [person(1)], (), external=False))
    document = PdfReader(BytesIO(made))
    root: Any = document.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert document.metadata is not None
    assert document.metadata.title == "Targeted muscle reinnervation: clinical audit 2024"
