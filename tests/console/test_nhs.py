"""Every parameter of a component is seen on the page: the library's templates swallow what is misspelt."""

import inspect
from typing import Any

import pytest
from markupsafe import Markup

from console.web import nhs
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
}


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


def test_every_component_is_tested_and_at_hand_in_the_templates() -> None:
    made: set[Any] = {each for name, each in vars(nhs).items() if inspect.isfunction(each) and name[0] != "_"}
    made = {each for each in made if each.__module__ == nhs.__name__}
    assert made == set(COMPONENTS)
    assert {each.__name__ for each in made} <= templates().globals.keys()


def test_no_template_calls_the_library_itself_or_holds_script_or_style() -> None:
    for file in (ROOT / "console/templates").glob("*.j2"):
        text = file.read_text("utf-8")
        assert "nhsuk/components" not in text
        assert "style=" not in text
        assert "<script" not in text.replace('<script type="module" src="/static/start.js" nonce=', "")
        assert not [each for each in ("onclick", "onload", "|safe", "| safe") if each in text]
