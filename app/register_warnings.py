"""What of the register waits for somebody, as sentences for `status`; none of it need wake anybody."""

from storage import safety_events
from storage.database import Tx

YELLOW_CARD = "https://yellowcard.mhra.gov.uk"


def register_warnings(tx: Tx) -> tuple[str, ...]:
    """One sentence for each thing that waits."""
    told: list[str] = []
    waiting, reportable = safety_events.waiting(tx), safety_events.reportable(tx)
    if waiting:
        told.append(
            f"Safety events that wait for a clinician to confirm or refute them: {waiting} "
            "(`tmr-followup safety list`)."
        )
    if reportable:
        told.append(
            f"Safety events with a device or a medicine, not yet reported: {reportable}. Report at "
            f"{YELLOW_CARD}, then note it with `tmr-followup safety yellow-card`; "
            "nothing is reported automatically."
        )
    return tuple(told)
