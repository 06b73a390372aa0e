"""The components of nhsuk-frontend that the pages use, as typed functions.

The library's own templates swallow what is misspelt, so nothing else calls them: here the type check reads
each parameter, and a test sees each on the page. Our own templates are strict. Tables and summary lists, of
which a page holds hundreds of cells, have templates of our own; a test holds them to the library's HTML.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, StrictUndefined
from markupsafe import Markup

from console.web.environment import environment

Text = str | Markup


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    value: str
    text: str
    hint: str | None = None


@cache
def _library() -> Environment:
    return environment("nhsuk_frontend_jinja", ChainableUndefined)


@cache
def _ours() -> Environment:
    return environment("console", StrictUndefined)


def _made(component: str, **params: object) -> Markup:
    given = {name: value for name, value in params.items() if value not in (None, False, ())}
    template = _library().get_template(f"nhsuk/components/{component}/template.jinja")
    return Markup(template.render(params=given))  # noqa: S704 - made by a template that escapes


def _filled(template: str, **params: object) -> Markup:
    made = _ours().get_template(template).render(params)
    return Markup(made)  # noqa: S704 - made by a template that escapes


def button(
    text: str, *, href: str | None = None, variant: str | None = None, name: str | None = None,
    value: str | None = None,
) -> Markup:  # fmt: skip
    return _made(
        "button",
        text=text,
        href=href,
        variant=variant,
        name=name,
        value=value,
        preventDoubleClick=href is None,
    )


def text_field(
    name: str, label: str, *, value: str = "", hint: str | None = None, error: str | None = None,
    width: str | None = None, autocomplete: str | None = None, inputmode: str | None = None,
    is_heading: bool = False, is_checked: bool = False,
) -> Markup:  # fmt: skip
    """`is_heading`: the label is the heading of the page. `is_checked`: as it is typed (see `told_at`)."""
    place = {"describedBy": _place_of(name), "formGroup": _place(name, error, "beforeInput")}
    return _made(
        "input", id=name, name=name, label=_label(label, is_heading=is_heading), value=value,
        hint=_text(hint), width=width, autocomplete=autocomplete, inputmode=inputmode,
        **place if is_checked else {"errorMessage": _text(error)},
    )  # fmt: skip


def password_field(
    name: str, label: str, *, autocomplete: str, hint: str | None = None, error: str | None = None
) -> Markup:
    return _made(
        "password-input", id=name, name=name, label=_label(label), hint=_text(hint),
        errorMessage=_text(error), autocomplete=autocomplete,
    )  # fmt: skip


def textarea(
    name: str, label: str, *, value: str = "", hint: str | None = None, error: str | None = None,
    height: int = 3, is_heading: bool = False,
) -> Markup:  # fmt: skip
    return _made(
        "textarea", id=name, name=name, label=_label(label, is_heading=is_heading), value=value,
        hint=_text(hint), errorMessage=_text(error), rows=str(height),
    )  # fmt: skip


def file_upload(name: str, label: str, *, hint: str | None = None, error: str | None = None) -> Markup:
    """Without the library's script, which names its button otherwise than the button reads."""
    made = _made(
        "file-upload", id=name, name=name, label=_label(label), hint=_text(hint), errorMessage=_text(error)
    )
    return made.replace(' data-module="nhsuk-file-upload"', Markup())


def radios(
    name: str, legend: str, choices: Sequence[Choice], *, chosen: str = "", hint: str | None = None,
    error: str | None = None, is_heading: bool = False, is_checked: bool = False,
) -> Markup:  # fmt: skip
    return _made(
        "radios", idPrefix=name, name=name,
        items=[_item(choice) for choice in choices], value=chosen, hint=_text(hint),
        **_grouped(name, _label(legend, is_heading=is_heading), error, is_checked=is_checked),
    )  # fmt: skip


def date_field(
    name: str, legend: str, parts: Mapping[str, str], *, hint: str | None = None, error: str | None = None,
    is_heading: bool = False,
) -> Markup:  # fmt: skip
    """Day, month and year; `parts`: the name of each box, and what stands there."""
    sizes = (("Day", 2), ("Month", 2), ("Year", 4))
    items = [
        {"id": box if at else name, "name": box, "label": label, "value": parts[box], "width": width}
        for at, (box, (label, width)) in enumerate(zip(parts, sizes, strict=True))
    ]
    return _made(
        "date-input", id=f"{name}-boxes", fieldset={"legend": _label(legend, is_heading=is_heading)},
        items=items, hint=_text(hint), errorMessage=_text(error),
    )  # fmt: skip


def back_link(href: str) -> Markup:
    return _made("back-link", href=href, text="Back")


