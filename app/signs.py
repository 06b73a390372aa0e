"""How the system stands, part by part in words, with what to do next: what `status` sees, for the console."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import version

from app.backups import last_backup
from app.instruments import licence_warnings
from app.register_warnings import register_warnings
from app.rule_numbers import numbers_warnings
from app.status import Part, Seen, look, without_digest
from console.reach import Colour, Sign
from storage import erasing, inbox, migrate, outbox
from storage.database import Tx
from storage.keeping import Keeping, past
from storage.words import OutboxState

RECENT = timedelta(days=7)
_SERVER = "Ask whoever runs the server to look at its log and to start the service again."
WORDS: dict[Part, tuple[str, str, str]] = {
    Part.TICK: (
        "Scheduler",
        "It looks at what is due.",
        f"{_SERVER} Until then nobody is asked and no alert is raised: phone those who are due.",
    ),
    Part.INTAKE: (
        "Bot, receiving",
        "It takes in what patients send.",
        f"{_SERVER} Telegram keeps what patients send for a day; nothing is lost until then.",
    ),
    Part.COURIER: (
        "Bot, sending",
        "It sends what is queued.",
        f"{_SERVER} Until then no message goes out: tell the person on call of new cases by telephone.",
    ),
    Part.OUTBOX: ("Messages to be sent", "None waits too long.", f"{_SERVER} Telegram may be out of reach."),
    Part.INBOX: (
        "Messages received",
        "None waits too long.",
        "If some are parked (below), look at those. Otherwise: " + _SERVER,
    ),
    Part.RULES: ("Alert rules", "They have read every answer.", f"{_SERVER} Read new answers yourself."),
    Part.MAIL: (
        "E-mail to staff",
        "Nothing is wrong with it, or it is not used.",
        "Ask for the mail server to be looked at.",
    ),
    Part.PAGING: (
        "Open cases",
        "Somebody has been told of each.",
        "Open Today, take the case, and see under Staff and site whom messages reach.",
    ),
    Part.NOTICES: (
        "Notices of cases",
        "Each went by some channel.",
        "Phone the members of staff concerned; the case tells who they are.",
    ),
    Part.EXPORT: (
        "Daily export",
        "Nothing is wrong with it, or none is set.",
        "Ask whoever runs the hospital's own database.",
    ),
    Part.BACKUP: (
        "Daily backup",
        "Nothing is wrong with it, or none is set.",
        "Ask whoever runs the server to look at it today.",
    ),
    Part.CONSOLE: (
        "Console of the service",
        "It listens, or is not wanted.",
        f"{_SERVER} Follow-up goes on; use the bot and the command line meanwhile.",
    ),
    Part.EPISODES: (
        "Follow-up of each patient",
        "No fault of the program holds any of it up.",
        "Ask whoever runs the server for the lines tick.episode_failed of the log, and to report them.",
    ),
}


def ails(tx: Tx, as_of: datetime) -> bool:
    """Whether any part is red, as `status` has it."""
    return bool(look(tx, as_of).faults)


def signs(tx: Tx, as_of: datetime, keeping: Keeping) -> tuple[Sign, ...]:
    """Every part, what is red first, then what is amber."""
    tally = outbox.tally(tx, as_of - RECENT)
    found = (
        *_parts(look(tx, as_of), tally.get(OutboxState.QUEUED, 0)),
        _failed(tally),
        _parked(len(inbox.parked_before(tx, as_of))),
        *_warnings(tx, as_of),
        _kept(len(erasing.under_way(tx)), len(past(tx, as_of, keeping))),
        _program(tx),
        last_backup(tx, as_of),
    )
    order = (Colour.RED, Colour.AMBER, Colour.UNKNOWN, Colour.GREEN)
    return tuple(sorted(found, key=lambda sign: order.index(sign.colour)))


def _parts(seen: Seen, queued: int) -> Iterator[Sign]:
    for part, fault in seen.parts:
        name, fine, next_step = WORDS[part]
        said = f"{fault or fine} Waiting: {queued}." if part is Part.OUTBOX else fault or fine
        colour = Colour.RED if fault else Colour.GREEN
        yield Sign(name, colour, said, next_step if fault else None, seen.beats.get(part))


def _failed(tally: dict[OutboxState, int]) -> Sign:
    failed, unsure = tally.get(OutboxState.FAILED, 0), tally.get(OutboxState.UNSURE, 0)
    part = "Messages that failed"
    if not failed and not unsure:
        return Sign(part, Colour.GREEN, "None in the last seven days.")
    said = f"In the last seven days {failed} could not be delivered, and of {unsure} it is not known."
    look = "Today lists the patients whom messages do not reach, Staff and site the staff."
    return Sign(part, Colour.AMBER, said, look)


def _parked(count: int) -> Sign:
    if not count:
        return Sign("Messages not understood", Colour.GREEN, "None is parked.")
    return Sign(
        "Messages not understood",
        Colour.RED,
        f"Parked after three failures: {count}.",
        "Ask whoever runs the server for tmr-followup inbox list, which tells whose they are. Phone them.",
    )


def _warnings(tx: Tx, as_of: datetime) -> Iterator[Sign]:
    yield from (Sign("Licences", Colour.AMBER, said) for said in licence_warnings(tx, as_of))
    yield from (Sign("Numbers of the rules", Colour.AMBER, said) for said in numbers_warnings(tx))
    yield from (Sign("Register", Colour.AMBER, said) for said in register_warnings(tx, as_of))
    yield from (Sign("Digests", Colour.AMBER, said) for said in without_digest(tx))


def _kept(under_way: int, past_their_time: int) -> Sign:
    if not under_way and not past_their_time:
        return Sign("Erasure", Colour.GREEN, "None is under way, and no name is kept longer than was set.")
    return Sign(
        "Erasure",
        Colour.AMBER,
        f"Under way: {under_way}. Patients whose names are kept longer than was set: {past_their_time}.",
        "The command tmr-followup status names them by their codes.",
    )


def _program(tx: Tx) -> Sign:
    seen, known = migrate.revision(tx), migrate.head()
    said = f"Version {version('tmr-followup')}; the database has step {seen}."
    if seen == known:
        return Sign("This program", Colour.GREEN, said)
    return Sign(
        "This program",
        Colour.RED,
        f"{said} This program is made for step {known}.",
        "Ask whoever runs the server to start the newest version.",
    )
