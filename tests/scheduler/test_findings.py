"""The rules beyond RED on a real database: cases, suspicions and the digest, in monitoring mode only."""

from datetime import UTC, date, datetime, timedelta

from alerts.numbers_file import bundled, bundled_text
from domain import Alert, AssessmentState, Coding, DigestFinding, Mode
from storage import alert_numbers, alerts, assessments, episodes, findings, outbox, safety_events, sites
from storage.database import Database
from storage.words import ActionKind, EndReason, SafetyCategory
from tests import cast
from tests.scheduler.lives import (
    ENROLLED,
    answer,
    assessment,
    enrolled,
    lived,
    new_tick,
    report,
    response,
    send,
)

DAY = timedelta(days=1)
FALL_AND_HOSPITAL = tuple(Coding("urn:tmr-followup:choice", code) for code in ("fall", "admission"))
MORE = {
    "medicines": Coding("urn:tmr-followup:choice", "opioid"),
    "medicine-change-opioid": Coding("urn:tmr-followup:choice", "more"),
}


def of_episode(database: Database, episode_id: int) -> tuple[tuple[Alert, ...], tuple[DigestFinding, ...]]:
    with database.read() as tx:
        return alerts.of_episode(tx, episode_id), findings.of_episode(tx, episode_id)


async def test_a_fall_and_a_hospital_stay_are_two_cases_and_a_suspected_event(database: Database) -> None:
    _, ann = enrolled(database)
    await report(database, ann.episode.id, "W06", date(2025, 2, 26), {"safety": FALL_AND_HOSPITAL})
    cases, noted = of_episode(database, ann.episode.id)
    assert [case.rule for case in cases] == ["AMB-6", "AMB-7"]
    assert {(case.numbers_version, case.numbers_checksum) for case in cases} == {
        (bundled().version, bundled().checksum)
    }
    assert noted == ()
    with database.read() as tx:
        suspected = {each.category for each in safety_events.of_episode(tx, ann.episode.id)}
    assert suspected == {SafetyCategory.OTHER, SafetyCategory.REOPERATION}


async def test_what_the_extended_questions_tell_goes_to_the_digest_and_pages_nobody(
    database: Database,
) -> None:
    _, ann = enrolled(database)
    noon = datetime(2025, 4, 15, 12, tzinfo=UTC)
    tick = await lived(database, noon, since=noon - DAY)
    planned = assessment(database, ann.episode.id, "M03")
    told = response(database, planned.id, "extended")
    answer(database, told, noon, MORE)
    send(database, told, noon)
    for _ in range(2):
        await tick.run(noon)
    cases, (noted,) = of_episode(database, ann.episode.id)
    assert cases == ()
    assert (noted.rule, noted.response_id, noted.found_at) == ("DIG-6", told.id, noon)
    assert noted.numbers_checksum == bundled().checksum
    with database.read() as tx:
        assert [row for row in outbox.of_episode(tx, ann.episode.id) if row.kind == "notice"] == []


async def silent(database: Database, episode_id: int) -> None:
    """The first two wound checks were asked, and nobody answered."""
    await new_tick(database).run(ENROLLED)
    at = datetime(2025, 1, 24, 12, tzinfo=UTC)
    for code in ("WC03", "WC07"):
        missed = assessment(database, episode_id, code)
        with database.write() as tx:
            assessments.open(tx, cast.by(at), missed.id)
            assessments.end(tx, cast.by(at), missed.id, AssessmentState.MISSED, EndReason.NOT_REACHED)
            episodes.look_at(tx, episode_id, at)
    for hours in range(2):
        await new_tick(database).run(at + timedelta(hours=hours))


async def test_two_windows_in_silence_are_found_once(database: Database) -> None:
    _, cara = enrolled(database, "Cara")
    await silent(database, cara.episode.id)
    cases, noted = of_episode(database, cara.episode.id)
    assert cases == ()
    assert [(each.rule, each.response_id) for each in noted] == [("DIG-7", None)]


