"""Nobody waits an hour for a person whom no message reaches; and who stopped messages is phoned at once."""

from datetime import UTC, datetime, timedelta

from bot.another_way import fail
from domain import PatientStatus
from storage import contacts, mailboxes, outbox, patients
from storage.database import Database
from storage.words import ChannelState, MailState, Owner
from tests import cast
from tests.scheduler.lives import answer, assessment, enrolled, lived, response

AT = datetime(2025, 1, 29, 10, 0, tzinfo=UTC)


def _block(database: Database, staff_id: int, at: datetime) -> None:
    with database.write() as tx:
        contacts.set_channel(tx, cast.by(at), Owner.STAFF, staff_id, ChannelState.BLOCKED)


def _told(database: Database, episode_id: int) -> list[tuple[int | None, datetime]]:
    with database.read() as tx:
        rows = outbox.of_episode(tx, episode_id)
    return [(row.staff_id, row.queued_at) for row in rows if row.kind == "notice"]


async def test_a_red_case_passes_over_an_owner_whom_no_message_reaches(database: Database) -> None:
    team, ann = enrolled(database)
    tick = await lived(database, AT)
    _block(database, team.owner.id, AT)
    told = response(database, assessment(database, ann.episode.id, "WC14").id, "wound-check")
    answer(database, told, AT, {"limb-cold": True})
    await tick.run(AT)
    assert _told(database, ann.episode.id) == [(team.deputy.id, AT)]


async def test_when_the_notice_finds_the_owner_out_of_reach_the_deputy_is_told_at_once(
    database: Database,
) -> None:
    team, ann = enrolled(database)
    tick = await lived(database, AT)
    told = response(database, assessment(database, ann.episode.id, "WC14").id, "wound-check")
    answer(database, told, AT, {"limb-cold": True})
    await tick.run(AT)
    soon = AT + timedelta(seconds=15)
    _block(database, team.owner.id, soon)
    await tick.run(soon)
    assert _told(database, ann.episode.id) == [(team.owner.id, AT), (team.deputy.id, soon)]


async def test_a_notice_that_went_by_neither_channel_has_the_deputy_told_at_once(database: Database) -> None:
    """The owner's chat and address both look well; the message itself was refused."""
    team, ann = enrolled(database)
    tick = await lived(database, AT)
    told = response(database, assessment(database, ann.episode.id, "WC14").id, "wound-check")
    answer(database, told, AT, {"limb-cold": True})
    await tick.run(AT)
    soon = AT + timedelta(seconds=15)
    with database.write() as tx:
        (row,) = [row for row in outbox.of_episode(tx, ann.episode.id) if row.kind == "notice"]
        fail(tx, cast.by(soon), row, "refused: 554")
    await tick.run(soon)
    assert _told(database, ann.episode.id) == [(team.owner.id, AT), (team.deputy.id, soon)]


async def test_an_owner_with_an_address_alone_is_in_reach_while_e_mail_works(database: Database) -> None:
    team, ann = enrolled(database)
    tick = await lived(database, AT)
    _block(database, team.owner.id, AT)
    with database.write() as tx:
        mailboxes.set_address(tx, cast.by(AT), team.owner.id, "owner@canary-mail.example")
        mailboxes.note_state(tx, cast.by(AT), MailState.ON)
    told = response(database, assessment(database, ann.episode.id, "WC14").id, "wound-check")
    answer(database, told, AT, {"limb-cold": True})
    await tick.run(AT)
    assert _told(database, ann.episode.id) == [(team.owner.id, AT)]
    soon = AT + timedelta(seconds=15)
    with database.write() as tx:
        mailboxes.note_state(tx, cast.by(soon), MailState.TROUBLE)
    await tick.run(soon)
    assert _told(database, ann.episode.id) == [(team.owner.id, AT), (team.deputy.id, soon)]


async def test_with_everybody_out_of_reach_the_owner_is_named_all_the_same(database: Database) -> None:
    team, ann = enrolled(database)
    tick = await lived(database, AT)
    for member in (team.owner, team.deputy, team.lead):
        _block(database, member.id, AT)
    told = response(database, assessment(database, ann.episode.id, "WC14").id, "wound-check")
    answer(database, told, AT, {"limb-cold": True})
    await tick.run(AT)
    assert _told(database, ann.episode.id) == [(team.owner.id, AT)]


async def test_whoever_the_clinic_took_off_messages_is_on_the_call_list_at_once(database: Database) -> None:
    team, dan = enrolled(database, "Dan")
    before = AT - timedelta(hours=1)
    tick = await lived(database, before)
    with database.write() as tx:
        patients.set_status(tx, cast.by(before), dan.patient.id, PatientStatus.CHANNEL_STOPPED)
    await tick.run(AT)
    with database.read() as tx:
        rows = [row for row in outbox.of_episode(tx, dan.episode.id) if row.queued_at == AT]
    opened = assessment(database, dan.episode.id, "WC14")
    assert opened.opened_at == AT
    assert [(row.kind, row.staff_id) for row in rows] == [("call", team.coordinator.id)] * 2
