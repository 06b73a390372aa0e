"""What can be done about a patient as they stand: the links on their page. Pure."""

from domain import LEFT, Patient, PatientStatus

EVENT = ("event", "Record a safety event")
OWN = ("own-data", "All that is held about the patient")
CONTACT = ("contact", "Correct name, telephone or e-mail")


def may_be_operated_on(patient: Patient) -> bool:
    """Every operation of whom the hospital knows counts; the dead and those elsewhere have none here."""
    return patient.status not in LEFT or patient.status is PatientStatus.WITHDRAWN


def deeds_of(patient: Patient, *, is_paused: bool) -> tuple[tuple[str, str], ...]:
    """Address and text of each, in the order of how often it is wanted; none of whose data are erased."""
    if patient.erasing_at is not None:
        return ()
    told: tuple[tuple[str, str], ...] = (EVENT, OWN)
    if patient.status not in LEFT:
        told = (
            ("answers", "Enter answers by phone or on paper"),
            ("pause", "Change or end the pause" if is_paused else "Pause follow-up"),
            EVENT,
            ("operation", "Register another operation"),
            ("link", "Give a link to Telegram"),
            CONTACT,
            ("wishes", "Change time zone, time of day, language or buttons"),
            ("date", "Correct the date of an operation"),
            ("leave", "End follow-up"),
            ("transfer", "Transfer to another hospital"),
            OWN,
        )
    elif patient.status is not PatientStatus.DECEASED:
        again = (("operation", "Register another operation"),) if may_be_operated_on(patient) else ()
        told = (
            *told,
            *again,
            CONTACT,
            ("return", "Follow again"),
            ("leave", "Record that the patient has died"),
        )
    return tuple((f"/patients/{patient.code}/{way}", text) for way, text in told)
