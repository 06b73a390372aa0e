"""Every parameter of a component is seen on the page: the library's templates swallow what is misspelt."""

import hashlib
import inspect
import re
from typing import Any

import pytest
from jinja2 import ChainableUndefined
from markupsafe import Markup

from console.web import nhs
from console.web.environment import environment
from console.web.nhs import Choice
from console.web.rendering import templates
from tests.floors import ROOT

COMPONENTS: dict[Any, dict[str, Any]] = {
    nhs.button: {"href": "/x", "variant": "secondary"},
    nhs.text_field: {"width": "10"},
    nhs.password_field: {},
    nhs.textarea: {},
    nhs.file_upload: {},
    nhs.radios: {"choices": (Choice("one", "One", "A hint"), Choice("two", "Two")), "chosen": "two"},
    nhs.checkboxes: {"choices": (Choice("one", "One", "A hint"), Choice("two", "Two")), "chosen": ("two",)},
    nhs.select: {"choices": (Choice("one", "One"), Choice("two", "Two")), "chosen": "two"},
    nhs.error_summary: {"faults": {"field-x": "It is wrong"}},
    nhs.told_at: {"is_new": True},
    nhs.tag: {"colour": "red"},
    nhs.inset: {},
    nhs.details: {"html": Markup("<b>inside</b>")},
    nhs.warning: {},
    nhs.said: {},
    nhs.answers: {"rows": (("Key", "Value", "/change"),)},
    nhs.back_link: {},
    nhs.date_field: {"parts": {"d": "11", "m": "12", "y": "1313"}, "is_heading": True},
    nhs.panel: {},
    nhs.summary_list: {"rows": (("Key", "Value"),)},
    nhs.table: {"head": ("Head",), "rows": (("Cell",),)},
}
SEEN = {
    "chosen": ("checked", "selected"),
    "choices": ("One",),
    "faults": ("#field-x", "It is wrong"),
    "is_heading": ("<h1", "<legend", "<label"),
    "parts": ("1313",),
    "rows": ("Value", "Cell"),
    "head": ("Head",),
    "html": ("<b>inside</b>",),
    "error": ("error-message",),
    "is_checked": ("tmr-told-at",),
    "is_new": ("hx-swap-oob",),
    "is_quiet": ("nhsuk-error-summary",),
}

HTMX = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)
def test_every_parameter_is_seen(component: Any) -> None:
    names = set(inspect.signature(component).parameters)
    given = {name: f"canary-{name}" for name in names} | COMPONENTS[component]
    if component is nhs.button:
        assert "canary-name" in nhs.button("x", name="canary-name", value="canary-value")
        assert "canary-value" in nhs.button("x", name="canary-name", value="canary-value")
        names -= {"name", "value"}  # of a button that is no link
    made = component(**given)
    for name in names:
        shown = SEEN.get(name, (str(given[name]),))
        assert any(each in made for each in shown), name


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)
def test_what_is_put_in_is_text(component: Any) -> None:
    names = inspect.signature(component).parameters
    canary = "<script>alert(1)</script>"
    made = component(**(dict.fromkeys(names, canary) | COMPONENTS[component]))
    assert "<script" not in made


STRANGE = (
    "plain",
    "a <b> & \"c\" 'd'",
    "{{ 7 }}",
    "",
    " two\n lines ",
    Markup("<b>bold</b> &amp; more"),
    Markup(),
)
TABLES: dict[str, tuple[str, tuple[str, ...], tuple[tuple[str | Markup, ...], ...]]] = {
    "strange": ('Of <what> & "whom"', ("A & <b>", "B"), tuple((each, "x") for each in STRANGE)),
    "without a caption": ("", ("A",), (("x",),)),
    "a column without a name": ("C", ("A", ""), (("x", Markup("<i>y</i>")),)),
    "no rows": ("C", ("A",), ()),
    "no head": ("C", (), ()),
}


def _library(component: str, **params: object) -> str:
    template = environment("nhsuk_frontend_jinja", ChainableUndefined).get_template(
        f"nhsuk/components/{component}/template.jinja"
    )
    return template.render(params=params)


def _either(text: str | Markup) -> dict[str, str]:
    return {"html" if isinstance(text, Markup) else "text": text}


def _without_space(html: str) -> str:
    return re.sub(r" ?([<>]) ?", r"\1", re.sub(r"\s+", " ", html)).strip()


@pytest.mark.parametrize("name", TABLES)
def test_our_table_is_that_of_the_library(name: str) -> None:
    caption, head, rows = TABLES[name]
    theirs = _library(
        "tables", caption=caption, captionSize="m", head=[{"text": each} for each in head],
        rows=[[_either(cell) for cell in row] for row in rows], responsive=True,
    )  # fmt: skip
    assert _without_space(nhs.table(caption, head, rows)) == _without_space(theirs)


def test_our_summary_list_is_that_of_the_library() -> None:
    rows = [(f"{number} <&>", each) for number, each in enumerate(STRANGE)]
    for given in (rows, [("", "x")], []):
        theirs = _library("summary-list", rows=[{"key": {"text": k}, "value": _either(v)} for k, v in given])
        assert _without_space(nhs.summary_list(given)) == _without_space(theirs)


def test_a_tag_kept_is_never_that_of_a_text_that_reads_alike() -> None:
    assert "<b>x</b>" in nhs.tag(Markup("<b>x</b>"))
    assert "<b>x</b>" not in nhs.tag("<b>x</b>")


def test_every_component_is_tested_and_at_hand_in_the_templates() -> None:
    made: set[Any] = {each for name, each in vars(nhs).items() if inspect.isfunction(each) and name[0] != "_"}
    made = {each for each in made if each.__module__ == nhs.__name__}
    assert made == set(COMPONENTS)
    assert {each.__name__ for each in made} <= templates().globals.keys()


def test_htmx_is_as_it_was_brought() -> None:
    folder = ROOT / "console/static/htmx"
    name, version = (folder / "LICENSE").read_text("utf-8").split(",")[0].split()
    script = (folder / "htmx.min.js").read_bytes()
    assert f'version:"{version}"'.encode() in script
    assert hashlib.sha256(script).hexdigest() == HTMX, f"brought anew? {name} {version}"


def test_no_template_calls_the_library_itself_or_holds_script_or_style() -> None:
    for file in (ROOT / "console/templates").glob("*.j2"):
        text = file.read_text("utf-8")
        assert "nhsuk/components" not in text
        assert "style=" not in text
        for ours in ('type="module" src="/static/start.js"', 'src="/static/htmx/htmx.min.js"'):
            text = text.replace(f'<script {ours} nonce="{{{{ frame.nonce }}}}"', "")
        assert "<script" not in text
        assert not [each for each in ("onclick", "onload", "|safe", "| safe") if each in text]
