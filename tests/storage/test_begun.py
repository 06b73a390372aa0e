"""What somebody began in the console and has not finished: sealed, step by step, and gone in the end."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain import Act, Coding, Entry, EntryKind, Quantity
from storage import answer_drafts, begun, contacts, enrolments, erasing, patients, trail
from storage.answer_drafts import AnswerDraft, Given, Part
from storage.crypto import KeyRing, WrongKey, new_key
from storage.database import Database, Tx
from storage.faults import RuleBroken
from storage.register_words import Via
from storage.schema import answer_draft, enrolment
from storage.words import ErasureReason
from tests.storage.conftest import Scene
from tests.storage.test_access import clinician

TYPED = {"name": "Canary Surname", "nhs_number": None}


@pytest.fixture
def given(act: Act) -> Given:
    return Given(Via.PHONE, proxy=True, on=act.at.date())


def parts(act: Act) -> tuple[Part, ...]:
    """Every kind of line that may be taken down, after two that were stored before."""
    told = (
        (EntryKind.ANSWERED, (7, "Canary", Decimal("1.5"), act.at.date())),
        (EntryKind.WENT_BACK, ()),
        (EntryKind.ANSWERED, (Coding("urn:x", "a"), Quantity(Decimal(2), "kg"))),
        (EntryKind.DECLINED, ()),
    )
    entries = tuple(Entry(2 + at, kind, "q", values, act.at) for at, (kind, values) in enumerate(told))
    return (Part("core", "1.0.0", 2, entries), Part("safety", "1.0.0", 0, ()))


@pytest.fixture
def known(database: Database, scene: Scene, act: Act, given: Given) -> AnswerDraft:
    """An enrolment and a draft of answers, each changed once."""
    with database.write() as tx:
        who = clinician(tx, act, scene)
        enrolments.begin(tx, act, scene.team.site.id, who)
        first = enrolments.find(tx, 1)
        assert first is not None
        assert enrolments.keep(tx, act, first, who, TYPED)
        assert not enrolments.keep(tx, act, first, who, {"name": "somebody else"})
        number = answer_drafts.begin(tx, act, who, scene.ann.episode.id, "W02", given, ())
        empty = _draft(tx, number)
        assert empty.is_empty
        assert answer_drafts.keep(tx, act, empty, who, given, parts(act))
        assert not answer_drafts.keep(tx, act, empty, who, given, ())
        return _draft(tx, number)


def _draft(tx: Tx, number: int) -> AnswerDraft:
    found = answer_drafts.find(tx, number)
    assert found is not None
    return found


def test_what_is_taken_down_comes_back_as_it_was_and_whoever_comes_second_changes_nothing(
    known: AnswerDraft, scene: Scene, act: Act, given: Given
) -> None:
    assert (known.given, known.parts, known.step) == (given, parts(act), 1)
    assert (known.episode_id, known.time_point, known.is_empty) == (scene.ann.episode.id, "W02", False)


def test_a_time_point_has_one_draft(database: Database, known: AnswerDraft, act: Act, given: Given) -> None:
    with pytest.raises(RuleBroken), database.write() as tx:
        answer_drafts.begin(tx, act, known.account_id, known.episode_id, "W02", given, ())


def test_after_rotation_the_new_key_alone_opens_what_was_begun(
    database: Database, known: AnswerDraft, key: str, act: Act
) -> None:
    both = Database(database.url, KeyRing.load(new := new_key(), [key]))
    with both.write() as tx:
        contacts.rotate(tx, act)
    both.close()
    alone = Database(database.url, KeyRing.load(new))
    with alone.read() as tx:
        assert [each.typed for each in enrolments.of_site(tx, 1)] == [TYPED]
        assert answer_drafts.of_site(tx, 1) == (known,)
        assert answer_drafts.of_patient(tx, 1) == (known,)
        stored = [tx.conn.execute(each.select()).mappings().one() for each in (enrolment, answer_draft)]
        assert not any(b"Canary" in row["typed"] for row in stored)
    alone.close()
    with database.read() as tx, pytest.raises(WrongKey):
        enrolments.find(tx, 1)


def test_what_is_finished_dropped_left_alone_or_erased_is_gone_and_the_trail_says_how(
    database: Database, known: AnswerDraft, scene: Scene, act: Act, given: Given
) -> None:
    with database.write() as tx:
        begun.forget_old(tx, Act("tick", act.at + timedelta(days=29)))
        assert len(enrolments.of_site(tx, 1)) == len(answer_drafts.of_site(tx, 1)) == 1
        begun.forget_old(tx, Act("tick", act.at + timedelta(days=31)))
        assert (enrolments.of_site(tx, 1), answer_drafts.of_site(tx, 1)) == ((), ())
        where = (known.account_id, known.episode_id)
        for end in (answer_drafts.finish, answer_drafts.drop):
            end(tx, act, answer_drafts.begin(tx, act, *where, "W02", given, parts(act)))
        for done in (enrolments.finish, enrolments.drop):
            done(tx, act, enrolments.begin(tx, act, scene.team.site.id, known.account_id))
        answer_drafts.begin(tx, act, *where, "W06", given, parts(act))
        erasing.ask(tx, act, scene.ann.patient, ErasureReason.REQUEST)
        erasing.finish(tx, act, patients.get(tx, scene.ann.patient.id))
        assert answer_drafts.of_site(tx, 1) == ()
        verbs = [row.verb for row in trail.read(tx)]
    for table in ("enrolment", "answer-draft"):
        assert {f"{table}.{how}" for how in ("begin", "finished", "dropped", "expired")} <= set(verbs)
