"""From a page to its HTML: strict templates of our own, with the components as functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, StrictUndefined

from console.web import nhs
from console.web.environment import environment
from storage.access_words import Account


@dataclass(frozen=True, slots=True)
class Frame:
    """Around every page. `token`: for forms. `zone`: whose times it tells. `said`: what was done."""

    nonce: str
    token: str
    account: Account | None
    links: tuple[tuple[str, str], ...]
    here: str
    zone: str
    said: str | None = None


def html(template: str, view: object, frame: Frame) -> str:
    return templates().get_template(template).render(page=view, frame=frame)


@cache
def templates() -> Environment:
    made = environment("console", StrictUndefined)
    made.globals.update(_components())
    return made


def _components() -> Mapping[str, object]:
    return {
        name: getattr(nhs, name)
        for name in (
            "answers", "back_link", "button", "checkboxes", "date_field", "details", "error_summary",
            "file_upload", "inset", "panel", "password_field", "radios", "said", "select", "summary_list",
            "table", "tag", "text_field", "textarea", "told_at", "warning",
        )
    }  # fmt: skip
