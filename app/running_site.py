"""What the console changes about a hospital: the functions of the command line, with words for options."""

from collections.abc import Mapping

from app.digesting import unwish_digest, wish_digest
from app.rota import Wish, add_turn, remove_turn
from app.sites import SiteWords, set_site
from app.theatre import set_count
from console.reach import Running
from domain import Act, Site
from storage.database import Tx


def _add(tx: Tx, act: Act, site: str, who: str, starts: str, ends: str) -> str:
    return add_turn(tx, act, site, Wish(who, starts, ends))


def _set(tx: Tx, act: Act, site: str, told: Mapping[str, str]) -> Site:
    return set_site(tx, act, site, SiteWords(**told))  # type: ignore[arg-type]  # words alone are given


def _digest(tx: Tx, act: Act, code: str, day: str | None, at: str, when_empty: str) -> str:
    if day is None:
        return unwish_digest(tx, act, code)
    return wish_digest(tx, act, code, daily=not day, weekly=day or None, at=at, when_empty=when_empty)


RUNNING = Running(_add, remove_turn, _set, _digest, set_count)
