"""Which limbs a patient is followed for, and how they are called."""

from bot.surroundings import Surroundings
from domain import Episode, Patient
from storage import episodes
from storage.database import Tx


def followed(tx: Tx, patient: Patient) -> tuple[Episode, ...]:
    """The operations whose follow-up has begun, in the order of registration."""
    return tuple(one for one in episodes.of_patient(tx, patient.id) if one.activated_at is not None)


def limbs(tx: Tx, patient: Patient) -> tuple[Episode, ...]:
    """The operations that can be reported about, the latest of each limb, in order of limb."""
    active = sorted(followed(tx, patient), key=lambda one: (one.tmr_on, one.id))
    latest = {(one.limb, one.side): one for one in active}
    return tuple(latest[limb] for limb in sorted(latest))


def limb_of(around: Surroundings, episode: Episode) -> str:
    """The limb in the patient's words, such as "Left leg"."""
    return around.say(f"limb-{episode.limb}-{episode.side}")
