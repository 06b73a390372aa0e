"""The laws by name: what must be true of every run, whatever died or went wrong in it."""

from collections.abc import Callable, Mapping

from storage import trail
from storage.database import Database
from tests.simulation import laws_of_alerts, laws_of_answers, laws_of_asking, laws_of_cases, laws_of_digests
from tests.simulation.laws_of_why import unexplained
from tests.simulation.ordeal import Outcome
from tests.simulation.tables import Tables, read

Law = Callable[[Outcome, Tables], list[str]]

LAWS: Mapping[str, tuple[Law, ...]] = {
    "I1": (laws_of_answers.every_confirmed_update_is_kept, laws_of_answers.no_tap_is_lost),
    "I2": (laws_of_answers.stored_answers_are_what_was_tapped,),
    "I3": (
        laws_of_asking.each_time_point_has_one_assessment,
        laws_of_asking.every_window_that_is_over_has_ended,
        laws_of_asking.nobody_is_asked_at_the_wrong_time,
    ),
    "I4": (laws_of_asking.no_prompt_comes_twice,),
    "I5": (laws_of_alerts.everything_answered_is_judged, laws_of_alerts.every_finding_is_one_alert),
    "I6": (
        laws_of_cases.open_alerts_are_paged_until_acknowledged,
        laws_of_cases.snoozed_cases_are_quiet_and_come_back,
        laws_of_digests.every_slot_gives_one_digest,
        laws_of_digests.no_digest_comes_oftener_than_it_was_tried,
    ),
    "I7": (laws_of_cases.deeds_are_done_once_by_their_staff,),
    "I8": (laws_of_answers.no_screen_claims_more_than_is_stored,),
    "I12": (
        laws_of_asking.after_an_outage_one_message_at_most,
        laws_of_asking.windows_stay_where_the_protocol_puts_them,
    ),
}


def breaches(outcome: Outcome, database: Database) -> dict[str, list[str]]:
    """Every breach by invariant; an invariant that holds is not in it."""
    tables = read(database)
    found = {name: [each for law in laws for each in law(outcome, tables)] for name, laws in LAWS.items()}
    with database.read() as tx:
        fault = trail.verify(tx).fault
    found["why"] = unexplained(outcome, database)
    found["trail"] = [fault] if fault else []
    return {name: sentences for name, sentences in found.items() if sentences}
