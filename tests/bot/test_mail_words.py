"""A mail holds pseudonyms only, answers only where the site allows them, and a subject that tells nothing."""

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from bot.mail.mail import Envelope, Mail, composed
from bot.mail.writing import test_mail as a_test_mail
from bot.mail.writing import write
from charts.png import pain_png
from domain import Cadence, Channel, DigestWish, Lane, Message, WhenEmpty
from storage import digest_wishes, outbox
from storage.database import Database
from tests import cast
from tests.bot.desk import DAY, HOUR, Morning
from tests.bot.house import speech
from tests.bot.test_texts import FORBIDDEN

SPEECH = speech()
CANARIES = ("Canary", "9999999999", "07700", "2024", "canary-mail")


@pytest.fixture
def morning(database: Database, as_of: datetime) -> Morning:
    at = Morning(database, as_of)
    at.busy()
    return at


def _written(at: Morning, kind: str, *, case: bool = False, repeat: bool = False) -> Mail | None:
    message = Message(
        key=f"{kind}:1",
        kind=kind,
        lane=Lane.NOTICE,
        language="en",
        not_before_at=at.as_of,
        staff_id=at.team.owner.id,
        alert_id=at.old.id if case else None,
        detail={"what": "backup"},
        repeat=repeat,
        channel=Channel.EMAIL,
    )
    with at.database.write() as tx:
        outbox.queue(tx, cast.by(at.as_of), message)
        (row,) = outbox.waiting_for(tx, Channel.EMAIL)
        return write(tx, SPEECH, row, at.as_of)


def _read(mail: Mail) -> EmailMessage:
    pictures = tuple(pain_png(chart.picture.readings, chart.picture.words) for chart in mail.charts)
    envelope = Envelope("a@north.example", "dr1@north.example", "notice:1", datetime.fromisoformat(AT))
    message = message_from_bytes(composed(mail, envelope, pictures), policy=default)
    assert isinstance(message, EmailMessage)
    return message


AT = "2025-01-15T10:00:00+00:00"


@pytest.mark.parametrize("kind", ["notice", "digest", "operations"])
@pytest.mark.parametrize("allowed", [False, True])
def test_no_mail_names_anybody_and_its_subject_tells_nothing(
    morning: Morning, kind: str, allowed: bool
) -> None:
    if allowed:
        morning.allow_answers()
    mail = _written(morning, kind, case=kind == "notice")
    assert mail is not None
    said = "".join([mail.subject, mail.text, mail.html, *(chart.said for chart in mail.charts)])
    assert not [canary for canary in CANARIES if canary in said]
    assert not [word for word in FORBIDDEN if word in mail.subject.lower()]
    assert morning.ann.patient.code not in mail.subject


def test_a_notice_by_mail_says_what_telegram_says_and_how_to_take_the_case(morning: Morning) -> None:
    mail = _written(morning, "notice", case=True, repeat=True)
    assert mail is not None
    assert mail.subject == "A case waits for you"
    assert mail.text == (
        "This notice may be a repeat.\n\n"
        "AMBER: AMB-2, rise in pain, confirmed\n"
        f"{morning.ann.patient.code}, Sunday 12 January, 10:00\n\n"
        "A mail cannot be answered. To take this case, send /cases to the bot on Telegram, or have it "
        f"entered at the hospital:\ntmr-followup alerts ack {morning.old.id} --by YOUR-CODE\n"
    )
    assert mail.charts == ()
    assert "rlp-average" not in mail.text + mail.html


def test_where_answers_are_allowed_a_notice_holds_them_and_the_chart_inside(morning: Morning) -> None:
    morning.allow_answers()
    mail = _written(morning, "notice", case=True)
    assert mail is not None
    assert "rlp-average 7" in mail.text
    (chart,) = mail.charts
    assert "Residual limb pain: day 38: 4, day 39: 7." in chart.said
    assert f"Marked: day 39: case {morning.old.id}, AMB-2: rise in pain, confirmed" in chart.said
    assert chart.picture.beside.marks[0].text == "A2"
    message = _read(mail)
    assert message.get_content_type() == "multipart/alternative"
    plain, related = message.iter_parts()
    html, picture = related.iter_parts()
    assert plain.get_content().splitlines() == mail.text.splitlines()
    assert f'src="cid:{chart.name}" alt="{morning.ann.patient.code}. Average pain' in html.get_content()
    assert (picture["Content-ID"], picture.get_content_type()) == (f"<{chart.name}>", "image/png")
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content().startswith(b"\x89PNG")


def test_a_mail_says_who_sends_it_and_that_no_person_wrote_it(morning: Morning) -> None:
    mail = _written(morning, "operations")
    assert mail is not None
    message, again = _read(mail), _read(mail)
    assert (message["From"], message["To"]) == ("a@north.example", "dr1@north.example")
    assert message["Date"] == "Wed, 15 Jan 2025 10:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == again["Message-ID"]
    assert message["Message-ID"].endswith("@north.example>")
    assert all(len(line) < 1000 for line in message.as_bytes().splitlines())


def test_a_digest_by_mail_has_one_small_chart_a_patient(morning: Morning) -> None:
    morning.allow_answers()
    morning.case(morning.ann, "AMB-1", morning.as_of - HOUR)
    mail = _written(morning, "digest")
    assert mail is not None
    assert mail.subject == "Your digest"
    assert [chart.whose for chart in mail.charts] == [morning.ann.patient.code]  # Ben never reported
    assert "Open cases, oldest first (3)" in mail.text
    assert mail.html.count("<img ") == 1


@pytest.mark.parametrize(("when_empty", "sent"), [(WhenEmpty.ONE_LINE, True), (WhenEmpty.NOTHING, False)])
def test_with_nothing_to_say_it_is_one_line_or_nothing_as_wished(
    database: Database, as_of: datetime, when_empty: WhenEmpty, sent: bool
) -> None:
    quiet = Morning(database, as_of)
    with database.write() as tx:
        at = as_of.time().replace(microsecond=0)
        owner = quiet.team.owner.id
        wish = DigestWish(owner, Cadence.DAILY, None, at, when_empty, as_of + DAY)
        digest_wishes.put(tx, cast.by(as_of), wish)
    mail = _written(quiet, "digest")
    assert (mail is not None) == sent
    if mail is not None:
        assert mail.text == "NORTH: nothing to report since Tuesday 14 January, 10:00.\n"


def test_a_test_mail_says_what_it_is() -> None:
    mail = a_test_mail()
    assert mail.subject == "A test of your e-mail"
    assert "This is a test." in mail.text
    assert "alerts ack" not in mail.text + mail.html
