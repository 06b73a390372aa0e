"""A person opens the link, enters the PIN, agrees, and is connected; and what goes wrong."""

from datetime import datetime, timedelta

import pytest

from domain import PatientStatus
from storage import contacts, patients, staff
from storage.database import Database, Tx
from storage.words import ChannelState, Owner, Role
from tests import cast
from tests.bot.house import House

TOKEN, PIN = "a-token-of-thirty-two-characters", "482913"
CHAT = cast.CHATS["Ann"]


@pytest.fixture
def ann(database: Database, as_of: datetime) -> cast.Person:
    """Ann is enrolled and has her link and PIN, and has not used them."""
    with database.write() as tx:
        person = cast.person(tx, as_of, cast.team(tx, as_of), "Ann", linked=False)
        _offer(tx, as_of, Owner.PATIENT, person.patient.id, TOKEN)
        return person


def _offer(tx: Tx, at: datetime, owner: Owner, owner_id: int, token: str) -> None:
    expires_at = at + timedelta(days=7)
    contacts.offer_link(tx, cast.by(at), owner, owner_id, token=token, pin=PIN, expires_at=expires_at)


async def _type_pin(house: House, chat: int, pin: str) -> str:
    for digit in pin:
        await house.tap(chat, digit)
    return await house.tap(chat, "OK")


async def test_link_pin_and_consent_connect_a_patient(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, f"/start {TOKEN}")
        assert "PIN" in house.last(CHAT).text
        await _type_pin(house, CHAT, PIN)
        consent = house.last(CHAT).text
        assert "Text 1.0" in consent
        assert "not end-to-end encrypted" in consent
        assert "999" in consent
        assert house.labels(CHAT) == ["I agree", "Not now"]
        await house.tap(CHAT, "I agree")
        assert "You are connected" in house.last(CHAT).text
    with database.read() as tx:
        assert contacts.owner_of(tx, CHAT) == (Owner.PATIENT, ann.patient.id)
        assert patients.get(tx, ann.patient.id).linked_on == as_of.date()


async def test_not_now_links_nobody_and_the_link_still_works(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, f"/start {TOKEN}")
        await _type_pin(house, CHAT, PIN)
        await house.tap(CHAT, "Not now")
        assert "Nothing has been set up" in house.last(CHAT).text
        with database.read() as tx:
            assert contacts.owner_of(tx, CHAT) is None
        await house.say(CHAT, f"/start {TOKEN}")
        assert "PIN" in house.last(CHAT).text


async def test_a_wrong_pin_is_told_and_a_double_tap_on_ok_counts_one_try(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, f"/start {TOKEN}")
        for digit in "111111":
            await house.tap(CHAT, digit)
        pad = house.last(CHAT)
        house.people.tap(CHAT, pad.message_id, pad.data_of("OK"))
        await house.press(CHAT, pad.message_id, pad.data_of("OK"))
        assert "not right" in house.last(CHAT).text
    with database.read() as tx:
        offer = contacts.find_offer(tx, TOKEN)
        assert offer is not None
        assert offer.attempts == 1


async def test_five_wrong_pins_shut_the_link_and_name_the_team(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, f"/start {TOKEN}")
        for _ in range(5):
            await _type_pin(house, CHAT, "111111")
        assert "shut" in house.last(CHAT).text
        assert "020 7946 0000" in house.last(CHAT).text
        await house.say(CHAT, f"/start {TOKEN}")
        assert "shut" in house.last(CHAT).text


async def test_an_expired_link_names_the_team(database: Database, as_of: datetime, ann: cast.Person) -> None:
    async with House(database, as_of + timedelta(days=8)) as house:
        await house.say(CHAT, f"/start {TOKEN}")
        assert "too old" in house.last(CHAT).text
        assert "020 7946 0000" in house.last(CHAT).text


async def test_a_used_link_tells_a_stranger_to_ask_the_clinic_and_its_owner_that_all_is_well(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, f"/start {TOKEN}")
        await _type_pin(house, CHAT, PIN)
        consent = house.last(CHAT)
        house.people.tap(CHAT, consent.message_id, consent.data_of("I agree"))
        await house.press(CHAT, consent.message_id, consent.data_of("I agree"))
        assert "You are connected" in house.last(CHAT).text
        await house.say(CHAT, f"/start {TOKEN}")
        assert "You are connected" in house.last(CHAT).text
        await house.say(999, f"/start {TOKEN}")
        assert "ask your clinic" in house.last(999).text


async def test_agreeing_without_the_right_pin_links_nobody(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, f"/start {TOKEN}")
        await house.press(CHAT, house.last(CHAT).message_id, f"g:{TOKEN}:000000")
        assert "not right" in house.last(CHAT).text
    with database.read() as tx:
        assert contacts.owner_of(tx, CHAT) is None


