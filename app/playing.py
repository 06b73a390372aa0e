"""Plays an instrument in the terminal: the bot's own conversation, with nothing stored."""

from pathlib import Path

import typer

from app.opening import opened, read_settings
from app.shelf import Shelf
from clock import SystemClock
from domain import Entry, Fault
from questionnaires.conversation import Ended, Refusal, RefusalReason, accept, answers, standing
from questionnaires.faults import InstrumentFaults
from questionnaires.instrument import Instrument
from questionnaires.library import Library, read_file
from questionnaires.play import move_of, page, refused
from questionnaires.scores import scores_of

CONTEXT = {
    "ctx-phase": ("before", "early", "later"),
    "ctx-mode": ("monitoring", "audit"),
    "ctx-limb": ("upper", "lower"),
}


def play_in_terminal(name: str, context: dict[str, str]) -> None:
    """Ask until Send or end of input, then print the scores."""
    for key, value in context.items():
        if value not in CONTEXT[key]:
            raise Fault(f"{value!r} cannot be used; choose one of {', '.join(CONTEXT[key])}.")
    instrument = _instrument(name)
    log = _converse(instrument, context)
    for score in scores_of(instrument.id, answers(instrument, context, log)):
        typer.echo(
            f"{score.name}: {score.value if score.value is not None else f'missing ({score.missing})'}"
        )


def _converse(instrument: Instrument, context: dict[str, str]) -> list[Entry]:
    clock = SystemClock()
    log: list[Entry] = []
    while True:
        now = standing(instrument, context, log)
        for line in page(now):
            typer.echo(line)
        if isinstance(now.step, Ended):
            return log
        try:
            typed = typer.prompt(">", prompt_suffix=" ")
        except typer.Abort:
            return log
        move = move_of(now, typed)
        taken = accept(instrument, context, log, move, seq=None, as_of=clock.now()) if move else None
        if isinstance(taken, Entry):
            log.append(taken)
        else:
            typer.echo(refused(taken.reason if isinstance(taken, Refusal) else RefusalReason.NOT_AN_ANSWER))


def _instrument(name: str) -> Instrument:
    """A bundled one, one in a file, or one of the site's own; only for the last a database is opened."""
    if name in Library.bundled().ids:
        return Library.bundled().current(name)
    file = Path(name)
    if not file.is_file():
        return _of_the_site(name)
    try:
        return read_file(file)
    except InstrumentFaults as faults:
        raise Fault(f"{name} cannot be asked:\n{faults}") from None


def _of_the_site(name: str) -> Instrument:
    library, settings = Library.bundled(), read_settings()
    if settings.key is not None:
        with opened(settings) as database, database.read() as tx:
            library = Shelf().library(tx)
    if name not in library.ids:
        raise Fault(f"{name!r} is neither an instrument ({', '.join(library.ids)}) nor a file.")
    return library.current(name)