async def test_in_audit_mode_nothing_is_noted_for_the_digest(database: Database) -> None:
    team, cara = enrolled(database, "Cara")
    with database.write() as tx:
        posts = {
            f"{post}_id": getattr(team.site, f"{post}_id")
            for post in ("owner", "deputy", "lead", "safety_officer", "out_of_hours")
        }
        sites.appoint(tx, cast.by(ENROLLED), team.site.id, mode=Mode.AUDIT, answers_in_notices=False, **posts)
    await silent(database, cara.episode.id)
    assert of_episode(database, cara.episode.id) == ((), ())


async def test_a_rise_that_nobody_confirms_is_told_in_the_digest_once(database: Database) -> None:
    _, ann = enrolled(database)
    for code, on in (("W02", (2025, 1, 29)), ("W06", (2025, 2, 26)), ("M03", (2025, 4, 15))):
        await report(database, ann.episode.id, code, date(*on), {"rlp-average": 2, "plp-average": 2})
    await report(database, ann.episode.id, "M06", date(2025, 7, 15), {"rlp-average": 6, "plp-average": 2})
    end = datetime(2025, 7, 20, tzinfo=UTC)
    tick = await lived(database, end, since=datetime(2025, 7, 15, 15, tzinfo=UTC))
    cases, (noted,) = of_episode(database, ann.episode.id)
    assert cases == ()
    assert (noted.rule, noted.inputs["re-check"]) == ("DIG-1", None)
    # Silence is judged by the numbers of its day: a lower limit signed later raises nothing about it.
    sign(database, end, "unanswered: 7", "unanswered: 5")
    await tick.run(end + DAY)
    assert of_episode(database, ann.episode.id) == (cases, (noted,))


def sign(database: Database, at: datetime, before: str, after: str) -> str:
    """The safety officer of the first site signs other numbers; their checksum."""
    text = bundled_text().replace(before, after).replace(f'"{bundled().version}"', '"north-1"')
    with database.write() as tx:
        site = sites.every(tx)[0]
        assert site.safety_officer_id is not None
        signed = alert_numbers.sign(
            tx,
            cast.by(at),
            site_id=site.id,
            version="north-1",
            checksum="c" * 64,
            body=text,
            signed_by_id=site.safety_officer_id,
            reason="other numbers",
        )
    return signed.version


async def test_a_site_judges_by_the_numbers_it_signed_and_each_case_names_them(database: Database) -> None:
    _, ann = enrolled(database)
    noon = datetime(2025, 2, 26, 12, tzinfo=UTC)
    await report(database, ann.episode.id, "W02", date(2025, 1, 29), {"rlp-average": 2})
    version = sign(database, noon - DAY, "at_least_few: 8", "at_least_few: 7")
    await report(database, ann.episode.id, "W06", noon.date(), {"rlp-average": 7})
    (case,), _ = of_episode(database, ann.episode.id)
    assert (case.rule, case.rule_version, case.numbers_version) == ("AMB-3a", "1.0.0", version)
    assert case.numbers_checksum != bundled().checksum


async def test_a_finding_of_another_limb_joins_what_somebody_has_in_hand(database: Database) -> None:
    _, fay = enrolled(database, "Fay")
    with database.write() as tx:
        other = cast.operated(tx, ENROLLED, fay.patient.id, protocol_id=fay.episode.protocol_id)
    falls = {"safety": FALL_AND_HOSPITAL[:1]}
    await report(database, fay.episode.id, "W06", date(2025, 2, 26), falls)
    await report(database, other.id, "W06", date(2025, 2, 27), falls)
    (case,), _ = of_episode(database, fay.episode.id)
    assert of_episode(database, other.id)[0] == ()
    with database.read() as tx:
        joined = [each for each in alerts.actions(tx, case.id) if each.kind is ActionKind.JOINED]
    assert [each.detail["episode"] for each in joined] == [other.code]