async def test_a_chat_of_somebody_else_is_refused(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    chat = cast.STAFF_CHATS["LEAD"]
    async with House(database, as_of) as house:
        await house.say(chat, f"/start {TOKEN}")
        await _type_pin(house, chat, PIN)
        await house.tap(chat, "I agree")
        assert "used by somebody else" in house.last(chat).text


async def test_staff_are_connected_by_link_and_pin_without_consent(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    chat = 800099
    with database.write() as tx:
        owner = staff.by_code(tx, "OWNER")
        assert owner is not None
        _offer(tx, as_of, Owner.STAFF, owner.id, "b" * 32)
    async with House(database, as_of) as house:
        await house.say(chat, f"/start {'b' * 32}")
        await _type_pin(house, chat, PIN)
        assert "connected as OWNER" in house.last(chat).text
    with database.read() as tx:
        assert contacts.owner_of(tx, chat) == (Owner.STAFF, owner.id)


async def test_a_new_link_brings_back_somebody_who_had_stopped_messages(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    with database.write() as tx:
        patients.set_status(tx, cast.by(as_of), ann.patient.id, PatientStatus.CHANNEL_STOPPED)
    async with House(database, as_of) as house:
        await house.say(CHAT, f"/start {TOKEN}")
        await _type_pin(house, CHAT, PIN)
        await house.tap(CHAT, "I agree")
    with database.read() as tx:
        assert patients.get(tx, ann.patient.id).status is PatientStatus.FOLLOWED
        assert contacts.channel(tx, Owner.PATIENT, ann.patient.id).state is ChannelState.LINKED


async def test_the_pin_may_be_typed_even_after_a_restart(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, "482913")
        assert "I do not know you yet" in house.last(CHAT).text
        await house.say(CHAT, f"/start {TOKEN}")
        await house.restart()
        await house.say(CHAT, "111111")
        assert "not right" in house.last(CHAT).text
        await house.say(CHAT, "482 913")
        await house.tap(CHAT, "I agree")
        assert "You are connected" in house.last(CHAT).text
        await house.say(CHAT, "482913")
        assert "cannot read messages" in house.last(CHAT).text


async def test_a_typed_pin_is_for_the_link_opened_last(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    with database.write() as tx:
        owner = staff.by_code(tx, "OWNER")
        assert owner is not None
        _offer(tx, as_of, Owner.STAFF, owner.id, "b" * 32)
    async with House(database, as_of) as house:
        await house.say(CHAT, f"/start {'b' * 32}")
        await house.say(CHAT, f"/start {TOKEN}")
        await house.say(CHAT, PIN)
        assert house.labels(CHAT) == ["I agree", "Not now"]


async def test_delete_takes_the_last_digit_back(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    async with House(database, as_of) as house:
        await house.say(CHAT, f"/start {TOKEN}")
        await house.tap(CHAT, "4")
        await house.tap(CHAT, "9")
        assert "Digits entered: 2" in house.last(CHAT).text
        await house.tap(CHAT, "Delete")
        assert "Digits entered: 1" in house.last(CHAT).text


@pytest.mark.parametrize("gone", [PatientStatus.WITHDRAWN, PatientStatus.DECEASED])
async def test_a_link_given_out_before_somebody_left_connects_nobody_at_any_step(
    database: Database, as_of: datetime, ann: cast.Person, gone: PatientStatus
) -> None:
    ended = "not in use any more"
    async with House(database, as_of) as house:
        await house.say(CHAT, f"/start {TOKEN}")
        pad = house.last(CHAT)
        await _type_pin(house, CHAT, PIN)
        consent = house.last(CHAT)
        with database.write() as tx:
            patients.set_status(tx, cast.by(as_of), ann.patient.id, gone)
        await house.tap(CHAT, "I agree", consent)
        assert ended in house.last(CHAT).text
        assert "020 7946 0000" in house.last(CHAT).text
        await house.say(CHAT, PIN)
        assert ended in house.last(CHAT).text
        await house.say(CHAT, f"/start {TOKEN}")
        assert ended in house.last(CHAT).text
        assert house.labels(CHAT) == []
    assert pad.message_id == consent.message_id
    with database.read() as tx:
        assert contacts.owner_of(tx, CHAT) is None
        assert patients.get(tx, ann.patient.id).status is gone


async def test_a_link_given_out_before_a_clinician_left_connects_nobody(
    database: Database, as_of: datetime, ann: cast.Person
) -> None:
    chat, token = 4711, "another-token-of-thirty-two-chars"
    with database.write() as tx:
        gone = staff.add(tx, cast.by(as_of), site_id=ann.patient.site_id, code="GONE", role=Role.CLINICIAN)
        _offer(tx, as_of, Owner.STAFF, gone.id, token)
        assert staff.leave(tx, cast.by(as_of), gone.id)
        assert not staff.leave(tx, cast.by(as_of), gone.id)
    async with House(database, as_of) as house:
        await house.say(chat, f"/start {'another-token-of-thirty-two-chars'}")
        assert "not in use any more" in house.last(chat).text
    with database.read() as tx:
        assert contacts.owner_of(tx, chat) is None
