"""A site's own instrument on the card: its holder's words, and how long the invitation says it takes."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.shelf import Shelf
from bot.presenting import place_screen
from bot.progress import progress
from bot.screen import Screen
from bot.sitting import reached, sitting_of
from bot.speech import Speech
from domain import Entry, EntryKind, Licence, Patient
from storage import episodes, responses, site_instruments
from storage.database import Database, Tx
from tests import cast, own
from tests.bot.house import opened, speech
from tests.storage.conftest import said


def _card(tx: Tx, words: Speech, patient: Patient, as_of: datetime) -> Screen:
    (episode,) = episodes.of_patient(tx, patient.id)
    place = reached(tx, words, sitting_of(tx, patient, episode, unscheduled=False))
    assert place is not None
    return place_screen(words.around(tx, patient, as_of), place, progress(tx, words, place))


def _asked(database: Database, as_of: datetime, licence: Licence) -> cast.Person:
    with database.write() as tx:
        own.added(tx, as_of, licence=licence)
        ann = cast.person(tx, as_of, cast.team(tx, as_of), "Ann", tmr_on=as_of.date() - timedelta(days=42))
        opened(tx, as_of, ann, "goal")
        return ann


def _answer(tx: Tx, as_of: datetime, seq: int) -> None:
    entry = Entry(seq, EntryKind.ANSWERED, own.QUESTIONS[seq], (3,), as_of)
    assert responses.append(tx, cast.by(as_of), 1, entry)


def test_the_holders_words_are_on_the_first_screen_and_in_the_review(
    database: Database, as_of: datetime
) -> None:
    ann = _asked(database, as_of, own.LICENCE)
    words = speech()
    with database.write() as tx:
        screens = [_card(tx, words, ann.patient, as_of)]
        for seq in range(2):
            _answer(tx, as_of, seq)
            screens.append(_card(tx, words, ann.patient, as_of))
    assert [own.WORDS in shown.text for shown in screens] == [True, False, True]
    assert "How much progress do you see?" in screens[0].text


def test_words_that_the_licence_does_not_ask_to_show_are_not_shown(
    database: Database, as_of: datetime
) -> None:
    ann = _asked(database, as_of, replace(own.LICENCE, attribution_shown=False))
    with database.write() as tx:
        assert own.WORDS not in _card(tx, speech(), ann.patient, as_of).text


def test_after_the_first_look_a_pinned_version_costs_no_query(database: Database, as_of: datetime) -> None:
    _asked(database, as_of, own.LICENCE)
    shelf = Shelf()
    with database.read() as tx:
        response = responses.get(tx, 1)
        shelf.pinned(tx, response)
        with said(database) as statements:
            assert shelf.pinned(tx, response).id == "goal"
            assert statements == []
            shelf.library(tx)
            assert len(statements) == 1


def test_renewed_words_reach_a_running_service(database: Database, as_of: datetime) -> None:
    _asked(database, as_of, own.LICENCE)
    shelf = Shelf()
    with database.write() as tx:
        assert shelf.library(tx).current("goal").attribution == own.WORDS
        site_instruments.license_it(tx, cast.by(as_of), 1, replace(own.LICENCE, attribution="© Others"))
        assert shelf.library(tx).current("goal").attribution == "© Others"
