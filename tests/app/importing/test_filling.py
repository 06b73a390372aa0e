"""Answers that came all at once, held to the instrument's own rules, for staff and for files alike."""

from app.importing.filling import filled
from app.importing.words import Absent
from domain import EntryKind
from questionnaires.steps import Pending
from tests.app.importing.desk import AS_OF, CURRENT

CORE = CURRENT["core"]
CONTEXT = {"ctx-mode": "audit", "ctx-phase": "later", "ctx-limb": "lower"}
ANSWERS = {item.link_id: Absent.DECLINED for item in CORE.questions if item.required}


def test_where_all_that_must_be_answered_is_the_rest_is_skipped_and_it_is_sent() -> None:
    found = filled(Pending(CORE, CONTEXT), ANSWERS, AS_OF)
    assert found.is_sent
    kinds = [line.kind for line in found.log]
    assert kinds[-2:] == [EntryKind.SKIPPED, EntryKind.SENT]
    assert found.log[-1].seq == len(found.log) - 1


def test_where_something_is_open_it_is_not_sent_and_nothing_given_is_nothing_done() -> None:
    some = filled(Pending(CORE, CONTEXT), {"rlp-average": (4,), "medicine-control": Absent.DECLINED}, AS_OF)
    assert not some.is_sent
    assert some.left_out == ("medicine-control",)
    assert [line.values for line in some.log] == [(4,)]
    nothing = filled(Pending(CORE, CONTEXT), {}, AS_OF)
    assert (nothing.log, nothing.is_sent) == ((), False)


def test_what_the_patient_answered_before_stands_and_is_gone_on_from() -> None:
    first = filled(Pending(CORE, CONTEXT), {"rlp-average": (4,)}, AS_OF).log
    others = {link_id: value for link_id, value in ANSWERS.items() if link_id != "rlp-average"}
    found = filled(Pending(CORE, CONTEXT, first), others, AS_OF)
    assert found.log[0] == first[0]
    assert found.is_sent
    assert not filled(Pending(CORE, CONTEXT, first), {}, AS_OF).is_sent
