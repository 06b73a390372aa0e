"""The chart of a patient's pain as staff see it: it holds answers, so only where the site allows those."""

from dataclasses import replace
from datetime import datetime

from bot.chart_words import words
from bot.mail.mail import Chart
from bot.readings import readings_of
from bot.screen import Picture
from bot.speech import Speech
from bot.staff_charts import beside
from bot.surroundings import Surroundings
from charts.svg import description
from domain import Site
from storage import episodes, patients
from storage.database import Tx


def chart_of(tx: Tx, speech: Speech, site: Site, episode_id: int, as_of: datetime) -> Chart | None:
    """The chart of one operation, under the patient's pseudonym; None where nothing is to be shown."""
    if not site.answers_in_notices:
        return None
    episode = episodes.get(tx, episode_id)
    patient = patients.get(tx, episode.patient_id)
    readings = readings_of(tx, speech, patient, episode)
    if not readings:
        return None
    shown = replace(words(Surroundings(speech.staff, site, "")), title=patient.code)
    marked = beside(tx, speech, episode, as_of)
    said = f"{patient.code}. {description(readings, marked)}"
    return Chart(f"chart-{episode_id}", patient.code, Picture(readings, shown, marked), said)
