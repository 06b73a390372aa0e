"""Writes the mail of a row of the outbox: the same words as on Telegram, as text and HTML, with the chart.

Pseudonyms only; answers and charts only where the site allows them. The subject tells nothing.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.digest.gathering import digest_for
from bot.digest.telling import as_page, as_text
from bot.mail.charts import chart_of
from bot.mail.mail import Chart, Mail, by_name
from bot.paper import templates
from bot.rendering import render
from bot.speech import Speech
from storage import alerts, episodes, sites
from storage.database import Tx
from storage.words import Outgoing

TEST_SUBJECT = "A test of your e-mail"
_SUBJECTS: Mapping[str, str] = {
    "notice": "A case waits for you",
    "digest": "Your digest",
    "operations": "The service needs a look",
}
_ANY = "A message waits for you"
_MOST_CHARTS = 30


def write(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Mail | None:
    """The mail as it should be now; None if there is nothing left to say."""
    if outgoing.kind == "digest":
        return _digest(tx, speech, outgoing, as_of)
    screen = render(tx, speech, outgoing, as_of)
    if screen is None:
        return None
    chart = _chart(tx, speech, outgoing, as_of)
    charts = () if chart is None else (chart,)
    return _mail(_SUBJECTS.get(outgoing.kind, _ANY), screen.text, charts, outgoing.alert_id)


def test_mail() -> Mail:
    """What shows somebody that mail of this service reaches them."""
    text = "This is a test. Notices and digests of the follow-up service can reach you at this address."
    return _mail(TEST_SUBJECT, text, (), None)


def _mail(subject: str, text: str, charts: tuple[Chart, ...], alert_id: int | None) -> Mail:
    told = {
        "subject": subject,
        "paragraphs": text.split("\n\n"),
        "charts": charts,
        "alert_id": alert_id,
        "source": by_name,
    }
    plain = templates("bot.mail").get_template("message.txt.j2").render(told).strip() + "\n"
    return Mail(subject, plain, templates("bot.mail").get_template("message.html.j2").render(told), charts)


def _chart(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Chart | None:
    """The chart of whoever a notice is about."""
    if outgoing.alert_id is None:
        return None
    episode = episodes.get(tx, alerts.get(tx, outgoing.alert_id).episode_id)
    return chart_of(tx, speech, sites.get(tx, episode.site_id), episode.id, as_of)


def _digest(tx: Tx, speech: Speech, outgoing: Outgoing, as_of: datetime) -> Mail | None:
    told = digest_for(tx, speech.figuring, outgoing, as_of)
    if told is None:
        return None
    found = (chart_of(tx, speech, told.site, one, as_of) for one in told.episodes[:_MOST_CHARTS])
    charts = tuple(chart for chart in found if chart is not None)
    text = as_text(speech.staff, told, repeat=outgoing.repeat)
    page = as_page(speech.staff, told, charts, repeat=outgoing.repeat)
    return Mail(_SUBJECTS["digest"], text, page, charts)
