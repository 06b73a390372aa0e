"""All that is known about one episode, read in one query a table: what the tick decides on."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import and_, bindparam, func, select

from domain import Alert, Assessment, Entry, Episode, Patient, Response, Site
from storage import alerts, assessments, outbox, responses, rows
from storage.database import Tx
from storage.schema import (
    alert,
    alert_action,
    assessment,
    contact,
    entry,
    episode,
    patient,
    response,
    site,
    staff,
)
from storage.words import AlertAction, ChannelState, Outgoing, Owner, Role

# The tick asks these of each episode it looks at, so they are built once.
_COORDINATOR = (
    select(func.min(staff.c.id))
    .where(staff.c.site_id == site.c.id, staff.c.active.is_(True), staff.c.role == Role.COORDINATOR)
    .scalar_subquery()
)
_PEOPLE = (
    select(
        *rows.beside((Site, site), (Patient, patient), (Episode, episode)), contact.c.channel, _COORDINATOR
    )
    .join_from(episode, patient, patient.c.id == episode.c.patient_id)
    .join(site, site.c.id == episode.c.site_id)
    .join(contact, and_(contact.c.owner == Owner.PATIENT, contact.c.owner_id == patient.c.id))
    .where(episode.c.id == bindparam("episode"))
)
_ENTRIES = (
    select(entry)
    .join(response, response.c.id == entry.c.response_id)
    .join(assessment, assessment.c.id == response.c.assessment_id)
    .where(assessment.c.episode_id == bindparam("episode"))
    .order_by(entry.c.response_id, entry.c.seq)
)
_ACTIONS = rows.chosen(AlertAction, alert_action).where(
    alert_action.c.alert_id.in_(select(alert.c.id).where(alert.c.episode_id == bindparam("episode")))
)


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """Collections are in the order of their own room: assessments by sending, all others as they came.

    `coordinator_id`: the first active coordinator of the site, if it has one.
    """

    site: Site
    patient: Patient
    episode: Episode
    channel: ChannelState
    coordinator_id: int | None
    assessments: tuple[Assessment, ...]
    responses: tuple[Response, ...]
    logs: Mapping[int, tuple[Entry, ...]]
    alerts: tuple[Alert, ...]
    actions: Mapping[int, tuple[AlertAction, ...]]
    outgoing: tuple[Outgoing, ...]


def load(tx: Tx, episode_id: int) -> EpisodeFacts:
    """Read everything about an episode. `logs` and `actions` have a key for each response and alert."""
    asked = assessments.of_episode(tx, episode_id)
    raised = alerts.of_episode(tx, episode_id)
    answered = responses.of_episode(tx, episode_id)
    return EpisodeFacts(
        *_people(tx, episode_id),
        assessments=asked,
        responses=answered,
        logs=_logs(tx, episode_id, answered),
        alerts=raised,
        actions=_actions(tx, episode_id, raised),
        outgoing=outbox.of_episode(tx, episode_id),
    )


def load_moved(tx: Tx, known: EpisodeFacts) -> EpisodeFacts:
    """Read again what planning and the steps change; people, answers and cases they leave alone."""
    answered = responses.of_episode(tx, known.episode.id)
    return replace(
        known,
        assessments=assessments.of_episode(tx, known.episode.id),
        responses=answered,
        logs={told.id: known.logs.get(told.id, ()) for told in answered},
        outgoing=outbox.of_episode(tx, known.episode.id),
    )


def _people(tx: Tx, episode_id: int) -> tuple[Site, Patient, Episode, ChannelState, int | None]:
    row = tx.conn.execute(_PEOPLE, {"episode": episode_id}).one()
    at_site, asked, operated = rows.parts(row, Site, Patient, Episode)
    return at_site, asked, operated, *row[-2:]


def _logs(tx: Tx, episode_id: int, answered: tuple[Response, ...]) -> dict[int, tuple[Entry, ...]]:
    if not answered:
        return {}
    logs: dict[int, list[Entry]] = defaultdict(list)
    for row in tx.conn.execute(_ENTRIES, {"episode": episode_id}).mappings():
        logs[row["response_id"]].append(responses.as_entry(row))
    return {told.id: tuple(logs[told.id]) for told in answered}


def _actions(tx: Tx, episode_id: int, raised: tuple[Alert, ...]) -> dict[int, tuple[AlertAction, ...]]:
    done = rows.read(tx.conn, AlertAction, _ACTIONS, episode=episode_id) if raised else ()
    return {told.id: tuple(action for action in done if action.alert_id == told.id) for told in raised}
