"""Erasures that were asked for are finished as soon as nothing is left to wait for."""

from domain import Act
from storage import erasing
from storage.database import Tx


def finish_erasures(tx: Tx, act: Act) -> tuple[str, ...]:
    """Finish those that can be; the codes of whom."""
    ready = [who for who in erasing.under_way(tx) if erasing.waits_for(tx, who, act.at) is None]
    for who in ready:
        erasing.finish(tx, act, who)
    return tuple(who.code for who in ready)