def checkboxes(
    name: str, legend: str, choices: Sequence[Choice], *, chosen: Collection[str] = (),
    hint: str | None = None, error: str | None = None, is_heading: bool = False, is_checked: bool = False,
) -> Markup:  # fmt: skip
    """Any of several; the field of each is called by the name and its value."""
    items = [
        {**_item(each), "name": f"{name}-{each.value}", "checked": each.value in chosen} for each in choices
    ]
    return _made(
        "checkboxes", idPrefix=name, items=items, hint=_text(hint),
        **_grouped(name, _label(legend, is_heading=is_heading), error, is_checked=is_checked),
    )  # fmt: skip


def select(
    name: str, label: str, choices: Sequence[Choice], *, chosen: str = "", error: str | None = None
) -> Markup:
    return _made(
        "select", id=name, name=name, label=_label(label), items=[_item(choice) for choice in choices],
        value=chosen, errorMessage=_text(error),
    )  # fmt: skip


def told_at(name: str, error: str | None, *, is_new: bool = False) -> Markup:
    """The place of what is wrong at a field that is checked as it is typed: it is there from the start, so
    that the field names it, and can be filled without a touch of the field. `is_new`: to be put there now."""
    shown = Markup() if not error else _made("error-message", text=error)
    anew = Markup(' hx-swap-oob="true"') if is_new else ""
    return Markup('<div class="tmr-told-at" id="{}"{}>{}</div>').format(_place_of(name), anew, shown)


def _place_of(name: str) -> str:
    return f"{name}-told"


def _place(name: str, error: str | None, where: str) -> dict[str, Any]:
    return {where: {"html": told_at(name, error)}}


def _grouped(name: str, legend: dict[str, Any], error: str | None, *, is_checked: bool) -> dict[str, Any]:
    """Legend and error of several boxes."""
    if not is_checked:
        return {"fieldset": {"legend": legend}, "errorMessage": _text(error)}
    fieldset = {"legend": legend, "describedBy": _place_of(name)}
    return {"fieldset": fieldset, "formGroup": _place(name, error, "beforeInputs")}


def error_summary(faults: Mapping[str, str | Sequence[str]], *, is_quiet: bool = False) -> Markup:
    """What is wrong, each line leading to its field, which may be on another page; a field may have
    several. `is_quiet`: it does not break into what is read aloud."""
    lines = {name: (each,) if isinstance(each, str) else each for name, each in faults.items()}
    listed = [
        {"text": text, "href": name if name.startswith("/") else f"#{name}"}
        for name, texts in lines.items()
        for text in texts
    ]
    made = _made("error-summary", titleText="There is a problem", errorList=listed)
    return made.replace(' role="alert"', Markup()) if is_quiet else made


def tag(text: str, *, colour: str | None = None) -> Markup:
    return _tag(text, colour)


@lru_cache(maxsize=256, typed=True)
def _tag(text: str, colour: str | None) -> Markup:
    """Kept by type too: a text and the HTML that reads like it are equal, and only one of them is escaped."""
    return _made("tag", text=text, colour=colour)


def panel(title: str, text: str) -> Markup:
    """What was achieved; its title is the heading of the page."""
    return _made("panel", titleText=title, headingLevel="1", text=text)


def inset(text: Text) -> Markup:
    return _made("inset-text", **_either(text))


def details(summary: str, html: Markup) -> Markup:
    """Something to open."""
    return _made("details", summaryText=summary, html=html)


def warning(heading: str, text: Text) -> Markup:
    return _made("warning-callout", heading=heading, headingLevel="2", **_either(text))


def said(text: str) -> Markup:
    """What was just done."""
    return _made("notification-banner", variant="success", titleText="Done", text=text)


def summary_list(rows: Sequence[tuple[str, Text]]) -> Markup:
    """Names and values."""
    return _filled("summary_list.html.j2", rows=rows)


def answers(rows: Sequence[tuple[str, Text, str]]) -> Markup:
    """What was answered, each with the address where it is changed."""
    return _made(
        "summary-list",
        rows=[
            {
                "key": {"text": key},
                "value": _either(value),
                "actions": {"items": [{"href": href, "text": "Change", "visuallyHiddenText": key}]},
            }
            for key, value, href in rows
        ],
    )


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[Text]]) -> Markup:
    """A table that becomes a list on a narrow screen; the first cell of a row names it."""
    named = [list(zip(head, row, strict=True)) for row in rows]
    return _filled("table.html.j2", caption=caption, head=head, rows=named)


def _label(text: str, *, is_heading: bool = False) -> dict[str, Any]:
    return {"text": text, "size": "l" if is_heading else "s", "isPageHeading": is_heading}


def _text(text: str | None) -> dict[str, str] | None:
    return None if text is None else {"text": text}


def _either(text: Text) -> dict[str, Any]:
    return {"html": text} if isinstance(text, Markup) else {"text": text}


def _item(choice: Choice) -> dict[str, Any]:
    hint = {"hint": {"text": choice.hint}} if choice.hint else {}
    return {"value": choice.value, "text": choice.text, **hint}
