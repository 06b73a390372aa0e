"""What the commands of the register do: what is known of an operation beside its follow-up."""

from pathlib import Path

from app.enrolment import named_episode
from app.enrolment_form import read_file, read_surgery
from app.opening import act_now, opened
from domain import Fault
from storage import surgery


def record_surgery(code: str, file: Path) -> str:
    """Add what the file says of an operation to what is known of it, and say what that changed."""
    values = read_file(file)
    with opened() as database, database.write() as tx:
        episode = named_episode(tx, code)
        known = surgery.of_episode(tx, episode.id), surgery.transfers(tx, episode.id)
        changed = surgery.put(tx, act_now(), episode.id, *read_surgery(values, *known))
    if not changed:
        raise Fault(f"{file} says of {episode.code} nothing that was not known. Nothing was changed.")
    return f"{episode.code}: recorded {', '.join(changed)}."
