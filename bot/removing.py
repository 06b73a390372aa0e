"""Takes a typed answer out of the chat once it is stored, so that nobody else reads it on the telephone.

The wish is a row of the outbox in the transaction that stores the answer: never before the commit, and a
crash loses neither. The courier carries it out.
"""

from bot.claims import Claim
from bot.letter import REMOVE
from bot.sitting import Place
from domain import Lane, Message


def removal(claim: Claim, place: Place, message_id: int) -> Message:
    """The message to delete, once for each place in a log. It belongs to no assessment: it is no card."""
    return Message(
        key=f"{REMOVE}:{place.response.id}:{len(place.log)}",
        kind=REMOVE,
        lane=Lane.REPLY,
        language=claim.patient.language,
        not_before_at=claim.act.at,
        patient_id=claim.patient.id,
        detail={"message": message_id},
    )
