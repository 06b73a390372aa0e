"""The tables as they stand at the end of a run, read once, for the laws to look at."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain import Alert, Assessment, Entry, Episode, Patient, Response, Shift, Site
from questionnaires.library import Library
from scheduler.published import Protocols
from scheduler.timepoints import Protocol
from storage import alerts, assessments, episodes, facts, outbox, patients, rota, rows, sites, staff
from storage.database import Database, Tx
from storage.facts import EpisodeFacts
from storage.schema import outbox as outbox_table
from storage.words import AlertAction, Outgoing, Staff


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything the laws read. Collections are by id."""

    sites: Mapping[int, Site]
    staff: Mapping[int, Staff]
    patients: Mapping[int, Patient]
    episodes: Mapping[int, Episode]
    facts: Mapping[int, EpisodeFacts]
    assessments: Mapping[int, Assessment]
    responses: Mapping[int, Response]
    logs: Mapping[int, tuple[Entry, ...]]
    alerts: Mapping[int, Alert]
    actions: Mapping[int, tuple[AlertAction, ...]]
    outgoing: tuple[Outgoing, ...]
    digests: tuple[Outgoing, ...]
    rota: tuple[Shift, ...]
    protocols: Mapping[int, Protocol]

    def episode_of(self, assessment: Assessment) -> Episode:
        return self.episodes[assessment.episode_id]

    def patient_of(self, assessment: Assessment) -> Patient:
        return self.patients[self.episode_of(assessment).patient_id]


def read(database: Database) -> Tables:
    """Read everything in one transaction."""
    with database.read() as tx:
        return _read(tx)


def _read(tx: Tx) -> Tables:
    known = {episode.id: facts.load(tx, episode.id) for episode in episodes.every(tx)}
    published = Protocols(lambda _tx: Library.bundled())
    used = {each.episode.protocol_id for each in known.values()}
    used |= {row.protocol_id for each in known.values() for row in each.assessments}
    return Tables(
        sites={site.id: site for site in sites.every(tx)},
        staff={member.id: member for site in sites.every(tx) for member in staff.of_site(tx, site.id)},
        patients={patient.id: patient for patient in patients.every(tx)},
        episodes={episode_id: each.episode for episode_id, each in known.items()},
        facts=known,
        assessments={row.id: row for each in known for row in assessments.of_episode(tx, each)},
        responses={row.id: row for each in known.values() for row in each.responses},
        logs={key: log for each in known.values() for key, log in each.logs.items()},
        alerts={row.id: row for each in known for row in alerts.of_episode(tx, each)},
        actions={key: done for each in known.values() for key, done in each.actions.items()},
        outgoing=tuple(row for each in known for row in outbox.of_episode(tx, each)),
        digests=rows.alike(tx.conn, Outgoing, outbox_table, kind="digest"),
        rota=rota.every(tx),
        protocols={each: published.get(tx, each) for each in used},
    )
