"""What a new version of the protocol would do, said beforehand: in the file, for a sample, for each patient.

What is printed for the patients is a plan with a hash. A version is published under the hash of a plan that
somebody has seen, and only while that plan is still what would happen.
"""

from pathlib import Path

from app.protocol_plan import CANNOT, Affected, Plan, how_to_publish, plan_lines, said_of
from app.protocols import known_instruments, publish, read_file, text_of
from console.reach import Foreseen
from domain import LEFT, Act, Episode, Fault
from scheduler.effects import NO_EFFECT, effect
from scheduler.locking import fingerprint
from scheduler.protocol import Protocol, read
from scheduler.publishing import check
from scheduler.tick import plan_preferences, present_of
from storage import assessments, episodes, patients, protocols, sites
from storage.database import Tx


def planned_change(tx: Tx, act: Act, text: str) -> Plan:
    """What every active operation would have, had this text been published at the moment of the act."""
    known = known_instruments(tx)
    new, active, left = read(text, known), 0, 0
    followed: dict[int, Protocol] = {}
    affected: list[Affected] = []
    for episode in (every := episodes.every(tx)):
        if episode.activated_at is None:
            continue
        active += 1
        if patients.get(tx, episode.patient_id).status in LEFT:
            left += 1
            continue
        if episode.protocol_id not in followed:
            followed[episode.protocol_id] = read(protocols.body(tx, episode.protocol_id), known)
        found = _of(tx, act, episode, followed[episode.protocol_id], new)
        if found.effect != NO_EFFECT:
            affected.append(found)
    return Plan(text, tuple(affected), active - left, left, len(every) - active)


def _of(tx: Tx, act: Act, episode: Episode, old: Protocol, new: Protocol) -> Affected:
    patient = patients.get(tx, episode.patient_id)
    preferences = plan_preferences(sites.get(tx, episode.site_id), patient, episode)
    present = present_of(patient, episode, act.at)
    found = effect(old, new, assessments.of_episode(tx, episode.id), present, preferences)
    return Affected(patient.code, episode.code, found)


def set_protocol(tx: Tx, act: Act, file: Path, accept: str | None) -> list[str]:
    """Check the file and say what would change for whom; with the hash of just that, publish it."""
    text, new = _fresh(tx, file)
    planned = planned_change(tx, act, text)
    if accept is None:
        return [*plan_lines(planned), *how_to_publish(planned, file), "Nothing was changed."]
    fault = _refusal(planned, accept)
    if fault:
        raise Fault(fault)
    _put_in_use(tx, act, planned)
    return [*plan_lines(planned), f"Published {new.name} {new.version}. It holds from the next tick on."]


def _put_in_use(tx: Tx, act: Act, planned: Plan) -> None:
    protocol_id = publish(tx, act, planned.text, accepted=planned.hash)
    for episode in episodes.every(tx):
        episodes.use_protocol(tx, act, episode.id, protocol_id)


def foresee(tx: Tx, act: Act, text: str) -> Foreseen:
    """What publishing this text would do now, or why it cannot be published."""
    planned, refusal = _judged(tx, act, text)
    if planned is None:
        return Foreseen("", refusal)
    told = tuple((each.episode, words) for each in planned.affected for words in said_of(each))
    return Foreseen(planned.hash, refusal, told, tuple(plan_lines(planned)[-2:]))


def publish_accepted(tx: Tx, act: Act, text: str, accept: str) -> str | None:
    """Publish this text if the plan that was accepted is what would happen now; else why it was not."""
    planned, refusal = _judged(tx, act, text)
    if planned is None or refusal is not None:
        return refusal
    if accept != planned.hash:
        return "What would change for the patients is not what this page showed. Look at it again."
    _put_in_use(tx, act, planned)
    return None


def _judged(tx: Tx, act: Act, text: str) -> tuple[Plan | None, str | None]:
    """The plan of a text that can be read and is new, and what is against publishing it."""
    known = known_instruments(tx)
    faults = check(text, known)
    refusal = " ".join(map(str, faults)) if faults else _published_before(tx, read(text, known), text)
    if refusal is not None:
        return None, refusal
    planned = planned_change(tx, act, text)
    return planned, _never(planned)


def publishable(file: Path, known: frozenset[str]) -> tuple[str, Protocol]:
    """The text and the protocol of a file in which nothing is against publishing it."""
    text = text_of(file)
    faults = check(text, known)
    if faults:
        raise Fault("\n".join([f"{file} cannot be used:", *map(str, faults)]))
    return text, read(text, known)


def _fresh(tx: Tx, file: Path) -> tuple[str, Protocol]:
    """The same, of a version that was never published."""
    text, new = read_file(file, known_instruments(tx))
    fault = _published_before(tx, new, text)
    if fault:
        raise Fault(fault)
    return publishable(file, known_instruments(tx))


def _published_before(tx: Tx, new: Protocol, text: str) -> str | None:
    """That this version is there already, as a sentence; None for a new one."""
    found = protocols.find(tx, new.name, new.version)
    name = f"{new.name} {new.version}"
    if found is None:
        return None
    if found[1] != fingerprint(text):
        return f"{name} is published already and never changes: raise its version."
    if found[0] == protocols.current(tx):
        return f"{name} is in use already, with this very text."
    return f"{name} was published before what is in use: to go back to it, give it a new version."


def _never(planned: Plan) -> str | None:
    return CANNOT if planned.sent_twice or planned.disturbed else None


def _refusal(planned: Plan, accept: str) -> str | None:
    """Why a version must not be published."""
    if _never(planned):
        return "\n".join([*plan_lines(planned), CANNOT])
    if accept != planned.hash:
        return (
            f"The plan {accept} is not what would happen now; that is {planned.hash}. Something has changed "
            f"since it was made: look at it again with `protocol set` without --accept."
        )
    return None
